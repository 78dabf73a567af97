// RFC 3461 with a real Postfix in front of the running daemon, and Python's email package as the
// reader of what we report. U.13, S0.31
#include "tests/scenarios/scenario.h"
#include "tests/support/postfix_server.h"

namespace tests {
namespace {

const std::string domain = Installation::domain;
constexpr auto lab = "lab@hospital.example";

/// Prints what a program finds in the report on stdin, a line for each thing.
constexpr auto reader = R"py(
import sys, email, email.policy
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
def defects(part):
    return len(part.defects) + (sum(map(defects, part.iter_parts())) if part.is_multipart() else 0)
parts = list(m.iter_parts())
message, recipient = parts[1].get_payload()
print(m.get_content_type(), m.get_param('report-type'), len(parts), defects(m))
print(repr(m['Return-Path']), m['Auto-Submitted'], m['In-Reply-To'])
print(message['Original-Envelope-Id'], message['Reporting-MTA'])
for name in ('Original-Recipient', 'Final-Recipient', 'Action', 'Status'):
    print(recipient[name])
if len(parts) > 2:
    back = parts[2]
    print(back.get_content_type())
    if back.get_content_type() == 'message/rfc822':
        whole = back.get_payload(0)
        print(whole['Message-ID'], whole['Subject'], whole.get_content().strip())
    else:
        print(email.message_from_string(back.get_content())['Message-ID'])
)py";

class MailReportStory : public OnBothEngines {
protected:
    void SetUp() override
    {
        OnBothEngines::SetUp();
        if (IsSkipped())
            return;
        if (const auto why_not = PostfixServer::why_absent(); !why_not.empty())
            GTEST_SKIP() << why_not;
        auto made = wishes();
        made.directory_changes = {
            {"    mail_statuses: true\n", ""},
            {"    senders: [\"*\"]\n", "    senders: [\"*\", lab@hospital.example]\n"}};
        house.emplace(made);
        postfix.emplace("relay_domains = " + domain + "\ntransport_maps = inline:{ " + domain +
                        "=smtp:[127.0.0.1]:" + std::to_string(house->smtp_port()) +
                        " }\nsmtp_tls_security_level = none\n");
    }
    /// Through Postfix, by its own sendmail.
    void sent_by_sendmail(std::vector<std::string> words, const std::string& to,
                          const std::string& mail)
    {
        words.insert(words.begin(),
                     {"/usr/sbin/sendmail", "-C", postfix->configuration().string(), "-f", lab});
        words.push_back(to + "@" + domain);
        const auto ran = run(words, mail);
        ASSERT_EQ(ran.exit, 0) << ran.err;
        arrived();
    }
    /// Through Postfix by SMTP, with those parameters of MAIL and RCPT.
    void sent_by_smtp(const std::string& of_mail, const std::string& of_rcpt, const std::string& to)
    {
        const auto ran =
            run({"python3", "-c",
                 "import smtplib\ns=smtplib.SMTP('127.0.0.1'," + std::to_string(postfix->port()) +
                     ")\ns.ehlo('lab')\ns.mail('" + lab + "'," + of_mail + ")\nc=s.rcpt('" + to +
                     "@" + domain + "'," + of_rcpt +
                     ")\nassert c[0]==250,c\nc=s.data('Message-ID: <2@hospital.example>\\r\\n"
                     "Subject: bed 12\\r\\n\\r\\nK is 6.8')\nassert c[0]==250,c\n"});
        ASSERT_EQ(ran.exit, 0) << ran.err;
        arrived();
    }
    /// Once Postfix has handed over one more than before.
    void arrived()
    {
        ++sent;
        ASSERT_TRUE(becomes_true_of(postfix->log().parent_path(), [&] { return taken() == sent; }))
            << read_file(postfix->log());
        house->settle();
    }
    /// How many of its mails Postfix knows that we have.
    std::size_t taken() const
    {
        const std::string words = "status=sent (250 2.0.0 OK, queued as msg_";
        const auto log = read_file(postfix->log());
        std::size_t found = 0;
        for (auto at = log.find(words); at != std::string::npos; at = log.find(words, at + 1))
            ++found;
        return found;
    }
    static std::string read_by_python(const std::string& mail)
    {
        const auto read = run({"python3", "-c", reader}, mail);
        EXPECT_EQ(read.exit, 0) << read.err << mail;
        return read.out;
    }

    std::optional<Installation> house;
    std::optional<PostfixServer> postfix;
    std::size_t sent = 0;
};
STORIES_ON_BOTH_ENGINES(MailReportStory);

TEST_P(MailReportStory, WhoAskedPostfixForSuccessHearsOfTheDeliveryFromUs)
{
    sent_by_sendmail({"-N", "success,failure", "-V", "QQ314+1"}, "ada-king",
                     "Message-ID: <1@hospital.example>\nSubject: bed 12\n\nK is 6.8\n");
    EXPECT_TRUE(house->mails_to(lab).empty()) << "Ada has not seen it";
    house->http("POST", "/api/v1/inbox/" + pages_in_inbox(*house).front() + "/read", "inbox");
    house->settle();

    const auto told = house->mails_to(lab);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(read_by_python(told.front()), "multipart/report delivery-status 2 0\n"
                                            "'<>' auto-replied <1@hospital.example>\n"
                                            "QQ314+1 dns; " +
                                                domain +
                                                "\n"
                                                "rfc822;ada-king@" +
                                                domain +
                                                "\n"
                                                "rfc822; ada-king@" +
                                                domain +
                                                "\n"
                                                "delivered\n2.0.0\n");
    EXPECT_FALSE(contains(read_file(postfix->log()), "delivery status notification"))
        << "Postfix leaves the report to us";
}

TEST_P(MailReportStory, OfAFailureTheHeaderOrTheMailComesBackAsFarAsItMayLeave)
{
    struct Case {
        const char* returned;
        const char* found;
    };
    // Emil's text may not leave the house.
    for (const auto& [returned, found] :
         {Case{"RET=HDRS", "text/rfc822-headers\n<2@hospital.example>\n"},
          Case{"RET=FULL", "text/rfc822-headers\n<2@hospital.example>\n"}}) {
        const auto before = house->mails_to(lab).size();
        sent_by_smtp("['" + std::string(returned) + "','ENVID=Q7']", "['NOTIFY=FAILURE']",
                     "emil-brandt");
        house->advance(5h);

        const auto told = house->mails_to(lab);
        ASSERT_EQ(told.size(), before + 1);
        EXPECT_FALSE(contains(told.back(), "bed 12"));
        EXPECT_FALSE(contains(told.back(), "6.8"));
        EXPECT_EQ(read_by_python(told.back()), "multipart/report delivery-status 3 0\n"
                                               "'<>' auto-replied <2@hospital.example>\n"
                                               "Q7 dns; " +
                                                   domain +
                                                   "\n"
                                                   "rfc822;emil-brandt@" +
                                                   domain +
                                                   "\n"
                                                   "rfc822; emil-brandt@" +
                                                   domain +
                                                   "\n"
                                                   "failed\n5.0.0\n" +
                                                   found);
        house->advance(24h); // the same mail again is another one then
    }
}

TEST_P(MailReportStory, NobodyHearsOfADeliveryWhoAskedForFailuresAlone)
{
    sent_by_sendmail({"-N", "failure"}, "ada-king", "Subject: bed 12\n\nK is 6.8\n");
    house->http("POST", "/api/v1/inbox/" + pages_in_inbox(*house).front() + "/read", "inbox");
    house->settle();
    house->advance(5h);

    EXPECT_TRUE(house->mails_to(lab).empty());
}

} // namespace
} // namespace tests
