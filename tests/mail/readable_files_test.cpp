// The files of a mail, as those get them who keep them.
#include "mail/readable.h"

#include <gtest/gtest.h>

namespace mail::test {
namespace {

// U.9
TEST(Readable, HandsFilesOverOctetByOctetWhereItIsAskedTo)
{
    const std::string message =
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\n"
        "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        "JVBERgD/DQo=\r\n--b\r\n"
        "Content-Type: text/csv; charset=iso-8859-1; name=a.csv\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\nK=F6nig=0D=0A\r\n--b\r\n"
        "Content-Type: application/pdf; name=big.pdf\r\n\r\n0123456789\r\n--b--\r\n";
    ReadLimits limits{.leaves_files = true};
    limits.mime.file_bytes = 9;

    const auto read = read_mail(message, limits);

    EXPECT_EQ(read.text, "hello");
    ASSERT_EQ(read.attachments.size(), 3u);
    EXPECT_EQ(read.attachments[0].content, std::string("%PDF\0\xff\r\n", 8));
    EXPECT_EQ(read.attachments[1].content, "K\xf6nig\r\n");
    EXPECT_EQ(read.attachments[2].content, std::nullopt);
    EXPECT_EQ(read.attachments[2].bytes, 10u);
    for (const auto& file : read_mail(message).attachments)
        EXPECT_EQ(file.content, std::nullopt) << file.name;
}

// U.9
TEST(Readable, MakesHostileFileNamesSafe)
{
    const std::string long_name(300, 'a');
    const std::pair<std::string, std::string> table[] = {
        {"../../etc/passwd", "passwd"},
        {"..\\..\\evil.pdf", "evil.pdf"},
        {"=?utf-8?q?a=0D=0ASet-Cookie:_x.pdf?=", "a Set-Cookie_ x.pdf"},
        {long_name + ".pdf", std::string(116, 'a') + ".pdf"},
        {long_name, std::string(120, 'a')},
        {"=?utf-8?q?cod=E2=80=AEfdp.exe?=", "codfdp.exe"},
        {"...", "unnamed"},
        {"a<b>|c?.pdf", "a_b__c_.pdf"},
    };

    for (const auto& [given, safe] : table) {
        const auto read =
            read_mail("Content-Type: application/pdf; name=\"" + given + "\"\r\n\r\nx\r\n");
        ASSERT_EQ(read.attachments.size(), 1u) << given;
        EXPECT_EQ(read.attachments[0].name, safe) << given;
    }
}

} // namespace
} // namespace mail::test
