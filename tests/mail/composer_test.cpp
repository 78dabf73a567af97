#include "mail/composer.h"

#include "mail/data_reader.h"
#include "mail/readable.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace mail::test {
namespace {

Address address(const std::string& text)
{
    return Address::parse(text).value();
}

OutgoingMail page()
{
    OutgoingMail mail{.from = {"Paging", address("paging@relay.pager.example")},
                      .to = {{"", address("nurse@ward.example")}}};
    mail.subject = "Bed 12";
    mail.text = "Please call.\n";
    mail.message_id = "7.1@relay.pager.example";
    mail.date = std::chrono::sys_days{std::chrono::year{2024} / 5 / 1} + std::chrono::hours{10};
    return mail;
}

TEST(Composer, WritesAPlainMail)
{
    EXPECT_EQ(compose(page()).value(), "Date: Wed, 01 May 2024 10:00:00 +0000\r\n"
                                       "From: Paging <paging@relay.pager.example>\r\n"
                                       "To: nurse@ward.example\r\n"
                                       "Subject: Bed 12\r\n"
                                       "Message-ID: <7.1@relay.pager.example>\r\n"
                                       "Auto-Submitted: auto-generated\r\n"
                                       "X-Auto-Response-Suppress: All\r\n"
                                       "MIME-Version: 1.0\r\n"
                                       "Content-Type: text/plain; charset=utf-8\r\n"
                                       "Content-Transfer-Encoding: 7bit\r\n"
                                       "\r\n"
                                       "Please call.\r\n");
}

// quirk: Exchange would keep back reports and receipts, too.
TEST(Composer, LetsReportsComeBackWhereTheyAreAwaited)
{
    auto mail = page();
    mail.awaits_reports = true;

    EXPECT_NE(compose(mail).value().find("\r\nX-Auto-Response-Suppress: OOF, AutoReply\r\n"),
              std::string::npos);
}

// RFC 8551 3.3
TEST(Composer, WritesWhatWasEncryptedInPlaceOfTheText)
{
    auto mail = page();
    mail.enveloped = std::string(80, 'x');

    const auto written = compose(mail).value();

    const auto body = written.find("MIME-Version");
    EXPECT_EQ(written.substr(body),
              "MIME-Version: 1.0\r\n"
              "Content-Type: application/pkcs7-mime; smime-type=enveloped-data;\r\n"
              " name=\"smime.p7m\"\r\n"
              "Content-Disposition: attachment; filename=\"smime.p7m\"\r\n"
              "Content-Transfer-Encoding: base64\r\n"
              "\r\n"
              "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4\r\n"
              "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=\r\n");
}

TEST(Composer, WritesATextAsAPartOfItsOwnForWhatEncryptsIt)
{
    EXPECT_EQ(text_part("Please call.").value(), "Content-Type: text/plain; charset=utf-8\r\n"
                                                 "Content-Transfer-Encoding: 7bit\r\n"
                                                 "\r\n"
                                                 "Please call.\r\n");
    EXPECT_FALSE(text_part("\xFF"));
}

TEST(Composer, PutsFilesBehindATextThatCannotEndItsPart)
{
    const auto mail =
        text_part("--=_part--\nSee below.", {{"a.csv", "text/csv", "x,y\r\n"}}).value();

    EXPECT_EQ(mail, "Content-Type: multipart/mixed; boundary=\"=_part\"\r\n"
                    "\r\n"
                    "--=_part\r\n"
                    "Content-Type: text/plain; charset=utf-8\r\n"
                    "Content-Transfer-Encoding: quoted-printable\r\n"
                    "\r\n"
                    "--=3D_part--\r\nSee below.\r\n"
                    "--=_part\r\n"
                    "Content-Type: text/csv; name=\"a.csv\"\r\n"
                    "Content-Disposition: attachment; filename=\"a.csv\"\r\n"
                    "Content-Transfer-Encoding: base64\r\n"
                    "\r\n"
                    "eCx5DQo=\r\n"
                    "--=_part--\r\n");
    EXPECT_FALSE(text_part("x", {{"a\r\nb", "text/csv", ""}}));
}

TEST(Composer, WritesEveryFieldThatIsSet)
{
    auto mail = page();
    mail.to.push_back({"Jørn, MD", address("jorn@ward.example")});
    mail.reply_to = Mailbox{"", address("reply@relay.pager.example")};
    mail.in_reply_to = "a@b";
    mail.references = {"1@b", "a@b"};
    mail.importance = Importance::High;
    mail.trace_token = "belfry-1";
    mail.extra = {{"X-Belfry-Page", "77"}};

    const auto written = compose(mail).value();

    for (const char* line :
         {"To: nurse@ward.example, =?UTF-8?B?SsO4cm4sIE1E?= <jorn@ward.example>\r\n",
          "Reply-To: reply@relay.pager.example\r\n", "In-Reply-To: <a@b>\r\n",
          "References: <1@b> <a@b>\r\n", "Importance: high\r\n", "X-Priority: 1\r\n",
          "X-Belfry-Trace: belfry-1\r\n", "X-Belfry-Page: 77\r\n"})
        EXPECT_NE(written.find(line), std::string::npos) << line << written;
}

TEST(Composer, IsSilentlyReadBackTheSame)
{
    auto mail = page();
    mail.subject = "Größe 病人 — " + std::string(300, 'x');
    mail.from.name = "Station „Süd“";
    mail.text = "Übergabe um 7 = früh \n.\n..\nFrom me\n" + std::string(3000, 'y') + "\nende\t.";

    const auto read = read_mail(compose(mail).value());

    EXPECT_EQ(read.subject, mail.subject);
    EXPECT_EQ(read.from_name, mail.from.name);
    EXPECT_EQ(read.text,
              "Übergabe um 7 = früh\n.\n..\nFrom me\n" + std::string(3000, 'y') + "\nende\t.");
    EXPECT_EQ(read.message_id, mail.message_id);
    EXPECT_TRUE(read.is_auto_submitted);
    EXPECT_FALSE(read.may_be_answered());
}

TEST(Composer, StaysSevenBitAndNarrow)
{
    auto mail = page();
    mail.text = std::string(5000, 'a') + "\nGröße\r\n" + std::string("bell\x07 nul\0.", 11);

    const auto written = compose(mail).value();

    for (std::size_t at = 0; at < written.size();) {
        const auto end = written.find("\r\n", at);
        ASSERT_NE(end, std::string::npos);
        EXPECT_LE(end - at, 998u);
        at = end + 2;
    }
    EXPECT_TRUE(std::all_of(written.begin(), written.end(), [](char c) {
        return c == '\r' || c == '\n' || c == '\t' || (c >= 0x20 && c < 0x7F);
    }));
}

TEST(Composer, RefusesWhatCannotBeWrittenTruthfully)
{
    using Change = void (*)(OutgoingMail&);
    const std::vector<std::pair<const char*, Change>> changes{
        {"no recipient", [](OutgoingMail& mail) { mail.to.clear(); }},
        {"no id", [](OutgoingMail& mail) { mail.message_id.clear(); }},
        {"id with brackets", [](OutgoingMail& mail) { mail.message_id = "<a@b>"; }},
        {"id with a line end", [](OutgoingMail& mail) { mail.message_id = "a@b\r\nBcc: x"; }},
        {"id without host", [](OutgoingMail& mail) { mail.message_id = "a@"; }},
        {"broken reference", [](OutgoingMail& mail) { mail.references = {"a b@c"}; }},
        {"broken in_reply_to", [](OutgoingMail& mail) { mail.in_reply_to = "x"; }},
        {"line end in the subject", [](OutgoingMail& mail) { mail.subject = "a\r\nBcc: x@y"; }},
        {"escape in the subject", [](OutgoingMail& mail) { mail.subject = "a\x1b[1m"; }},
        {"line end in a name", [](OutgoingMail& mail) { mail.from.name = "a\nBcc: x@y"; }},
        {"line end in a token", [](OutgoingMail& mail) { mail.trace_token = "a\nb"; }},
        {"broken UTF-8 in the subject", [](OutgoingMail& mail) { mail.subject = "caf\xE9"; }},
        {"broken UTF-8 in the text", [](OutgoingMail& mail) { mail.text = "caf\xE9"; }},
        {"second Subject",
         [](OutgoingMail& mail) {
             mail.extra = {{"subject", "x"}};
         }},
        {"line end in a field",
         [](OutgoingMail& mail) {
             mail.extra = {{"X-A", "b\r\nBcc: c"}};
         }},
        {"line end in a field's name",
         [](OutgoingMail& mail) {
             mail.extra = {{"X\r\nBcc", "c"}};
         }},
    };
    for (const auto& [what, change] : changes) {
        auto mail = page();
        change(mail);
        EXPECT_FALSE(compose(mail)) << what;
    }
}

TEST(Composer, WritesDatesOfEveryCentury)
{
    using namespace std::chrono;

    EXPECT_EQ(write_date(sys_seconds{}), "Thu, 01 Jan 1970 00:00:00 +0000");
    EXPECT_EQ(write_date(sys_days{year{2024} / 2 / 29} + 23h + 59min + 59s),
              "Thu, 29 Feb 2024 23:59:59 +0000");
    EXPECT_EQ(write_date(sys_days{year{1969} / 12 / 31} + 1s), "Wed, 31 Dec 1969 00:00:01 +0000");
}

TEST(Composer, StuffsDotsAndEndsTheMessageOnce)
{
    EXPECT_EQ(dot_stuffed(""), ".\r\n");
    EXPECT_EQ(dot_stuffed("a"), "a\r\n.\r\n");
    EXPECT_EQ(dot_stuffed("a\r\n"), "a\r\n.\r\n");
    EXPECT_EQ(dot_stuffed(".\r\n..\r\n"), "..\r\n...\r\n.\r\n");
    EXPECT_EQ(dot_stuffed("a\n.\nb\r.\rc"), "a\r\n..\r\nb\r\n..\r\nc\r\n.\r\n");
}

TEST(Composer, StuffsWhatTheReaderUnstuffs)
{
    for (const std::string message : {".", "..", "a\r\n.\r\nMAIL FROM:<x@y>\r\n", "\n.\n", "\r.\r",
                                      ".\r.\n", "x\r\r\n.\r\r\n"}) {
        const auto stuffed = dot_stuffed(message);
        DataReader reader(1000, BareNewline::Reject);

        EXPECT_EQ(reader.take(stuffed), stuffed.size()) << message;
        EXPECT_TRUE(reader.is_complete()) << message;
        EXPECT_FALSE(reader.has_stray_control()) << message;
    }
}

} // namespace
} // namespace mail::test
