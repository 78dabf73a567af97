// Charsets as senders name them, and where they do not.
#include "mail/charset.h"
#include "mail/readable.h"

#include <gtest/gtest.h>

namespace mail::test {
namespace {

struct Encoded {
    const char* charset;
    std::string bytes, expected;
};

TEST(Charset, ConvertsWhatSendersUse)
{
    const std::vector<Encoded> table{
        {"iso-8859-1", "caf\xE9 \x80", "café €"}, // as windows-1252
        {" Windows-1252 ", "\x93x\x94", "“x”"},
        {"iso-8859-15", "\xA4", "€"},
        {"koi8-r", "\xF0\xD2\xC9\xD7\xC5\xD4", "Привет"},
        {"gb2312", "\xB2\xA1", "病"},
        {"shift_jis", "\x82\xA0", "あ"},
        {"iso-2022-jp", "\x1b$B$^\x1b(B", "ま"},
        {"utf-16le", std::string("a\0b\0", 4), "ab"},
        {"utf-8", "caf\xC3\xA9", "café"},
        {"utf-7", "+ADw-", "+ADw-"},
        {"euc-jp", "\xA4", "\uFFFD"},
    };
    for (const auto& row : table)
        EXPECT_EQ(to_utf8(row.bytes, row.charset), row.expected) << row.charset;
}

TEST(Charset, IsKnownHoweverItsNameIsSpelt)
{
    const std::vector<Encoded> table{
        {"ISO8859_1", "\xB5", "µ"},
        {"iso_8859-1:1987", "\xB5", "µ"},
        {"'iso-8859-1'", "\xB5", "µ"},
        {"latin-1", "\xB5", "µ"},
        {"iso8859-15", "\xA4", "€"},
        {"Latin9", "\xA4", "€"},
        {"cp1250", "\xB3", "ł"},
        {"x-cp1250", "\xB3", "ł"},
        {"win-1250", "\xB3", "ł"},
        {"windows 1251", "\xC6", "Ж"},
        {"x-mac-roman", "\xB5", "µ"},
        {"koi8r", "\xC1", "а"},
        {"x-sjis", "\x82\xA0", "あ"},
        {"MS_Kanji", "\x82\xA0", "あ"},
        {"x-euc-jp", "\xA4\xA2", "あ"},
        {"eucJP", "\xA4\xA2", "あ"},
        {"x-gbk", "\xB2\xA1", "病"},
        {"x-big5", "\xA7\xC9", "床"},
        {"unicode", std::string("\0x", 2), "x"},
    };
    for (const auto& row : table)
        EXPECT_EQ(to_utf8(row.bytes, row.charset), row.expected) << row.charset;
}

TEST(Charset, IsWindows1252WhereNothingElseIsTrue)
{
    for (const char* charset : {"", "us-ascii", "ANSI_X3.4-1968", "8bit", "unknown-8bit", "utf-8",
                                "x-nobody-knows", "../../evil"}) {
        EXPECT_EQ(to_utf8("100 \xB5g, 38,5 \xB0"
                          "C, \x80 5\x96"
                          "10",
                          charset),
                  "100 µg, 38,5 °C, € 5–10")
            << charset;
        EXPECT_EQ(to_utf8("µg \x81", charset), "µg \uFFFD") << charset;
    }
    EXPECT_EQ(to_utf8("\xC0\xAE", "utf-8"), "À®") << "no overlong form";
}

TEST(Charset, GivesTheLastLetterAsWell)
{
    EXPECT_EQ(to_utf8("\xF9\xEC\xE5\xED 5 \xF9\xEC", "windows-1255"), "שלום 5 של");
    EXPECT_EQ(to_utf8("cua", "windows-1258"), "cua");
    EXPECT_EQ(to_utf8("\xF9", "windows-1255"), "ש");
}

TEST(Charset, ReadsWhatVendorsAddToJapanese)
{
    EXPECT_EQ(to_utf8("\x1b$B-!IB<<\x1b(B 501", "iso-2022-jp"), "①病室 501");
    EXPECT_EQ(to_utf8("\x1b(I1W0Q\x1b(B Bed 5 \x1b$B?4\x1b(B", "iso-2022-jp"), "ｱﾗｰﾑ Bed 5 心");
    EXPECT_EQ(to_utf8("\xAD\xA1\xC9\xC2", "euc-jp"), "①病");
    EXPECT_EQ(to_utf8("\x1b$BIB\nBed", "iso-2022-jp"), "病\nBed");
    EXPECT_EQ(to_utf8("\xA9\xFE\xC9\xC2", "euc-jp"), "\uFFFD病") << "one mark for one letter";
    EXPECT_EQ(to_utf8("\x1b$B", "iso-2022-jp"), "");
}

TEST(Charset, TellsTheOrderOfUtf16ByItsNuls)
{
    const std::string little("B\0e\0d\0", 6);
    const std::string big("\0B\0e\0d", 6);

    EXPECT_EQ(to_utf8(little, "utf-16"), "Bed");
    EXPECT_EQ(to_utf8(big, "utf-16"), "Bed");
    EXPECT_EQ(to_utf8("\xFF\xFE" + little, "utf-16"), "Bed");
    EXPECT_EQ(to_utf8("\x75\xC5", "utf-16"), "病");
}

TEST(Charset, OfHtmlStandsInItself)
{
    const auto text = [](const std::string& html) {
        return read_mail("Content-Type: text/html\r\n\r\n" + html).text;
    };

    EXPECT_EQ(text("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=koi8-r\">\xF0"),
              "П");
    EXPECT_EQ(text("<head><META CHARSET='windows-1250'/></head>\xB3"), "ł");
    EXPECT_EQ(text("<meta charset=iso-8859-2>µg"), "µg") << "what is UTF-8 is UTF-8";
    EXPECT_EQ(text("<meta charset=utf-16>5 mg"), "5 mg");
    EXPECT_EQ(text(std::string("\xFF\xFE<\0b\0>\0x\0", 10)), "x");
    EXPECT_EQ(text("charset=koi8-r \xB5g"), "charset=koi8-r µg");
}

TEST(Charset, OfASubjectThatNobodyEncodedIsThatOfTheText)
{
    EXPECT_EQ(read_mail("Subject: \x8B\xD9\x8B\x7D\r\nContent-Type: text/plain; "
                        "charset=shift_jis\r\n\r\nx")
                  .subject,
              "緊急");
    EXPECT_EQ(read_mail("Subject: Zimmer 12: \xFC"
                        "ber\r\n\r\nx")
                  .subject,
              "Zimmer 12: über");
    EXPECT_EQ(
        read_mail("Subject: über\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\nx").subject,
        "über");
}

} // namespace
} // namespace mail::test
