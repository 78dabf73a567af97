#include "mail/readable.h"
#include <gtest/gtest.h>

// RFC 2046 5.1.4: the same in several forms.

namespace mail::test {
namespace {

TEST(Readable, PrefersPlainTextUnlessItSaysNothing)
{
    const std::string start = "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n";
    const std::string html = "\r\n--b\r\nContent-Type: text/html\r\n\r\n<b>rich</b>\r\n--b--\r\n";

    EXPECT_EQ(read_mail(start + "plain" + html).text, "plain");
    EXPECT_EQ(read_mail(start + "   " + html).text, "rich");
}

// As Apple's program writes it.
TEST(Readable, FindsFilesInTheFormThatIsNotShown)
{
    const auto read =
        read_mail("Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nplain"
                  "\r\n--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n"
                  "--c\r\nContent-Type: text/html\r\n\r\n<b>rich</b>\r\n"
                  "--c\r\nContent-Type: application/pdf; name=ecg.pdf\r\n\r\n%PDF\r\n"
                  "--c\r\nContent-Type: image/png; name=logo.png\r\n\r\npng\r\n"
                  "--c--\r\n--b--\r\n");

    EXPECT_EQ(read.text, "plain\n\n[attachment: ecg.pdf (application/pdf, 4 bytes)]");
    EXPECT_EQ(read.attachments.size(), 1u);
}

} // namespace
} // namespace mail::test
