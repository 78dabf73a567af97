// Other people's programs say that a page's mail was displayed (RFC 8098): npm's nodemailer and
// Debian's mime-construct. mutt writes no such reports.
#include "relay/engine/return_address.h"
#include "relay/gateway/mail_door.h"
#include "tests/relay/engine/people.h"
#include "tests/relay/intake/smtp_talk.h"
#include "tests/support/child_process.h"

namespace tests {
namespace {

namespace fs = std::filesystem;
using store::Channel;
using store::Progress;

const std::string node_program = "/usr/bin/node";
const std::string mime_program = "/usr/bin/mime-construct";

class Displayed : public SmtpTest {
protected:
    RunningHouse::Settings settings() const override { return whose_mail_returns(); }
    void SetUp() override
    {
        SmtpTest::SetUp();
        if (IsSkipped())
            return;
        door_.emplace(house(), "relay.hospital.example");
        returns_ = &*door_;
        open(rules());
        node().add(open_hearted(person(40, "ADA-KING").redundancy(Channel::Email, 0min)));
        node().add(person(50, "BEN-OKORO").redundancy(Channel::Email, 0min).get());
    }
    /// Pages that person; the mark in its mail's addresses and Message-ID.
    std::string paged(const char* opid)
    {
        message_ = node().submit(build::message(), opid);
        return std::get<relay::channels::TextOut>(channels.email.sent().back().payload).report_mark;
    }
    static std::string bounce(const std::string& mark)
    {
        return "bounce+" + mark + "@relay.hospital.example";
    }
    static std::string message_id(const std::string& mark)
    {
        return "<" + mark + "@relay.hospital.example>";
    }
    std::string run(const std::vector<std::string>& words)
    {
        const auto output = directory_.path() / "program.log";
        run_program(words, output);
        return content_of(output);
    }
    std::string nodemailer(const std::string& mark, const std::string& disposition)
    {
        return run({node_program, std::string(BELFRY_SOURCE_DIR) + "/tests/peers/mdn_mail.js",
                    std::to_string(listener_->port()), "p40@example.org", bounce(mark),
                    message_id(mark), disposition});
    }
    Progress progress() { return node().settle(), node().pages(message_).at(0).progress; }

    TemporaryDirectory directory_;
    std::optional<relay::gateway::MailDoor> door_;
    store::MessageId message_;
};

INSTANTIATE_TEST_SUITE_P(OnSqlite, Displayed, testing::Values(store::Engine::Sqlite));

// U.13
TEST_P(Displayed, ByNodemailerIsReadWhereTheMailHadTheText)
{
    if (!fs::exists(node_program) || run_program({node_program, "-e", "require('nodemailer')"},
                                                 directory_.path() / "node.log") != 0)
        GTEST_SKIP() << "node finds no module nodemailer; install nodemailer@10.6.0, set NODE_PATH";

    EXPECT_EQ(nodemailer(paged("ADA-KING"), "displayed").substr(0, 3), "250");
    EXPECT_EQ(progress(), Progress::Read);
    EXPECT_TRUE(node().replies(message_).empty()) << "it is no answer";

    EXPECT_EQ(nodemailer(paged("BEN-OKORO"), "displayed").substr(0, 3), "250");
    EXPECT_EQ(progress(), Progress::Delivered) << "what was displayed is the stub";

    EXPECT_EQ(nodemailer(paged("ADA-KING"), "deleted").substr(0, 3), "250");
    EXPECT_EQ(progress(), Progress::Accepted) << "unread";
    auto forged = paged("ADA-KING");
    forged.back() = forged.back() == 'a' ? 'b' : 'a';
    EXPECT_EQ(nodemailer(forged, "displayed").substr(0, 3), "550");
    EXPECT_EQ(progress(), Progress::Accepted);
}

// U.13
TEST_P(Displayed, ByMimeConstructIsReadWhereTheMailHadTheText)
{
    if (!fs::exists(mime_program))
        GTEST_SKIP() << mime_program << " is missing; install mime-construct";
    const auto mark = paged("ADA-KING");
    const auto fields = directory_.path() / "fields";
    std::ofstream(fields) << "Reporting-UA: ward-pc; mime-construct\n"
                             "Final-Recipient: rfc822;p40@example.org\nOriginal-Message-ID: "
                          << message_id(mark)
                          << "\nDisposition: manual-action/MDN-sent-manually; displayed\n";
    const auto mail = run({mime_program, "--output", "--header", "From: p40@example.org", "--to",
                           bounce(mark), "--subject", "Read: new message", "--multipart",
                           "multipart/report; report-type=disposition-notification", "--string",
                           "The message was displayed.", "--type",
                           "message/disposition-notification", "--file", fields.string()});
    ASSERT_NE(mail.find("Disposition: "), std::string::npos) << mail;

    auto at = client();
    EXPECT_EQ(SmtpTest::mail(at, {bounce(mark)}, mail, "").substr(0, 3), "250");

    EXPECT_EQ(progress(), Progress::Read);
}

} // namespace
} // namespace tests
