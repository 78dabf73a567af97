// Files of rules that lie about: who keeps the house is told.
#include "tests/scenarios/scenario.h"

namespace tests {
namespace {

class MailRulesStory : public OnBothEngines {};
STORIES_ON_BOTH_ENGINES(MailRulesStory);

TEST_P(MailRulesStory, AFileThatIsOfNoMailSourceIsAWarningAtTheStartAndInCheckConfig)
{
    TemporaryDirectory folder;
    for (const auto* name : {"demo-mail.yaml", "gone.yaml"})
        write_file(folder.path() / name, "cut: [signature]\n");
    auto made = wishes();
    made.more_smtp = "  rules_dir: " + folder.path().string() + "\n";
    Installation house(made);
    constexpr auto warning = "smtp.rules_dir: gone.yaml is of no mail source";

    const auto says_again = [&] { // of a start with people in it
        house.stop();
        const auto before = house.log().size();
        house.start();
        return house.log().substr(before);
    };
    const auto said = says_again();
    EXPECT_TRUE(contains(said, warning)) << said;
    EXPECT_FALSE(contains(said, "demo-mail.yaml is of no"));
    const auto checked = house.belfry({"check-config"}, "");
    EXPECT_EQ(checked.exit, 0) << checked.err;
    EXPECT_TRUE(contains(checked.out + checked.err, warning)) << checked.out << checked.err;

    std::filesystem::remove(folder.path() / "gone.yaml");
    EXPECT_FALSE(contains(says_again(), "is of no mail source"));
}

TEST_P(MailRulesStory, AFileOfNoSourceThatAsksForProofIsAnErrorInCheckConfig)
{
    TemporaryDirectory folder;
    auto made = wishes();
    made.more_smtp = "  rules_dir: " + folder.path().string() + "\n";
    Installation house(made);

    write_file(folder.path() / "gone.yaml", "must_pass: [spf]\n");

    const auto checked = house.belfry({"check-config"}, "");
    EXPECT_NE(checked.exit, 0);
    EXPECT_TRUE(contains(checked.out + checked.err,
                         "gone.yaml is of no mail source, and nobody is held to what it demands"))
        << checked.out << checked.err;
}

} // namespace
} // namespace tests
