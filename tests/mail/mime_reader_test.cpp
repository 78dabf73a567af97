#include "mail/mime_reader.h"

#include "mail/detail/mime_bounds.h"
#include "mail/readable.h"

#include "tests/mail/mail_files.h"

#include <gtest/gtest.h>

namespace mail::test {
namespace {

std::string repeated(const std::string& text, std::size_t times)
{
    std::string result;
    for (std::size_t i = 0; i < times; ++i)
        result += text;
    return result;
}

std::size_t count(const Part& part)
{
    std::size_t parts = 1;
    for (const auto& child : part.parts)
        parts += count(child);
    return parts;
}

std::size_t depth(const Part& part)
{
    std::size_t deepest = 0;
    for (const auto& child : part.parts)
        deepest = std::max(deepest, depth(child));
    return deepest + 1;
}

std::size_t text_bytes(const Part& part)
{
    std::size_t bytes = part.text.size();
    for (const auto& child : part.parts)
        bytes += text_bytes(child);
    return bytes;
}

// Types in document order, "(" and ")" around the parts of a part.
std::string shape(const Part& part)
{
    if (part.parts.empty())
        return part.type;
    std::string result = part.type + '(';
    for (const auto& child : part.parts)
        result += (result.back() == '(' ? "" : " ") + shape(child);
    return result + ')';
}

TEST(MimeReader, SeesTheStructureOfBrokenMail)
{
    const std::vector<std::pair<std::string, std::string>> shapes{
        {"malformed/002.eml", "multipart/mixed(text/plain)"},
        {"malformed/003.eml", "multipart/mixed(multipart/mixed(text/plain))"},
        {"malformed/005.eml", "multipart/mixed(multipart/mixed(text/plain))"},
        {"malformed/006.eml", "multipart/mixed(multipart/mixed(text/plain))"},
        {"malformed/008.eml", "multipart/mixed(multipart/mixed(text/plain) text/html)"},
        {"malformed/009.eml", "multipart/mixed(multipart/mixed(text/plain text/plain) text/plain)"},
        {"malformed/010.eml", "message/rfc822(message/rfc822(text/plain))"},
        {"malformed/013.eml", "multipart/mixed(text/plain multipart/mixed(text/plain "
                              "multipart/mixed(text/plain multipart/mixed(text/plain))))"},
        {"malformed/014.eml", "multipart/mixed(text/plain)"},
        {"malformed/015.eml", "multipart/signed(text/plain application/pgp-signature)"},
        {"malformed/018.eml", "text/plain"},
        {"malformed/022.eml", "multipart/mixed(text/plain message/rfc822(text/plain))"},
        {"thirdparty/007.eml",
         "multipart/digest(message/rfc822(text/plain) message/rfc822(text/plain) "
         "message/rfc822(multipart/mixed(text/plain application/octet-stream)))"},
        {"thirdparty/013.eml",
         "multipart/mixed(multipart/alternative(text/plain text/html) image/jpeg audio/mp3 "
         "video/avi)"},
        {"rfc/000.eml", "multipart/mixed(text/plain text/plain multipart/parallel(audio/basic "
                        "image/jpeg) text/enriched message/rfc822(text/plain))"},
    };
    for (const auto& [file, expected] : shapes)
        EXPECT_EQ(shape(read_mime(mail_file(file)).root), expected) << file;
}

TEST(MimeReader, DescribesEachPart)
{
    const auto message = read_mime(
        "Content-Type: multipart/report; report-type=Delivery-Status; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: TEXT/Plain; charset=iso-8859-1; format=Flowed; delsp=yes\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\ncaf=E9\r\n--b\r\n"
        "Content-Type: application/pdf\r\nContent-Disposition: ATTACHMENT; filename=\"a b.pdf\"\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nAAECAw==\r\n--b\r\n"
        "Content-Type: message/rfc822\r\n\r\nSubject: =?utf-8?q?x?=\r\n\r\ninner\r\n--b--\r\n");

    ASSERT_EQ(message.root.parts.size(), 3u);
    EXPECT_EQ(message.root.report_type, "delivery-status");
    const auto& text = message.root.parts[0];
    EXPECT_EQ(text.type, "text/plain");
    EXPECT_EQ(text.text, "café");
    EXPECT_TRUE(text.is_flowed);
    EXPECT_TRUE(text.is_delsp);
    const auto& file = message.root.parts[1];
    EXPECT_EQ(file.disposition, "attachment");
    EXPECT_EQ(file.name, "a b.pdf");
    EXPECT_EQ(file.bytes, 4u);
    EXPECT_EQ(file.text, "");
    const auto& embedded = message.root.parts[2];
    EXPECT_EQ(embedded.subject, "=?utf-8?q?x?=");
    ASSERT_EQ(embedded.parts.size(), 1u);
    EXPECT_EQ(embedded.parts[0].text.substr(0, 5), "inner");
    EXPECT_FALSE(message.is_cut);
}

TEST(MimeReader, TakesATypeThatNobodyCanReadForPlainText)
{
    for (const char* type : {"text", "", "garbage;;;", "?"}) {
        const auto message = read_mime("Content-Type: " + std::string(type) + "\r\n\r\nhello\r\n");

        EXPECT_EQ(message.root.text, "hello\r\n") << type;
    }
}

// MI-35, SM-M30
TEST(MimeReader, StopsAtItsDepth)
{
    std::string nested;
    for (int i = 0; i < 60; ++i) {
        const auto name = "b" + std::to_string(i);
        nested += "Content-Type: multipart/mixed; boundary=" + name + "\r\n\r\n--" + name + "\r\n";
    }
    const auto message = read_mime(nested + "\r\nhello\r\n");

    EXPECT_LE(depth(message.root), 21u);
    EXPECT_TRUE(message.is_cut);
}

// MI-36
TEST(MimeReader, StopsAtItsDepthInForwardedMail)
{
    const auto message = read_mime(mail_file("own/st-12-rfc822-nested-100.eml"));

    EXPECT_LE(depth(message.root), 21u);
    EXPECT_TRUE(message.is_cut);
}

TEST(MimeReader, SurvivesThousandsOfLevels)
{
    const auto multiparts =
        read_mime(repeated("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", 20'000));
    const auto messages = read_mime(repeated("Content-Type: message/rfc822\r\n\r\n", 100'000));
    const auto digests = read_mime(
        repeated("Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\n", 20'000));

    EXPECT_TRUE(multiparts.is_cut);
    EXPECT_TRUE(messages.is_cut);
    EXPECT_TRUE(digests.is_cut);
    EXPECT_LE(depth(messages.root), 21u);
}

// What a reader that recurses is given: bounded before it starts, and not only afterwards.
TEST(MimeBounds, PassOnlySoMuchNestingAndSoManyBoundaries)
{
    const std::string nested = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    const auto deep = bounded_mime(repeated(nested, 1000), {});
    const auto wide = bounded_mime(repeated("--b\r\n", 20'000), {});
    const auto ordinary = bounded_mime(repeated(nested, 200), {});

    EXPECT_EQ(deep.text, repeated(nested, 200));
    EXPECT_TRUE(deep.is_cut);
    EXPECT_EQ(wide.text, repeated("--b\r\n", 10'000));
    EXPECT_TRUE(wide.is_cut);
    EXPECT_EQ(ordinary.text, repeated(nested, 200));
    EXPECT_FALSE(ordinary.is_cut);
}

TEST(MimeReader, StopsAtItsNumberOfParts)
{
    const auto message = read_mime("Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
                                   repeated("--b\r\n\r\nx\r\n", 300'000));

    EXPECT_LE(count(message.root), 200u);
    EXPECT_TRUE(message.is_cut);
}

TEST(MimeReader, KeepsAtMostAMegabyteOfTextInAllParts)
{
    const std::string part = "--b\r\n\r\n" + std::string(700 * 1024, 'x') + "\r\n";
    const auto message = read_mime("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part +
                                   part + part + "--b--\r\n");

    EXPECT_EQ(text_bytes(message.root), 1024u * 1024u);
    EXPECT_TRUE(message.is_cut);
    EXPECT_EQ(message.root.parts.at(2).bytes, 700u * 1024u);
}

TEST(MimeReader, KeepsAtMostAMegabyteOfTextThatGrowsInConversion)
{
    const auto message = read_mime("Content-Type: text/plain; charset=iso-8859-1\r\n\r\n" +
                                   std::string(900 * 1024, '\xE9'));

    EXPECT_LE(message.root.text.size(), 1024u * 1024u);
    EXPECT_TRUE(message.is_cut);
}

// MI-24
TEST(MimeReader, ReadsTheFirstHundredParameters)
{
    const std::string parameters = repeated("; a=b", 10'000);
    const auto top =
        read_mime("Content-Type: text/plain; charset=iso-8859-1" + parameters + "\r\n\r\n\xE9");
    const auto nested = read_mime("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                                  "Content-Disposition: attachment; filename=a.txt" +
                                  parameters + "\r\n\r\nhello\r\n--b--\r\n");

    EXPECT_EQ(top.root.text, "é");
    EXPECT_TRUE(top.is_cut);
    EXPECT_EQ(nested.root.parts.at(0).name, "a.txt");
    EXPECT_EQ(nested.root.parts.at(0).text, "hello");
    EXPECT_TRUE(nested.is_cut);
}

TEST(MimeReader, LeavesMailWithTablesAndLogsAlone)
{
    const std::string text = repeated("----------\r\nContent-Type: is only text here\r\n", 300);
    const auto message = read_mime("Subject: x\r\n\r\n" + text);

    EXPECT_EQ(message.root.text, text);
    EXPECT_FALSE(message.is_cut);
}

TEST(MimeReader, HasOneOpinionAboutWhereTheHeaderEnds)
{
    const auto message = read_mime("Subject: x\r\nno colon\r\nX-Type: text/html\r\n\r\n<b>\r\n");

    EXPECT_EQ(message.root.type, "text/plain");
    EXPECT_EQ(message.header.size(), 1u);
    EXPECT_EQ(message.root.text, "no colon\r\nX-Type: text/html\r\n\r\n<b>\r\n");
}

TEST(MimeReader, UsesTheFirstOfSeveralTypes)
{
    const auto message = read_mime("Content-Type: text/plain; charset=utf-8\r\n"
                                   "Content-Type: text/html\r\n\r\n<b>\r\n");

    EXPECT_EQ(message.root.type, "text/plain");
}

TEST(MimeReader, ReadsNothingAsEmptyText)
{
    for (const char* message : {"", "\r\n", "\n", ":", "\r\n\r\n"})
        EXPECT_EQ(read_mime(message).root.type, "text/plain");
}

// MI-50
TEST(MimeReader, ReadsHtmlThatNestsWithoutEnd)
{
    const auto read =
        read_mail("Content-Type: text/html\r\n\r\n" + repeated("<div>", 100'000) + "x");

    EXPECT_EQ(read.text, "x");
}

std::size_t count_of(const Part& part)
{
    std::size_t count = 1;
    for (const auto& child : part.parts)
        count += count_of(child);
    return count;
}

TEST(MimeReader, CountsAlsoThePartsThatItMakesOfAMultipartWithoutAny)
{
    MimeLimits limits;
    limits.parts = 10;
    const auto wide = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
                      repeated("--b\r\nContent-Type: multipart/mixed\r\n\r\nx\r\n", 50);

    const auto read = read_mime(wide, limits);

    EXPECT_TRUE(read.is_cut);
    EXPECT_LE(count_of(read.root), limits.parts + 1);
}

} // namespace
} // namespace mail::test
