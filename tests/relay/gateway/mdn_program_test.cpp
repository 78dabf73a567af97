// Other people's programs say that a page's mail was displayed (RFC 8098): npm's nodemailer and
// Debian's mime-construct. mutt writes no such reports.
#include "tests/relay/gateway/mail_programs.h"

namespace tests {
namespace {

namespace fs = std::filesystem;
using store::Channel;
using store::Progress;

const std::string mime_program = "/usr/bin/mime-construct";

class Displayed : public ProgramsOfOthers {
protected:
    void SetUp() override
    {
        ProgramsOfOthers::SetUp();
        if (IsSkipped())
            return;
        node().add(open_hearted(person(40, "ADA-KING").redundancy(Channel::Email, 0min)));
        node().add(person(50, "BEN-OKORO").redundancy(Channel::Email, 0min).get());
    }
    /// Pages that person; the mark in its mail's addresses and Message-ID.
    std::string paged(const char* opid)
    {
        message_ = node().submit(build::message(), opid);
        return std::get<relay::channels::TextOut>(channels.email.sent().back().payload).report_mark;
    }
    static std::string bounce(const std::string& mark) { return "bounce+" + mark + "@" + domain; }
    std::string nodemailer(const std::string& mark, const std::string& disposition)
    {
        return run_script("mdn_mail.js",
                          {"p40@example.org", bounce(mark), message_id(mark), disposition});
    }
    Progress progress() { return node().settle(), node().pages(message_).at(0).progress; }
};

INSTANTIATE_TEST_SUITE_P(OnSqlite, Displayed, testing::Values(store::Engine::Sqlite));

// U.13
TEST_P(Displayed, ByNodemailerIsReadWhereTheMailHadTheText)
{
    if (!has_nodemailer())
        GTEST_SKIP() << no_nodemailer;

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
