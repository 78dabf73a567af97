// What becomes of the mails in tests/data/mail/own: one row per rule (MI-03 to MI-68).
#include "mail/readable.h"

#include "mail/charset.h"
#include "mail/clean_text.h"
#include "mail/dsn.h"

#include "tests/mail/mail_files.h"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>

namespace mail::test {
namespace {

struct Reading {
    const char* file;
    std::string subject;
    std::string text;
};

const std::vector<Reading> readings{
    {"inj-01-encoded-crlf", "hi Bcc: victim@elsewhere.example", "x"},
    {"inj-02-encoded-nul", "a b", "x"},
    {"inj-03-encoded-esc", "[31mred ]0;pwn", "x"},
    {"inj-04-bidi", "invoicefdp.exe", "x"},
    {"inj-06-log-forge", "ok 2024-05-01 ERROR forged", "x"},
    {"inj-07-html-subject", "<img src=x onerror=alert(1)>", "<script>alert(1)</script>"},
    {"inj-08-template", "{{7*7}} ${7*7} <%= 7*7 %> #{7*7} %s%n%x",
     "{{constructor.constructor(\"x\")()}}"},
    {"st-01-no-final-boundary", "t", "hello"},
    {"st-02-boundary-missing", "t", "--b\n\nhello\n--b--"},
    {"st-03-boundary-empty", "t", "hello"},
    {"st-04-boundary-200", "t", "hello"},
    {"st-05-nested-same-boundary", "t", "hello"},
    {"st-06-prefix-boundary", "t", "--a\n\nhello\n--a--"},
    {"st-07-preamble-only", "t", "only a preamble"},
    {"st-08-alternative-html-first", "t", "plain"},
    {"st-13-external-body", "t", "[attachment: passwd (message/external-body, 28 bytes)]"},
    {"st-14-partial", "t", "[attachment: unnamed (message/partial, 30 bytes)]"},
    {"st-16-charset-unknown", "t", "abc é"},
    {"st-17-charset-utf7", "t", "+ADw-script+AD4-"},
    {"st-18-gb18030", "t", "病人 12 床"},
    {"st-19-iso2022jp", "t", "病室 12"},
    {"st-20-8bit-undeclared", "t", "café"},
    {"st-21-base64-bad", "t", "hello"},
    {"st-22-qp-bad", "t", "a=ZZbc=3"},
    {"st-23-uuencode", "t", "hello"},
    {"st-24-flowed", "t", "Bed 12please call\n-- \nward"},
    {"st-25-html-only", "t", "Bed 12 & 13 <stat>\nnow"},
    {"st-27-html-hidden", "t", "shown"},
    {"st-28-attachment-only", "ECG bed 12", "[attachment: ecg.pdf (application/pdf, 8 bytes)]"},
    {"st-30-winmail", "t", "[attachment: winmail.dat (application/ms-tnef, 5 bytes)]"},
    {"st-31-smime-opaque", "t", "[encrypted message, cannot be shown]"},
    {"st-32-empty", "", ""},
    {"hd-01-no-from", "x", "x"},
    {"hd-04-comment-nest", "x", "x"},
    {"hd-05-bad-date", "x", "x"},
    {"hd-06-date-9999", "x", "x"},
    {"hd-08-space-colon", "spaced", "x"},
    {"hd-09-nocolon", "x this line has no colon", "x"},
    {"hd-12-zero-width", "abc", "x"},
};

Readable read_own(const std::string& name)
{
    const auto message = mail_file("own/" + name + ".eml");
    EXPECT_FALSE(message.empty()) << name;
    return read_mail(message);
}

TEST(Readable, ShowsSubjectAndTextAsAPersonWouldReadThem)
{
    for (const auto& expected : readings) {
        const auto read = read_own(expected.file);

        EXPECT_EQ(read.subject, expected.subject) << expected.file;
        EXPECT_EQ(read.text, expected.text) << expected.file;
    }
}

struct Naming {
    const char* file;
    std::vector<std::string> names;
};

TEST(Readable, NamesAttachmentsWithoutTheirPath)
{
    const std::vector<Naming> namings{
        {"r2231-01-continuation", {"café list.txt"}},
        {"r2231-03-huge-index", {"axy"}},
        {"r2231-04-bad-percent", {"%ZZ"}},
        {"r2231-05-traversal", {"passwd", "evil.exe"}},
        {"r2231-06-traversal-encoded", {"bashrc"}},
        {"st-28-attachment-only", {"ecg.pdf"}},
        {"st-14-partial", {"unnamed"}},
    };
    for (const auto& expected : namings) {
        std::vector<std::string> names;
        for (const auto& attachment : read_own(expected.file).attachments)
            names.push_back(attachment.name);

        EXPECT_EQ(names, expected.names) << expected.file;
    }
}

TEST(Readable, NeverAnswersMachinesAndLists)
{
    for (const char* file : {"auto-01-auto-submitted", "auto-03-list", "auto-04-suppress",
                             "auto-05-mdn", "auto-06-dsn"})
        EXPECT_FALSE(read_own(file).may_be_answered()) << file;
    for (const char* file : {"hd-12-zero-width", "dup-01-same-message-id", "st-25-html-only"})
        EXPECT_TRUE(read_own(file).may_be_answered()) << file;
}

TEST(Readable, TellsAllSignsOfAMachine)
{
    struct Sign {
        const char* field;
        bool is_auto, is_list, wants_no_answer;
    };
    const std::vector<Sign> signs{
        {"Auto-Submitted: auto-replied (vacation)", true, false, false},
        {"auto-submitted: Auto-Generated; x=y", true, false, false},
        {"Auto-Submitted: no", false, false, false},
        {"Auto-Submitted: No (a person)", false, false, false},
        {"X-Autoreply: yes", true, false, false},
        {"X-Autorespond: away", true, false, false},
        {"Precedence: auto_reply", true, false, false},
        {"Precedence: bulk", false, true, false},
        {"Precedence: Junk", false, true, false},
        {"Precedence: list", false, true, false},
        {"Precedence: first-class", false, false, false},
        {"List-Id: <staff.ward.example>", false, true, false},
        {"List-Unsubscribe: <mailto:x@ward.example>", false, true, false},
        {"X-Auto-Response-Suppress: All", false, false, true},
        {"X-Auto-Response-Suppress: OOF", false, false, true},
        {"X-Auto-Response-Suppress: None", false, false, false},
        {"X-Other: All", false, false, false},
    };
    for (const auto& sign : signs) {
        const auto read = read_mail(std::string(sign.field) + "\r\nSubject: x\r\n\r\nx\r\n");

        EXPECT_EQ(read.is_auto_submitted, sign.is_auto) << sign.field;
        EXPECT_EQ(read.is_list, sign.is_list) << sign.field;
        EXPECT_EQ(read.wants_no_answer, sign.wants_no_answer) << sign.field;
    }
}

TEST(Readable, KnowsReportsFromMail)
{
    EXPECT_TRUE(read_own("auto-06-dsn").is_delivery_report);
    EXPECT_FALSE(read_own("auto-06-dsn").is_disposition_report);
    EXPECT_TRUE(read_own("auto-05-mdn").is_disposition_report);
    EXPECT_FALSE(read_own("auto-05-mdn").is_delivery_report);
    EXPECT_FALSE(read_own("st-01-no-final-boundary").is_delivery_report);
    EXPECT_TRUE(read_mail(mail_file("mikel/report_422.eml")).is_delivery_report);
    EXPECT_TRUE(read_mail(mail_file("mikel/report_530.eml")).is_delivery_report);
}

TEST(Readable, ShowsTheAddressNextToTheName)
{
    EXPECT_EQ(read_own("inj-05-display-name-spoof").from(),
              "admin@relay.test <attacker@elsewhere.example>");
    EXPECT_EQ(read_own("hd-01-no-from").from(), "");
    EXPECT_EQ(read_own("hd-05-bad-date").from(), "a@b.example");
}

TEST(Readable, ReadsTheSenderHoweverItIsWritten)
{
    struct Sender {
        const char* field;
        std::string name, address;
    };
    const std::vector<Sender> senders{
        {"nurse@ward.example", "", "nurse@ward.example"},
        {"<nurse@ward.example>", "", "nurse@ward.example"},
        {"Nurse Joy <nurse@ward.example>", "Nurse Joy", "nurse@ward.example"},
        {"\"Joy, Nurse\" <nurse@ward.example>, x@y.example", "Joy, Nurse", "nurse@ward.example"},
        {"\"a \\\"b\\\" <c@d.example>\" <nurse@ward.example>", "a \"b\" <c@d.example>",
         "nurse@ward.example"},
        {"nurse@ward.example (Nurse (Joy))", "Nurse (Joy)", "nurse@ward.example"},
        {"=?utf-8?q?J=C3=B8rn?= <nurse@ward.example>", "Jørn", "nurse@ward.example"},
        {"Ward: nurse@ward.example, b@ward.example;", "", "nurse@ward.example"},
        {"a@b.example, c@d.example", "", "a@b.example"},
        {"Nobody", "Nobody", ""},
        {"(", "", ""},
        {"\"", "", ""},
        {"<", "", ""},
        {"", "", ""},
    };
    for (const auto& sender : senders) {
        const auto read = read_mail("From: " + std::string(sender.field) + "\r\n\r\nx\r\n");

        EXPECT_EQ(read.from_name, sender.name) << sender.field;
        EXPECT_EQ(read.from_address, sender.address) << sender.field;
    }
}

TEST(Readable, UsesTheFirstOfSeveralSendersAndSaysSo)
{
    const auto read = read_own("hd-02-two-from");

    EXPECT_EQ(read.from_address, "first@example.org");
    EXPECT_TRUE(read.has_several_from);
    EXPECT_FALSE(read_own("hd-05-bad-date").has_several_from);
}

TEST(Readable, CutsALongSubjectWithAMarkAndKeepsTheText)
{
    const auto read = read_own("hd-10-long-subject");

    EXPECT_EQ(read.subject.size(), 1000 + std::string("…").size());
    EXPECT_TRUE(read.is_cut);
    EXPECT_EQ(read.text,
              "x\n\n[the mail was too long or too complicated; some of it is not shown]");
}

TEST(Readable, ReadsIdsThatItCanThread)
{
    const auto read = read_mail("Message-ID: <a@b>\r\nIn-Reply-To: text <c@d> <e@f>\r\n"
                                "References: <1@x> junk <2@x>\r\n <no good> <3@x>\r\n\r\n");

    EXPECT_EQ(read.message_id, "a@b");
    EXPECT_EQ(read.in_reply_to, "c@d");
    EXPECT_EQ(read.references, (std::vector<std::string>{"1@x", "2@x", "3@x"}));
}

TEST(Readable, TakesAtMostFiftyReferences)
{
    std::string field = "References:";
    for (int i = 0; i < 500; ++i)
        field += " <" + std::to_string(i) + "@x>";

    EXPECT_EQ(read_mail(field + "\r\n\r\n").references.size(), 50u);
}

TEST(Readable, SaysThatAMessageIsEncrypted)
{
    const auto pgp = read_mail("Content-Type: multipart/encrypted; boundary=b\r\n\r\n--b\r\n"
                               "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
                               "--b\r\n\r\nsecret\r\n--b--\r\n");
    const auto opaque_signed =
        read_mail("Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\nAAAA\r\n");

    EXPECT_TRUE(pgp.is_encrypted);
    EXPECT_EQ(pgp.text, "[encrypted message, cannot be shown]");
    EXPECT_FALSE(opaque_signed.is_encrypted);
    EXPECT_EQ(opaque_signed.text, "[signed message in a form that cannot be shown]");
}

std::string with_text_in(std::string html, const std::string& text)
{
    return html.replace(html.find('%'), 1, text);
}

TEST(Readable, NamesPicturesOnlyWhereThereIsNoText)
{
    const std::string picture =
        "--b\r\nContent-Type: image/png; name=logo.png\r\nContent-ID: <1@x>\r\n\r\nxx\r\n--b--\r\n";
    const std::string html = "--b\r\nContent-Type: text/html\r\n\r\n%<img src=\"cid:1@x\">\r\n";
    const std::string start = "Content-Type: multipart/related; boundary=b\r\n\r\n";

    const auto with_text = read_mail(start + with_text_in(html, "hello") + picture);
    const auto alone = read_mail(start + with_text_in(html, "") + picture);

    EXPECT_EQ(with_text.text, "hello");
    ASSERT_EQ(with_text.attachments.size(), 1u);
    EXPECT_TRUE(with_text.attachments[0].is_inline);
    EXPECT_EQ(alone.text, "[attachment: logo.png (image/png, 2 bytes)]");
}

TEST(Readable, CountsTheAttachmentsThatItDoesNotName)
{
    std::string message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    for (int i = 0; i < 30; ++i)
        message +=
            "--b\r\nContent-Type: application/pdf; name=" + std::to_string(i) + ".pdf\r\n\r\nx\r\n";

    const auto read = read_mail(message + "--b--\r\n");

    EXPECT_EQ(read.attachments.size(), 30u);
    EXPECT_NE(read.text.find("19.pdf"), std::string::npos);
    EXPECT_EQ(read.text.find("20.pdf"), std::string::npos);
    EXPECT_NE(read.text.find("[and 10 more attachments]"), std::string::npos);
}

TEST(Readable, DropsTextAttachmentsFromTheText)
{
    const auto read = read_mail(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\n"
        "Content-Type: text/plain\r\nContent-Disposition: attachment; filename=log.txt\r\n\r\n"
        "much\r\n--b\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n--b--\r\n");

    EXPECT_EQ(read.text, "hello\n\n[attachment: log.txt (text/plain, 4 bytes)]\n"
                         "[attachment: unnamed (text/calendar, 15 bytes)]");
}

bool is_presentable(const std::string& line)
{
    return is_utf8(line) && clean_line(line) == clean_line(clean_text(line)) &&
           std::none_of(line.begin(), line.end(),
                        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

// Every mail of every collection: nothing that comes out could hurt a page, a log or a screen.
TEST(Readable, TurnsWhateverItIsGivenIntoCleanBoundedText)
{
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(mail_folder)) {
        if (entry.path().extension() != ".eml")
            continue;
        const auto name = std::filesystem::relative(entry.path(), mail_folder).string();
        const auto message = mail_file(name);
        const auto read = read_mail(message);
        ++files;

        EXPECT_TRUE(is_presentable(read.subject)) << name;
        EXPECT_TRUE(is_presentable(read.from())) << name;
        EXPECT_TRUE(is_presentable(read.message_id)) << name;
        EXPECT_TRUE(is_utf8(read.text)) << name;
        EXPECT_EQ(clean_text(read.text), read.text) << name;
        EXPECT_LE(read.subject.size(), 1003u) << name;
        EXPECT_LE(read.text.size(), message.size() * 3 + 4000) << name;
        for (const auto& attachment : read.attachments) {
            EXPECT_TRUE(is_presentable(attachment.name)) << name;
            EXPECT_EQ(attachment.name.find_first_of("/\\"), std::string::npos) << name;
        }
    }
    EXPECT_GE(files, 140);
}

struct Excerpt {
    const char* file;
    std::string subject;
    std::string excerpt;
};

// Found by an hour of fuzzing: the type of a file stands in the text.
TEST(Readable, NamesATypeThatIsNoTypeInAscii)
{
    const auto read =
        read_mail("Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                  "--b\r\n\r\nBed 12\r\n"
                  "--b\r\nContent-Type: audio/basic\xEA\xC6\x90\x01x\r\n\r\nx\r\n--b--\r\n");

    EXPECT_TRUE(is_utf8(read.text)) << read.text;
    EXPECT_NE(read.text.find("audio/basic???"), std::string::npos) << read.text;
}

TEST(Readable, ReadsTheMailOfOtherPrograms)
{
    const std::vector<Excerpt> excerpts{
        {"legacy/007.eml", "Die Hasen und die Frösche (Microsoft Outlook 00)",
         "Die Hasen klagten einst über ihre mißliche Lage"},
        {"legacy/009.eml", "Die Hasen und die Frösche", "das außerordent"},
        {"legacy/010.eml", "Die Hasen und die Frösche", "das außerordent"},
        {"legacy/013.eml", "Die Hasen und die Frösche (Microsoft Outlook 00)", "ist ärger"},
        {"legacy/014.eml", "Test message from Microsoft Outlook 00", "The Hare and the Tortoise"},
        {"legacy/001.eml", "Die Hasen und die Fr+APY-sche (Microsoft Outlook 00)", "+APw-ber"},
        {"mikel/japanese_iso_2022.eml", "まみむめも", "すみません。"},
        {"mikel/japanese_shift_jis.eml", "test", "今後ともよろしくお願い申し上げます！"},
        {"mikel/ks_c_5601-1987.eml", "test", "스티해"},
        {"mikel/raw_email_double_at_in_header.eml", "NOTE: 한국말로 하는 것",
         "제 이름은 Jamis입니다."},
        {"mikel/utf8_headers.eml", "Säying Hello", "body"},
        {"mikel/raw_email_quoted_with_0d0a.eml", "testing", "A fax has arrived"},
        {"mikel/raw_email_trailing_dot.eml",
         "[skynet-help][60666] How are intermediate files handled in SkyNet?",
         "Testing, testing, 123."},
        {"mikel/email_with_similar_boundaries.eml", "Xxxxxx", "[attachment: LOGO.png"},
        {"mikel/raw_email_with_illegal_boundary.eml", "Testing outlook", "This is an outlook test"},
        {"mikel/attachment_nonascii_filename.eml", "testing", "[attachment: ciële.txt"},
        {"mikel/content_transfer_encoding_qp_with_space.eml",
         "Low or High Blood Pressure? We can help.", "purchases, we are your answer."},
        {"mikel/encoding_madness.eml",
         "eBay Bid - 2008 Ford Super Duty F-350 DRW King Ranch Crew Cab 4x4 (156) - Stock# XXXX",
         "Body Text"},
        {"mikel/missing_body.eml", "REDACTED", ""},
        {"thirdparty/002.eml", "", "päivää\n\nyötä vaan."},
        {"thirdparty/005.eml", "", "『世界人権宣言』"},
        {"thirdparty/010.eml", "こんにちは", "人権の無視及"},
        {"rfc/000.eml", "A multipart example", "This could have been part of the previous part"},
    };
    for (const auto& expected : excerpts) {
        const auto read = read_mail(mail_file(expected.file));

        EXPECT_EQ(read.subject, expected.subject) << expected.file;
        EXPECT_NE(read.text.find(expected.excerpt), std::string::npos) << expected.file << '\n'
                                                                       << read.text.substr(0, 500);
    }
}

} // namespace
} // namespace mail::test
