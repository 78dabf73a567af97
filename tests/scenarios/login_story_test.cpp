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
            "  starttls: true\n  tls_listen: [\"127.0.0.1:" + std::to_string(smtps_port) + "\"]\n" +
            more();
        // The password is the one that the demo's WCTP source has: there is a file with it.
        made.directory_changes = {{"    door: smtp\n    senders: [\"*\"]\n    networks: "
                                   "[127.0.0.0/8]\n",
                                   "    door: smtp\n    senders: [\"*\"]\n    sender_id: Monitor\n"
                                   "    code_file: wctp.code\n"}};
        house.emplace(made);
    }
    virtual std::string more() const { return {}; } ///< keys of `smtp`
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

TEST_P(LoginStory, CurlLogsInByPlainAndLoginOverBothKindsOfTls)
{
    std::size_t sent = 0;
    for (const auto* mechanism : {"PLAIN", "LOGIN"}) {
        for (const auto& url : {"smtp://127.0.0.1:" + std::to_string(house->smtp_port()),
                                "smtps://127.0.0.1:" + std::to_string(smtps_port)}) {
            const auto mailed =
                run({"curl", "-sS", "--max-time", "60", "--ssl-reqd", "-k", "--user",
                     login + (":" + house->code()), "--login-options",
                     "AUTH=" + std::string(mechanism), "--mail-from", "alarm@ward.example",
                     "--mail-rcpt", "ada-king@" + std::string(Installation::domain), "-T", "-",
                     url + "/client.example"},
                    "Subject: bed 12\r\nMessage-Id: <c" + std::to_string(sent) +
                        "@ward.example>\r\n\r\nPlease call\r\n");
            EXPECT_EQ(mailed.exit, 0) << mechanism << url << mailed.err;
            house->settle();
            EXPECT_EQ(pages(), ++sent) << mechanism << url;
        }
    }
}

TEST_P(LoginStory, NodemailerLogsInByPlainAndLoginOverBothKindsOfTls)
{
    if (!is_installed("node") || run({"node", "-e", "require('nodemailer')"}).exit != 0)
        GTEST_SKIP() << "node finds no module nodemailer; install nodemailer@10.6.0, set NODE_PATH";
    std::size_t sent = 0;
    for (const auto* mechanism : {"PLAIN", "LOGIN"}) {
        for (const auto& [secure, port] :
             {std::pair{"false", house->smtp_port()}, std::pair{"true", smtps_port}}) {
            const auto mailed =
                run({"node", "-e",
                     "require('nodemailer').createTransport({host:'127.0.0.1',port:" +
                         std::to_string(port) + ",secure:" + secure +
                         ",requireTLS:true,tls:{rejectUnauthorized:false},authMethod:'" +
                         mechanism + "',auth:{user:'" + login + "',pass:'" + house->code() +
                         "'}}).sendMail({from:'alarm@ward.example',to:'ada-king@" +
                         Installation::domain + "',subject:'bed 12',text:'" + std::to_string(sent) +
                         "'},(e)=>{if(e){console.error(e);process.exit(1)}})"});
            EXPECT_EQ(mailed.exit, 0) << mechanism << secure << mailed.err;
            house->settle();
            EXPECT_EQ(pages(), ++sent) << mechanism << secure;
        }
    }
}

/// Logins without TLS are allowed.
class ClearLoginStory : public LoginStory {
protected:
    std::string more() const override { return "  auth_in_clear: true\n"; }
};
STORIES_ON_BOTH_ENGINES(ClearLoginStory);

TEST_P(ClearLoginStory, SwaksLogsInByPlainAndLoginWithoutTls)
{
    std::size_t sent = 0;
    for (const auto* mechanism : {"PLAIN", "LOGIN"}) {
        auto words = with(mechanism, house->code());
        words.push_back("--header");
        words.push_back("Message-Id: <" + std::to_string(sent) + "@ward.example>");
        const auto swaked = swaks(words, house->smtp_port());
        EXPECT_EQ(swaked.exit, 0) << swaked.out;
        EXPECT_TRUE(contains(swaked.out, "235 2.7.0")) << swaked.out;
        house->settle();
        EXPECT_EQ(pages(), ++sent) << mechanism;
    }
    const auto other = swaks(with("CRAM-MD5", house->code()), house->smtp_port());
    EXPECT_NE(other.exit, 0) << "it is not offered";
    EXPECT_FALSE(contains(other.out, " AUTH CRAM-MD5")) << other.out;
}

// RFC 5802 9
TEST_P(LoginStory, TheChallengeToANameTellsNobodyWhetherSomebodyHasIt)
{
    const auto salt_of = [this](const std::string& name) {
        const auto heard =
            run({"python3", "-c",
                 "import smtplib,ssl,base64\ns=smtplib.SMTP('127.0.0.1'," +
                     std::to_string(house->smtp_port()) +
                     ")\nc=ssl.create_default_context()\nc.check_hostname=False\n"
                     "c.verify_mode=ssl.CERT_NONE\ns.starttls(context=c)\ns.ehlo('a')\n"
                     "r=s.docmd('AUTH SCRAM-SHA-256',base64.b64encode(b'n,,n=" +
                     name +
                     ",r=abc').decode())\nassert r[0]==334,r\n"
                     "print(base64.b64decode(r[1]).decode().split(',',1)[1])\n"});
        EXPECT_EQ(heard.exit, 0) << heard.err;
        return heard.out;
    };
    const auto known = salt_of(login);
    const auto unknown = salt_of("nobody");
    EXPECT_EQ(known.size(), unknown.size());
    EXPECT_EQ(salt_of("NoBody"), unknown) << "logins are found in any case";
    EXPECT_EQ(salt_of("MONITOR"), known);

    house->stop();
    house->start();

    EXPECT_EQ(salt_of(login), known);
    EXPECT_EQ(salt_of("nobody"), unknown) << "or whoever changed would be nobody";
    auto words = with("PLAIN", "a guess");
    words.emplace_back("--tls");
    for (int i = 0; i < 8; ++i)
        swaks(words, house->smtp_port());
    words = with("PLAIN", house->code());
    words.emplace_back("--tls");
    EXPECT_TRUE(contains(swaks(words, house->smtp_port()).out, "535 5.7.8")) << "it is paused";
    EXPECT_EQ(salt_of(login), known) << "or whoever is paused would be somebody";
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
