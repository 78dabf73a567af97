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

    EXPECT_EQ(read.text, "plain\n\n[attachment: ecg.pdf (application/pdf, 4 bytes)]\n"
                         "[attachment: logo.png (image/png, 3 bytes)]");
    EXPECT_EQ(read.attachments.size(), 2u);
}

std::string two_forms(const std::string& plain, const std::string& html)
{
    return "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n"
           "Content-Type: text/plain; charset=utf-8\r\n\r\n" +
           plain + "\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html +
           "\r\n--b--\r\n";
}

TEST(Readable, TakesNoPlaceholderForTheText)
{
    const std::string html = "<p>Bed 12 asystole, call 4711 now and bring the trolley</p>";
    const std::string shown = "Bed 12 asystole, call 4711 now and bring the trolley";

    for (const char* plain :
         {"\u00A0", "\u200B", "This message requires an HTML capable mail client.",
          "Your client does not show HTML.", "Alarm notification"})
        EXPECT_EQ(read_mail(two_forms(plain, html)).text, shown) << plain;
    for (const char* plain : {"Bed 12!", "Bed 12 asystole. Best seen as HTML.",
                              "Asystolie in Zimmer zwei, sofort jemanden hinschicken"})
        EXPECT_EQ(read_mail(two_forms(plain, html)).text, plain);
}

TEST(Readable, TakesFewShortWordsForTheTextWhereTheHtmlHasThem)
{
    const std::string html = "<p>VT im OP</p><p>Gesendet vom Alarmserver der Klinik, bitte nicht "
                             "auf diese Nachricht antworten</p>";

    EXPECT_EQ(read_mail(two_forms("VT im OP", html)).text, "VT im OP");
}

// Ids of pictures without an end would be as many as the text has octets.
TEST(Readable, LooksForPicturesInBoundedMemory)
{
    std::string html;
    for (int i = 0; i < 200'000; ++i)
        html += "cid:";

    const auto read = read_mail("Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
                                "Content-Type: text/html\r\n\r\n<p>Bed 12</p>" +
                                html + "\r\n--b--\r\n");

    EXPECT_TRUE(read.text.starts_with("Bed 12"));
}

TEST(Readable, DropsNoSecondPlainText)
{
    const std::string part = "--b\r\nContent-Type: text/plain\r\n\r\n";
    const std::string start = "Content-Type: multipart/alternative; boundary=b\r\n\r\n";

    EXPECT_EQ(read_mail(start + part + "Alarm\r\n" + part + "Bed 12\r\n--b--").text,
              "Alarm\n\nBed 12");
    EXPECT_EQ(read_mail(start + part + "Bed 12\r\n" + part + "Bed  12\r\n--b--").text, "Bed 12");
}

TEST(Readable, SaysTheSameOnlyOnceInAMixedMail)
{
    const std::string start = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n"
                              "Bed 12\r\nasystole\r\n--b\r\nContent-Type: text/html\r\n\r\n";

    EXPECT_EQ(read_mail(start + "<p>Bed 12 asystole</p>\r\n--b--").text, "Bed 12\nasystole");
    EXPECT_EQ(read_mail("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                        "Content-Type: text/html\r\n\r\n!!!\r\n--b--")
                  .text,
              "!!!");
    EXPECT_EQ(read_mail(start + "<p>Bed 13 asystole</p>\r\n--b--").text,
              "Bed 12\nasystole\n\nBed 13 asystole");
}

// As Apple's program writes it: the picture stands in the HTML, and the plain text is shown.
TEST(Readable, KeepsThePicturesOfAFormThatIsNotShown)
{
    const auto read =
        read_mail("Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nSee this ECG"
                  "\r\n--b\r\nContent-Type: multipart/related; boundary=c\r\n\r\n"
                  "--c\r\nContent-Type: text/html\r\n\r\nSee this ECG<img src='cid:A'>\r\n"
                  "--c\r\nContent-Type: image/png; name=ecg.png\r\nContent-ID: <A>\r\n\r\npng\r\n"
                  "--c--\r\n--b--\r\n",
                  {.leaves_files = true});

    EXPECT_EQ(read.text, "See this ECG");
    ASSERT_EQ(read.attachments.size(), 1u);
    EXPECT_TRUE(read.attachments[0].is_inline);
}

TEST(Readable, NamesThePicturesThatNoTextShows)
{
    const auto read =
        read_mail("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nBed 12\r\n"
                  "--b\r\nContent-Type: image/png; name=strip.png\r\n"
                  "Content-Disposition: inline\r\n\r\nxx\r\n--b--\r\n");

    EXPECT_EQ(read.text, "Bed 12\n\n[attachment: strip.png (image/png, 2 bytes)]");
    EXPECT_FALSE(read.attachments.at(0).is_inline);
}

TEST(Readable, NamesNoSignaturesAndNoFormsForOtherPrograms)
{
    const auto read =
        read_mail("Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\nBed 12\r\n"
                  "--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n"
                  "Content-Disposition: attachment\r\n\r\nxx\r\n"
                  "--b\r\nContent-Type: text/x-amp-html\r\n\r\nxx\r\n--b--\r\n");

    EXPECT_EQ(read.text, "Bed 12");
    EXPECT_TRUE(read.attachments.empty());
}

} // namespace
} // namespace mail::test
