// U.8: a mail program that is not ours, in each of its TLS modes, from a source without a login.
#include "tests/scenarios/scenario.h"

namespace tests {
namespace {

class TlsStory : public OnBothEngines {
protected:
    void SetUp() override
    {
        OnBothEngines::SetUp();
        if (IsSkipped())
            return;
        smtps_port = free_port();
        auto made = wishes();
        made.more_smtp =
            "  starttls: true\n  tls_listen: [\"127.0.0.1:" + std::to_string(smtps_port) + "\"]\n";
        house.emplace(made);
    }
    Ran swaks(const std::vector<std::string>& more, std::uint16_t port)
    {
        std::vector<std::string> command{"swaks",
                                         "--server",
                                         "127.0.0.1",
                                         "--port",
                                         std::to_string(port),
                                         "--timeout",
                                         "60",
                                         "--from",
                                         "alarm@ward.example",
                                         "--to",
                                         "ada-king@" + std::string(Installation::domain)};
        command.insert(command.end(), more.begin(), more.end());
        return run(command);
    }

    std::uint16_t smtps_port = 0;
    std::optional<Installation> house;
};
STORIES_ON_BOTH_ENGINES(TlsStory);

TEST_P(TlsStory, SwaksSendsInEachOfItsModes)
{
    const auto plain = house->smtp_port();
    const struct {
        std::vector<std::string> mode;
        std::uint16_t port;
        std::string said; ///< of the conversation; empty: there is no TLS in it
    } modes[] = {
        {{}, plain, ""},
        {{"--tls"}, plain, "TLS started"},
        {{"--tls-optional"}, plain, "TLS started"},
        {{"--tls-optional-strict"}, plain, "TLS started"},
        {{"--tls-on-connect"}, smtps_port, "TLS started"},
        {{"--tls", "--tls-protocol", "tlsv1_2"}, plain, "TLSv1.2"},
        {{"--tls-on-connect", "--tls-protocol", "tlsv1_3"}, smtps_port, "TLSv1.3"},
    };
    std::size_t sent = 0;
    for (const auto& [mode, port, said] : modes) {
        auto words = mode;
        words.insert(words.end(),
                     {"--header", "Message-Id: <" + std::to_string(sent) + "@ward.example>"});
        const auto swaked = swaks(words, port);
        EXPECT_EQ(swaked.exit, 0) << swaked.out << swaked.err;
        EXPECT_TRUE(contains(swaked.out, said.empty() ? "<-  250" : said)) << swaked.out;
        EXPECT_EQ(contains(swaked.out, "TLS started"), !said.empty()) << swaked.out;
        house->settle();
        EXPECT_EQ(pages_in_inbox(*house).size(), ++sent) << swaked.out;
    }
}

// RFC 8996
TEST_P(TlsStory, OldVersionsAreRefusedAndNothingIsTaken)
{
    for (const auto* old : {"tlsv1", "tlsv1_1"}) {
        const auto swaked = swaks({"--tls", "--tls-protocol", old}, house->smtp_port());
        EXPECT_NE(swaked.exit, 0) << swaked.out;
        EXPECT_FALSE(contains(swaked.out, " DATA\n")) << swaked.out;
    }
    EXPECT_TRUE(pages_in_inbox(*house).empty());
}

} // namespace
} // namespace tests
