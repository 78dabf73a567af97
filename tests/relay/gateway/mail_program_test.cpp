// Other people's programs on the way back: npm's nodemailer writes answers, Pigeonhole's vacation
// notes go out of office.
#include "tests/relay/channels/email_to.h"
#include "tests/relay/gateway/mail_programs.h"
#include <pwd.h>

namespace tests {
namespace {

namespace fs = std::filesystem;
using store::Channel;
using store::Progress;

const std::string delivery_agent = "/usr/lib/dovecot/dovecot-lda";

class MailPrograms : public ProgramsOfOthers {
protected:
    void SetUp() override
    {
        ProgramsOfOthers::SetUp();
        if (IsSkipped())
            return;
        node().add(person(40, "ADA-KING").redundancy(Channel::Email, 0min).get());
        auto message = build::message();
        message.choices = {{"Coming", "ACK"}, {"Cannot", "NAK"}};
        message_ = node().submit(std::move(message), "ADA-KING");
    }
    /// The page's mail as it leaves.
    std::string mail()
    {
        const SmtpServer server;
        auto outgoing = channels.email.sent().at(0);
        EXPECT_TRUE(relay::channels::begins(
            relay::channels::made(relay::channels::settings_for(server.port()))->send(outgoing),
            "Accepted"));
        return server.taken().at(0).message;
    }
    relay::channels::TextOut sent()
    {
        return std::get<relay::channels::TextOut>(channels.email.sent().at(0).payload);
    }
};

INSTANTIATE_TEST_SUITE_P(OnSqlite, MailPrograms, testing::Values(store::Engine::Sqlite));

TEST_P(MailPrograms, AnswersOfNodemailerAreRead)
{
    if (!has_nodemailer())
        GTEST_SKIP() << no_nodemailer;
    const auto answers = [&](const std::string& to, const std::string& text,
                             const std::string& form) {
        return run_script("answer_mail.js",
                          {"p40@example.org", to, message_id(sent().report_mark), text, form});
    };
    const auto to = "reply+" + sent().answer_mark + "@relay.hospital.example";

    EXPECT_EQ(answers(to, "Coming", "html").substr(0, 3), "250");
    EXPECT_EQ(answers(to, "2", "text").substr(0, 3), "250") << "thinks better of it";
    EXPECT_EQ(answers(to, "Gr\u00fc\u00dfe, 5 min", "text").substr(0, 3), "250");
    EXPECT_EQ(answers("reply+dl_0.x@relay.hospital.example", "1", "text").substr(0, 3), "550");

    const auto replies = node().replies(message_);
    ASSERT_EQ(replies.size(), 3U);
    EXPECT_EQ(replies[0].text.reveal(), "ACK");
    EXPECT_EQ(replies[1].text.reveal(), "NAK");
    EXPECT_EQ(replies[2].text.reveal(), "Gr\u00fc\u00dfe, 5 min");
}

/// Runs Pigeonhole's vacation on a mail; what it answers, or nothing.
class Vacation : public MailPrograms {
protected:
    void SetUp() override
    {
        if (!fs::exists(delivery_agent) ||
            !fs::exists("/usr/lib/dovecot/modules/lib90_sieve_plugin.so"))
            GTEST_SKIP() << delivery_agent << " is missing; install dovecot-imapd, dovecot-sieve";
        if (::geteuid() != 0)
            GTEST_SKIP() << "only root can deliver for somebody else";
        MailPrograms::SetUp();
    }
    std::string answer_to(const std::string& mail, const std::string& sender)
    {
        const auto at = directory_.path();
        fs::create_directories(at / "home");
        std::ofstream(at / "mail") << mail;
        std::ofstream(at / "sendmail")
            << "#!/bin/sh\ncat > " << (at / "home/answer").string() << "\n";
        std::ofstream(at / "vacation.sieve") << "require \"vacation\";\nvacation :days 1 "
                                                ":addresses \"p40@example.org\" \"Away.\";\n";
        std::ofstream(at / "lda.conf")
            << "mail_location = maildir:" << (at / "home/box").string()
            << "\nlog_path = " << (at / "home/log").string()
            << "\nsendmail_path = " << (at / "sendmail").string()
            << "\npostmaster_address = p@example.org\nfirst_valid_uid = 1\nfirst_valid_gid = 1\n"
            << "protocol lda {\n mail_plugins = sieve\n}\nplugin {\n sieve = file:"
            << (at / "vacation.sieve").string()
            << "\n sieve_vacation_send_from_recipient = yes\n}\n";
        fs::permissions(at / "sendmail", fs::perms(0755));
        fs::permissions(at, fs::perms(0777));
        fs::permissions(at / "home", fs::perms(0777));
        const auto lda = delivery_agent + " -c " + (at / "lda.conf").string() + " -f '" + sender +
                         "' -a p40@example.org < " + (at / "mail").string();
        const auto said = run({"/usr/bin/env", "HOME=" + (at / "home").string(), "USER=nobody",
                               "/usr/bin/setpriv", "--reuid=nobody", "--regid=nogroup",
                               "--clear-groups", "/bin/sh", "-c", lda});
        EXPECT_EQ(said, "") << content_of(at / "home/log");
        return fs::exists(at / "home/answer") ? content_of(at / "home/answer") : std::string();
    }
};

INSTANTIATE_TEST_SUITE_P(OnSqlite, Vacation, testing::Values(store::Engine::Sqlite));

TEST_P(Vacation, IsSilentAboutOurOwnMails)
{
    EXPECT_EQ(answer_to(mail(), "bounce+" + sent().report_mark + "@relay.hospital.example"), "")
        << "they say that a machine wrote them (RFC 3834)";
}

TEST_P(Vacation, ThatAnswersIsAwayAndNoAnswer)
{
    // Some program stripped the marks off our mail.
    const auto bounce = "bounce+" + sent().report_mark + "@relay.hospital.example";
    const auto answer = answer_to("From: paging@hospital.example\nTo: p40@example.org\n"
                                  "Subject: new message\nMessage-ID: <" +
                                      sent().report_mark + "@relay.hospital.example>\n\nBed 12\n",
                                  bounce);
    ASSERT_NE(answer, "");
    EXPECT_NE(answer.find("To: <" + bounce + ">"), std::string::npos) << answer;

    auto at = client();
    EXPECT_EQ(SmtpTest::mail(at, {bounce}, answer, "p40@example.org").substr(0, 3), "250");

    EXPECT_TRUE(ledger_says(message_, "away", "a machine"));
    EXPECT_TRUE(node().replies(message_).empty());
    EXPECT_EQ(node().pages(message_).at(0).progress, Progress::Accepted);
}

} // namespace
} // namespace tests
