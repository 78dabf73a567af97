#include "mail/header.h"

#include "mail/charset.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace mail::test {
namespace {

TEST(Header, UnfoldsFieldsUpToTheEmptyLine)
{
    const std::string message = "Subject: a\r\n  b\r\n\tc\r\nX-Empty:\r\nTo : x\r\n\r\nbody";
    const auto section = read_header(message);

    EXPECT_EQ(section.fields,
              (std::vector<HeaderField>{{"Subject", "a  b\tc"}, {"X-Empty", ""}, {"To", "x"}}));
    EXPECT_EQ(message.substr(section.bytes), "body");
    EXPECT_FALSE(section.is_cut);
}

TEST(Header, EndsBeforeTheFirstLineThatIsNoField)
{
    for (const char* body : {"no colon\r\nTo: x\r\n", " folded\r\n", "two words: x\r\n", ": x\r\n",
                             "caf\xC3\xA9: x\r\n"}) {
        const std::string message = body;
        EXPECT_EQ(read_header(message).bytes, 0u) << body;
    }
    EXPECT_EQ(read_header("A: b\r\nno colon\r\n").bytes, 6u);
}

TEST(Header, SkipsTheSeparatorOfAnMboxFile)
{
    const auto section = read_header("From x@y Wed May  1 10:00:00 2024\nSubject: a\n\nbody");

    EXPECT_EQ(section.fields, (std::vector<HeaderField>{{"Subject", "a"}}));
}

TEST(Header, KeepsToItsLimitsAndStillFindsTheBody)
{
    std::string many;
    for (int i = 0; i < 20'000; ++i)
        many += "X-Field: value\r\n";
    const std::string wide = "Subject: " + std::string(600'000, 'a') + "\r\nTo: x\r\n";

    const auto of_many = read_header(many + "\r\nbody");
    const auto of_wide = read_header(wide + "\r\nbody");

    EXPECT_EQ(of_many.fields.size(), 1000u);
    EXPECT_EQ(of_many.bytes, many.size() + 2);
    EXPECT_TRUE(of_many.is_cut);
    EXPECT_EQ(of_wide.bytes, wide.size() + 2);
    EXPECT_TRUE(of_wide.is_cut);
    EXPECT_LE(of_wide.fields.at(0).value.size(), 256u * 1024u);
}

struct Words {
    std::string given;
    std::string expected;
};

TEST(Header, DecodesWords)
{
    const std::vector<Words> table{
        {"plain", "plain"},
        {"=?utf-8?q?caf=C3=A9_x?=", "café x"},
        {"=?UTF-8?B?Y2Fmw6k=?=", "café"},
        {"=?iso-8859-1?Q?=E9?= and more", "é and more"},
        {"a =?utf-8?q?b?= c", "a b c"},
        {"=?utf-8?q?a?= =?utf-8?q?b?=", "ab"},
        {"=?utf-8?q?a?=\r\n =?utf-8?q?b?=", "ab"},
        {"=?utf-8?q?a?= x =?utf-8?q?b?=", "a x b"},
        {"=?utf-8?b?w6k=?= =?utf-8?q?=C3?= =?utf-8?q?=A9?=", "éé"}, // cut inside a character
        {"=?utf-8*en?q?a?=", "a"},
        {"=?utf-8?q?two words?=", "two words"},
        {"=?iso-2022-jp?B?GyRCJF4kXyRgJGEkYhsoQg==?=", "まみむめも"},
        {"=?nonsense?q?caf=C3=A9?=", "café"},
        {"caf\xC3\xA9", "café"},
        {"caf\xE9", "café"},
        {"=?utf-8?q?=E9?=", "é"},
        {"=?utf-8?q?=81?=", "\uFFFD"},
        {"=?utf-8?q?=ZZ=4?=", "=ZZ=4"},
        {"=?utf-8?x?a?=", "=?utf-8?x?a?="},
        {"=?utf-8?q?a", "=?utf-8?q?a"},
        {"=??q?a?=", "=??q?a?="},
        {"=?", "=?"},
        {"=?=?=?=?", "=?=?=?=?"},
        {"", ""},
    };
    for (const auto& [given, expected] : table)
        EXPECT_EQ(decode_words(given), expected) << given;
}

TEST(Header, DecodesFiveThousandWords)
{
    std::string value;
    for (int i = 0; i < 5000; ++i)
        value += i % 2 ? " =?utf-8?q?x?=" : " =?iso-8859-2?q?y?=";

    EXPECT_EQ(decode_words(value).size(), 5001u);
}

TEST(Header, LooksAtManyBeginningsOfWordsOnce)
{
    std::string value;
    for (int i = 0; i < 80'000; ++i)
        value += "=?";

    EXPECT_EQ(decode_words(value), value);
}

std::size_t longest_line(std::string_view text)
{
    std::size_t longest = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find("\r\n"), text.size());
        longest = std::max(longest, end);
        text.remove_prefix(std::min(end + 2, text.size()));
    }
    return longest;
}

TEST(Header, WritesWhatItReads)
{
    std::string every_line;
    for (int i = 0; i < 60; ++i)
        every_line += (i ? " word" : "word") + std::to_string(i);
    for (const std::string& value :
         {std::string("short"), std::string(), every_line, std::string("a =?utf-8?q?b?= c"),
          std::string(
              "Bett 12: Größe „läuft“ — 病人 12 床, und das ist noch lange nicht alles davon"),
          std::string(2000, 'x'), std::string("a   b"), "x" + std::string(200, ' ') + "y"}) {
        const auto written = write_field("Subject", value);

        ASSERT_TRUE(written) << value;
        const auto read = read_header(*written + "\r\n");
        ASSERT_EQ(read.fields.size(), 1u) << value;
        EXPECT_EQ(decode_words(read.fields[0].value), value);
        EXPECT_LE(longest_line(*written), 998u) << value;
        EXPECT_TRUE(std::all_of(written->begin(), written->end(),
                                [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
    }
}

TEST(Header, FoldsAt78Columns)
{
    std::string words;
    std::string wide;
    for (int i = 0; i < 60; ++i) {
        words += " word";
        wide += " größer";
    }

    for (const auto& value : {words.substr(1), wide.substr(1)}) {
        const auto written = write_field("Subject", value).value();
        EXPECT_LE(longest_line(written), 78u);
        EXPECT_EQ(written.substr(written.size() - 2), "\r\n");
    }
}

TEST(Header, RefusesWhatCouldInjectAField)
{
    for (const std::string& value :
         {std::string("a\r\nBcc: x"), std::string("a\nBcc: x"), std::string("a\rBcc: x"),
          std::string("a\0b", 3), std::string("a\x1b[31m"), std::string("a\x7f"),
          std::string("a\xC2\x85z"), std::string("a\tb"), std::string("caf\xE9")}) {
        EXPECT_FALSE(write_field("Subject", value)) << value;
        EXPECT_FALSE(write_structured_field("To", value)) << value;
        EXPECT_FALSE(write_phrase(value)) << value;
    }
    for (const char* name : {"", "Sub ject", "Subject:", "X\r\nBcc", "caf\xC3\xA9"}) {
        EXPECT_FALSE(write_field(name, "x")) << name;
        EXPECT_FALSE(write_structured_field(name, "x")) << name;
    }
    EXPECT_FALSE(write_structured_field("To", "café@ward.example"));
    EXPECT_FALSE(write_structured_field("To", std::string(2000, 'a')));
    EXPECT_FALSE(write_field(std::string(2000, 'X'), "a"));
}

TEST(Header, WritesNamesPlainQuotedOrEncoded)
{
    EXPECT_EQ(write_phrase("Ward 3"), "Ward 3");
    EXPECT_EQ(write_phrase("Joy, \"Nurse\""), "\"Joy, \\\"Nurse\\\"\"");
    EXPECT_EQ(write_phrase("a@b.example"), "\"a@b.example\"");
    EXPECT_EQ(write_phrase("Jørn"), "=?UTF-8?B?SsO4cm4=?=");
    EXPECT_EQ(decode_words(*write_phrase("=?utf-8?q?x?=")), "=?utf-8?q?x?=");
}

// A report's part is read line by line where it holds no field.
TEST(Header, OfLinesThatAreNoFieldIsEmptyAtOnce)
{
    std::string lines;
    for (int i = 0; i < 500'000; ++i)
        lines += "x\n";

    EXPECT_EQ(read_header(lines).bytes, 0U);
    std::string_view rest = lines;
    for (int i = 0; i < 10'000; ++i, rest.remove_prefix(2))
        EXPECT_EQ(read_header(rest).bytes, 0U);
}

} // namespace
} // namespace mail::test
