// Charsets, cleaning, HTML and flowed text.
#include "mail/charset.h"
#include "mail/clean_text.h"
#include "mail/flowed.h"
#include "mail/html_text.h"
#include "mail/mailboxes.h"

#include <gtest/gtest.h>

namespace mail::test {
namespace {

struct Row {
    std::string given;
    std::string expected;
};

TEST(Charset, NeverCutsACharacter)
{
    EXPECT_EQ(utf8_prefix("aé病😀", 1), "a");
    EXPECT_EQ(utf8_prefix("aé病😀", 2), "a");
    EXPECT_EQ(utf8_prefix("aé病😀", 5), "aé");
    EXPECT_EQ(utf8_prefix("aé病😀", 6), "aé病");
    EXPECT_EQ(utf8_prefix("aé病😀", 9), "aé病");
    EXPECT_EQ(utf8_prefix("aé病😀", 10), "aé病😀");
}

TEST(CleanText, RemovesWhatCannotBeSeenOrTurnsTextAround)
{
    const std::vector<Row> table{
        {"a\r\nb\rc\nd", "a\nb\nc\nd"},
        {"a \t\nb  ", "a\nb"},
        {"a\tb", "a\tb"},
        {std::string("a\0\x1b[1m\x7f", 7), "a  [1m"},
        {"a\u2028b\u2029c\x0B"
         "d\x0C"
         "e",
         "a\nb\nc\nd\ne"},
        {"a\u202Eb\u2066c\u200Fd", "abcd"},
        {"a\u200Bb\uFEFFc\u00ADd", "abcd"},
        {"क\u200Dष 👩\u200D⚕", "क\u200Dष 👩\u200D⚕"},
        {"\n\n", ""},
    };
    for (const auto& [given, expected] : table)
        EXPECT_EQ(clean_text(given), expected) << given;
    EXPECT_EQ(clean_line(" a \r\n\t b "), "a b");
    EXPECT_EQ(short_line("aéb", 2), "a…");
    EXPECT_EQ(short_line("aé", 3), "aé");
}

TEST(CleanText, NeverJoinsTwoNumbersOverAControl)
{
    const std::vector<Row> table{
        {"HR\x1f"
         "120\x1fSpO2\x1f"
         "80",
         "HR 120 SpO2 80"},
        {std::string("120\0"
                     "80",
                     6),
         "120 80"},
        {"12\x7f"
         "5",
         "12 5"},
    };
    for (const auto& [given, expected] : table)
        EXPECT_EQ(clean_text(given), expected) << given;
}

TEST(CleanText, ReadsWhatLiesBeyondLatin1AsItsSendersMeanIt)
{
    EXPECT_EQ(clean_text("5\u009610 mg, K 6\u00857, patient\u0092s"), "5–10 mg, K 6…7, patient’s");
    EXPECT_EQ(clean_text("5\u008110"), "5 10");
    EXPECT_EQ(clean_text(html_text("<p>5&#150;10 mg")), "5–10 mg");
}

TEST(CleanText, TakesEveryKindOfBlankForOne)
{
    EXPECT_EQ(clean_text("Bed\u00A012"), "Bed 12");
    EXPECT_EQ(clean_text("\u00A0\n\u3000\u2003\n"), "");
    EXPECT_EQ(clean_text("a\u2003\nb\u202F"), "a\nb");
    EXPECT_EQ(clean_line("\u3000Bed\u300012\u3000"), "Bed\u300012");
    EXPECT_EQ(trimmed_text(" \u00A0 1\u3000\n"), "1");
    EXPECT_EQ(trimmed_text("\u00A0"), "");
}

TEST(HtmlText, ReadsAsAPersonWould)
{
    const std::vector<Row> table{
        {"plain", "plain"},
        {"a<br>b<br/><br>c", "a\nb\n\nc"},
        {"<p>a</p><p>b</p>", "a\n\nb"},
        {"<div>a</div><div>b</div>", "a\nb"},
        {"a  \n b", "a b"},
        {"a<b>b</b>c", "abc"},
        {"<ul><li>a<li>b</ul>c", "- a\n- b\n\nc"},
        {"<table><tr><td>a<td>b<tr><td>c</table>", "a | b\nc"},
        {"<pre>a\n  b</pre>c", "a\n  b\n\nc"},
        {"&lt;b&gt; &amp; &eacute;&#8364;", "<b> & é€"},
        {"a<script>x</script><style>y</style><!-- z -->b", "ab"},
        {"<title>t</title>x", "x"},
        {"<a href='https://x.example/1'>open</a>", "open <https://x.example/1>"},
        {"<a href='https://x.example'>https://x.example</a>", "https://x.example"},
        {"<a href='javascript:x'>open</a>", "open"},
        {"<img src=x alt='ECG'>", "ECG"},
        {"<p style='display : NONE'>x</p>y", "y"},
        {"<style>unclosed", ""},
        {"a < b", "a < b"},
        {"<meta charset=iso-8859-1>é", "é"},
        {"<![if !supportLists]>1. <![endif]>Give O2", "1. Give O2"},
        {"<!--[if mso]><p>a</p><![endif]--><!--[if !mso]><!-->b<!--<![endif]-->c", "bc"},
        {"<!DOCTYPE html>a<!-- x", "a"},
        {"", ""},
    };
    for (const auto& [given, expected] : table)
        EXPECT_EQ(html_text(given), expected) << given;
}

TEST(HtmlText, LooksAtItsLimitOnly)
{
    EXPECT_EQ(html_text("abcdef", 3), "abc");
    EXPECT_EQ(html_text(std::string("a\0b", 3)), "a b");
}

TEST(Flowed, JoinsSoftBreaks)
{
    EXPECT_EQ(joined_flowed("a \nb\nc\n", false), "a b\nc\n");
    EXPECT_EQ(joined_flowed("a \r\nb\r\n", true), "ab\n");
    EXPECT_EQ(joined_flowed("> a \n> b\n>> c\nd\n", false), "> a b\n>> c\nd\n");
    EXPECT_EQ(joined_flowed("> a \nb\n", false), "> a \nb\n");
    EXPECT_EQ(joined_flowed("x\n-- \nward\n", false), "x\n-- \nward\n");
    EXPECT_EQ(joined_flowed("regards \n-- \nward\n", false), "regards \n-- \nward\n");
    EXPECT_EQ(joined_flowed("  stuffed\n From x\n", false), " stuffed\nFrom x\n");
    EXPECT_EQ(joined_flowed("", false), "");
}

TEST(Mailboxes, AreFoundInAListAsPeopleWriteIt)
{
    const std::pair<const char*, std::vector<std::string>> cases[] = {
        {"a@b", {"a@b"}},
        {"\"Lee, Ann\" <ann@p>, ben@p", {"ann@p", "ben@p"}},
        {"Ward: a@b, C <c@d>;, e@f", {"a@b", "c@d", "e@f"}},
        {"a@b (one, two: three), \"x\\\", y\" <c@d>", {"a@b", "c@d"}},
        {"undisclosed-recipients:;", {}},
        {"oncall, a@b", {"oncall", "a@b"}},
        {",, ;", {}},
    };

    for (const auto& [value, expected] : cases)
        EXPECT_EQ(mailboxes_in(value, 100), expected) << value;
    EXPECT_EQ(mailboxes_in("a@b,c@d,e@f", 2).size(), 2U);
}

} // namespace
} // namespace mail::test
