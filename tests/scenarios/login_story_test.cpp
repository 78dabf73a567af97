// U.8: mail programs that are not ours log in, by each mechanism and over each kind of TLS.
#include "tests/scenarios/scenario.h"

namespace tests {
namespace {

constexpr auto login = "monitor";

class LoginStory : public OnBothEngines {
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
        // The password is the one that the demo's WCTP source has: there is a file with it.
        made.directory_changes = {{"    door: smtp\n    senders: [\"*\"]\n    networks: "
                                   "[127.0.0.0/8]\n",
                                   "    door: smtp\n    senders: [\"*\"]\n    sender_id: Monitor\n"
                                   "    code_file: wctp.code\n"}};
        house.emplace(made);
    }
    /// By swaks, which prints the conversation.
    Ran swaks(std::vector<std::string> more, std::uint16_t port)
    {
        std::vector<std::string> command{"swaks",
                                         "--server",
                                         "127.0.0.1",
                                         "--port",
                                         std::to_string(port),
                                         "--from",
                                         "alarm@ward.example",
                                         "--to",
                                         "ada-king@" + std::string(Installation::domain)};
        command.insert(command.end(), more.begin(), more.end());
        return run(command);
    }
    std::vector<std::string> with(const std::string& mechanism, const std::string& words) const
    {
        return {"--auth", mechanism, "--auth-user", login, "--auth-password", words};
    }
    std::size_t pages() const { return pages_in_inbox(*house).size(); }

    std::uint16_t smtps_port = 0;
    std::optional<Installation> house;
};
STORIES_ON_BOTH_ENGINES(LoginStory);

TEST_P(LoginStory, SwaksLogsInByPlainAndLoginOverBothKindsOfTls)
{
    std::size_t sent = 0;
    for (const auto* mechanism : {"PLAIN", "LOGIN"}) {
        for (const auto& [tls, port] :
             {std::pair{"--tls", house->smtp_port()}, std::pair{"--tls-on-connect", smtps_port}}) {
            auto words = with(mechanism, house->code());
            words.emplace_back(tls);
            words.push_back("--header");
            words.push_back("Message-Id: <" + std::to_string(sent) + "@ward.example>");
            const auto swaked = swaks(words, port);
            EXPECT_EQ(swaked.exit, 0) << swaked.out;
            house->settle();
            EXPECT_EQ(pages(), ++sent) << mechanism << tls;
        }
    }
}

TEST_P(LoginStory, NobodyIsLetInWithoutALoginInClearOrWithAWrongPassword)
{
    EXPECT_TRUE(contains(swaks({}, house->smtp_port()).out, "530 5.7.0"));
    const auto in_clear = swaks(with("PLAIN", house->code()), house->smtp_port());
    EXPECT_FALSE(contains(in_clear.out, " AUTH ")) << in_clear.out;
    EXPECT_NE(in_clear.exit, 0);
    auto words = with("PLAIN", "a guess");
    words.emplace_back("--tls");
    EXPECT_TRUE(contains(swaks(words, house->smtp_port()).out, "535 5.7.8"));
    EXPECT_EQ(pages(), 0U);
    EXPECT_FALSE(contains(house->log(), house->code()));
}

TEST_P(LoginStory, MsmtpLogsInByScramOverBothKindsOfTls)
{
    if (run({"msmtp", "--version"}).exit != 0)
        GTEST_SKIP() << "msmtp is missing";
    std::size_t sent = 0;
    for (const auto& [starttls, port] :
         {std::pair{"on", house->smtp_port()}, std::pair{"off", smtps_port}}) {
        for (const auto& [words, exit] : {std::pair{house->code(), 0}, {"a guess", 77}}) {
            const auto file = house->folder() / "msmtp.conf";
            write_file(file, "account default\nhost 127.0.0.1\nport " + std::to_string(port) +
                                 "\nfrom alarm@ward.example\ntls on\ntls_certcheck off\n"
                                 "tls_starttls " +
                                 starttls + "\nauth scram-sha-256\nuser " + login + "\npassword " +
                                 words + "\n");
            std::filesystem::permissions(file, std::filesystem::perms::owner_read |
                                                   std::filesystem::perms::owner_write);
            const auto mailed =
                run({"msmtp", "-C", file.string(), "ada-king@" + std::string(Installation::domain)},
                    "Subject: bed 12\nMessage-Id: <s" + std::to_string(sent) +
                        "@ward.example>\n\n"
                        "Please call\n");
            EXPECT_EQ(mailed.exit, exit) << mailed.err;
            house->settle();
            sent += exit == 0 ? 1 : 0;
            EXPECT_EQ(pages(), sent) << starttls;
        }
    }
}

} // namespace
} // namespace tests
