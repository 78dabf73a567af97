// U.9: what hospital systems may send, to the running daemon by a program that is not ours, and
// what became of each mail against what others read in it.
#include "tests/scenarios/scenario.h"

namespace tests {
namespace {

class MailCorpusStory : public OnBothEngines {};
STORIES_ON_BOTH_ENGINES(MailCorpusStory);

TEST_P(MailCorpusStory, EveryMailIsShownAsOthersReadItOrItIsSaidWhyNot)
{
    const auto folder = std::filesystem::path(BELFRY_SOURCE_DIR) / "tests";
    auto made = wishes();
    // On a clock that stands still no rate is ever regained.
    made.directory_changes = {
        {"    senders: [\"*\"]\n", "    senders: [\"*\"]\n    burst: 10000\n"}};
    Installation house(made);

    const auto compared = run(
        {"python3", (folder / "peers/mail_corpus.py").string(), std::to_string(house.smtp_port()),
         std::to_string(house.http_port()), (house.folder() / "admin.token").string(),
         (folder / "data/mail").string(), "ben-okoro@" + std::string(Installation::domain)});

    EXPECT_EQ(compared.exit, 0) << compared.err;
    EXPECT_EQ(compared.out, "145 mails\n");
}

} // namespace
} // namespace tests
