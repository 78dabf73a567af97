// The installer's tools: WCTP spoken by hand with the program's own commands, to the running
// daemon.
#include "tests/scenarios/scenario.h"
#include "tests/scenarios/wctp_words.h"

namespace tests {
namespace {

class WctpCommandStory : public OnBothEngines {
protected:
    void SetUp() override
    {
        OnBothEngines::SetUp();
        if (IsSkipped())
            return;
        auto wish = wishes();
        wish.directory_changes = {wctp_source({"reply_mode: poll"})};
        wish.more_config = "wctp: {poll_interval: 0s, query_interval: 0s}\n";
        house.emplace(wish);
    }
    std::string url() const
    {
        return "http://127.0.0.1:" + std::to_string(house->http_port()) + "/wctp";
    }
    Ran wctp(std::vector<std::string> words)
    {
        words.insert(words.begin(), {Installation::binary(), "wctp"});
        words.insert(words.end(), {"--url", url()});
        return run(words);
    }
    Ran post(const std::string& document)
    {
        const auto file = house->folder() / "page.xml";
        write_file(file, document);
        return wctp({"post", file});
    }
    std::vector<std::string> with_code() const
    {
        return {"--code-file", house->folder() / "wctp.code"};
    }

    std::optional<Installation> house;
};
STORIES_ON_BOTH_ENGINES(WctpCommandStory);

// U.1, U.4
TEST_P(WctpCommandStory, AnInstallerPostsAPageAndFetchesWhatBecameOfIt)
{
    const auto posted = post(
        submit_request(house->code(), "ADA-KING", "Bed 12", "m-1", "notifyWhenQueued=\"true\""));
    EXPECT_EQ(posted.exit, 0) << posted.err;
    EXPECT_TRUE(contains(posted.out, "successCode=\"200\"")) << posted.out;
    EXPECT_EQ(post(submit_request(house->code(), "NOBODY", "Bed 12", "m-2")).exit, 3);
    EXPECT_EQ(post(submit_request("guess", "ADA-KING", "Bed 12", "m-3")).exit, 4);
    EXPECT_EQ(post("<html>").exit, 1);
    house->settle();
    EXPECT_EQ(pages_in_inbox(*house).size(), 1U);

    std::vector<std::string> words{"poll", "--poller", Installation::sender};
    EXPECT_EQ(wctp(words).exit, 4) << "without the code";
    const auto more = with_code();
    words.insert(words.end(), more.begin(), more.end());
    const auto offered = wctp(words);
    EXPECT_EQ(offered.exit, 0) << offered.err;
    EXPECT_TRUE(contains(offered.out, "\tstatus\tm-1\tQUEUED\n")) << offered.out;
    words.emplace_back("--acknowledge");
    EXPECT_EQ(wctp(words).out, offered.out) << "nobody had said that it came";
    EXPECT_EQ(wctp(words).out, "");
}

// U.2
TEST_P(WctpCommandStory, AnInstallerAsksWhatBecameOfATransientClientsPage)
{
    wctp::SubmitClientMessage asked;
    asked.originator = {Installation::sender, {}, house->code()};
    asked.control.notify_when_queued = true;
    asked.recipient.recipient_id = "ADA-KING";
    asked.payload = wctp::Alphanumeric{"Bed 12"};
    const auto posted = post(wctp::write({wctp::Version::V1r3, {}, asked}));
    EXPECT_EQ(posted.exit, 0) << posted.out << posted.err;
    const std::string mark = "trackingNumber=\"";
    const auto begin = posted.out.find(mark) + mark.size();
    const auto tracking = posted.out.substr(begin, posted.out.find('"', begin) - begin);
    house->settle();

    const auto query = [&](const std::string& number) {
        return wctp({"query", "--sender", Installation::sender, "--recipient", "ADA-KING",
                     "--tracking", number});
    };

    const auto told = query(tracking);
    EXPECT_EQ(told.exit, 0) << told.err;
    EXPECT_TRUE(contains(told.out, "\tQUEUED\n")) << told.out;
    EXPECT_EQ(query("guess").exit, 3);
}

// U.3
TEST_P(WctpCommandStory, AnInstallerAsksWhoIsThereAndWhichVersionsAreSpoken)
{
    const auto lookup = [&](const std::string& name) {
        std::vector<std::string> words{"lookup", "--sender", Installation::sender, "--recipient",
                                       name};
        const auto more = with_code();
        words.insert(words.end(), more.begin(), more.end());
        return wctp(words);
    };

    EXPECT_EQ(lookup("ADA-KING").exit, 0) << lookup("ADA-KING").err;
    EXPECT_EQ(lookup("NOBODY").exit, 3);
    const auto versions = wctp({"versions", "--sender", "installer"});
    EXPECT_EQ(versions.exit, 0) << versions.err;
    EXPECT_TRUE(contains(versions.out, "wctp-dtd-v1r3\tsupported\n")) << versions.out;
    const auto away = run({Installation::binary(), "wctp", "versions", "--sender", "installer",
                           "--url", "http://127.0.0.1:1/wctp"});
    EXPECT_EQ(away.exit, 6);
    EXPECT_TRUE(contains(away.err, "cannot reach http://127.0.0.1:1/wctp")) << away.err;
}

TEST_P(WctpCommandStory, AnInstallerHearsWhatIsWrongWithADocument)
{
    const auto file = house->folder() / "page.xml";
    auto document = submit_request(house->code(), "ADA-KING", "Bed 12", "m-1");
    const auto lint = [&] {
        write_file(file, document);
        return run({Installation::binary(), "wctp", "lint", file});
    };

    EXPECT_EQ(lint().exit, 0) << lint().out;
    const std::string version = "wctpVersion=\"";
    document.insert(document.find(version) + version.size(), "9");
    EXPECT_EQ(lint().exit, 1);
    EXPECT_TRUE(contains(lint().out, "303")) << lint().out;
}

} // namespace
} // namespace tests
