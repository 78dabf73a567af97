// What stands in front of the running daemon: Postfix, and swaks as a balancer and as a front end.
#include "tests/scenarios/scenario.h"
#include "tests/support/postfix_server.h"

namespace tests {
namespace {

const std::string ada = "ada-king@" + std::string(Installation::domain);

class MailFrontStory : public OnBothEngines {
protected:
    void SetUp() override
    {
        OnBothEngines::SetUp();
        if (IsSkipped())
            return;
        lmtp_port = free_port();
    }
    void open(const std::string& more, const std::string& networks)
    {
        auto made = wishes();
        made.more_smtp =
            more + "  starttls: false\n  lmtp_listen: [\"127.0.0.1:" + std::to_string(lmtp_port) +
            "\"]\n";
        made.directory_changes = {{"    senders: [\"*\"]\n    networks: [127.0.0.0/8]\n",
                                   "    senders: [\"*\"]\n    networks: [" + networks + "]\n"}};
        house.emplace(made);
    }
    Ran swaks(std::vector<std::string> more, std::uint16_t port, const std::string& to = ada)
    {
        std::vector<std::string> words{
            "swaks",  "--server",       "127.0.0.1:" + std::to_string(port),
            "--from", "a@ward.example", "--to",
            to,       "--body",         "bed 12"};
        words.insert(words.end(), more.begin(), more.end());
        return run(words);
    }
    std::size_t pages()
    {
        house->settle();
        return pages_in_inbox(*house).size();
    }

    std::uint16_t lmtp_port = 0;
    std::optional<Installation> house;
};
STORIES_ON_BOTH_ENGINES(MailFrontStory);

TEST_P(MailFrontStory, SwaksSpeaksForAnAddressByXclient)
{
    open("  front_ends: [127.0.0.1]\n", "192.0.2.0/24");

    EXPECT_TRUE(contains(swaks({}, house->smtp_port()).out, "550 5.7.1"));
    const auto at_home = swaks({"--xclient-addr", "192.0.2.7", "--xclient-name", "pc.ward.example"},
                               house->smtp_port());
    EXPECT_EQ(at_home.exit, 0) << at_home.out;
    EXPECT_EQ(pages(), 1U);
    EXPECT_TRUE(
        contains(swaks({"--xclient-addr", "198.51.100.7"}, house->smtp_port()).out, "550 5.7.1"));
}

TEST_P(MailFrontStory, SwaksComesThroughABalancerInBothVersions)
{
    open("  proxies: [127.0.0.1]\n", "192.0.2.0/24");
    std::size_t sent = 0;
    for (const auto* version : {"1", "2"}) {
        const auto by = [&](const std::string& source, const std::string& body) {
            return swaks({"--proxy-version", version, "--proxy-family",
                          *version == '1' ? "TCP4" : "AF_INET", "--proxy-source", source,
                          "--proxy-source-port", "51000", "--proxy-dest", "127.0.0.1",
                          "--proxy-dest-port", "25", "--body", body},
                         house->smtp_port());
        };
        const auto at_home = by("192.0.2.7", version);
        EXPECT_EQ(at_home.exit, 0) << at_home.out;
        EXPECT_EQ(pages(), ++sent);
        EXPECT_TRUE(contains(by("198.51.100.7", version).out, "550 5.7.1"));
    }
    EXPECT_NE(swaks({}, house->smtp_port()).exit, 0) << "without the words of a proxy";
}

TEST_P(MailFrontStory, PostfixHandsOverByLmtpAndLearnsOfEachRecipient)
{
    if (const auto why_not = PostfixServer::why_absent(); !why_not.empty())
        GTEST_SKIP() << why_not;
    open("", "127.0.0.0/8");
    const std::string domain = Installation::domain;
    const PostfixServer postfix("relay_domains = " + domain + "\ntransport_maps = inline:{ " +
                                domain + "=lmtp:[127.0.0.1]:" + std::to_string(lmtp_port) + " }\n");

    EXPECT_EQ(swaks({}, postfix.port(), ada + ",nobody@" + domain).exit, 0);

    EXPECT_TRUE(appears_in(postfix.log(), "status=sent (250 2.0.0 OK, queued as msg_"))
        << read_file(postfix.log());
    EXPECT_TRUE(appears_in(postfix.log(), "status=bounced")) << read_file(postfix.log());
    EXPECT_EQ(pages(), 1U);
}

} // namespace
} // namespace tests
