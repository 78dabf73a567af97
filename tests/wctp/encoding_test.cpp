// Whatever the bytes were, the text is the same, or it is refused: no letter is lost silently.
#include "tests/wctp/corpus.h"
#include "wctp/parser.h"
#include <gtest/gtest.h>

namespace wctp {
namespace {

using wctp_test::submit_request;

/// `declaration` in front of a page with `text`.
std::string page(std::string_view text, std::string_view declaration = "<?xml version=\"1.0\"?>")
{
    const auto bytes =
        submit_request("<wctp-Alphanumeric>" + std::string(text) + "</wctp-Alphanumeric>");
    return std::string(declaration) + bytes.substr(bytes.find("?>") + 2);
}

std::string utf16(std::string_view ascii, bool big_endian)
{
    std::string bytes = big_endian ? "\xfe\xff" : "\xff\xfe";
    for (const char c : ascii)
        bytes += big_endian ? std::string{'\0', c} : std::string{c, '\0'};
    return bytes;
}

std::string text_of(const std::string& bytes, const ReadOptions& options = {})
{
    const auto read = parse(bytes, options);
    return read ? std::get<Alphanumeric>(std::get<SubmitRequest>(read->operation).payload).text
                : "refused: " + std::to_string(number(read.error().error.code));
}

// WCTP check 27, 28
TEST(WctpEncoding, GivesTheSameTextOutOfEveryEncodingSupported)
{
    const auto latin = [](std::string_view name) {
        return "<?xml version='1.0' encoding = '" + std::string(name) + "' ?>";
    };

    EXPECT_EQ(text_of(page("caf\xc3\xa9")), "caf\xc3\xa9");
    EXPECT_EQ(text_of("\xef\xbb\xbf" + page("caf\xc3\xa9", latin("utf-8"))), "caf\xc3\xa9");
    EXPECT_EQ(text_of(page("caf\xe9", latin("iso-8859-1"))), "caf\xc3\xa9");
    EXPECT_EQ(text_of(page("\x93q\x94 \x80", latin("Windows-1252"))),
              "\xe2\x80\x9cq\xe2\x80\x9d \xe2\x82\xac");
    EXPECT_EQ(text_of(utf16(page("hello"), false)), "hello");
    EXPECT_EQ(text_of(utf16(page("hello", latin("UTF-16")), true)), "hello");
    EXPECT_EQ(text_of(utf16(page("hello", latin("UTF-16LE")), false)), "hello");
}

TEST(WctpEncoding, DecodesSurrogatePairsAndRefusesHalves)
{
    const auto with = [](std::string_view units) {
        auto bytes = utf16(page("@"), false);
        return bytes.replace(bytes.find('@'), 2, units);
    };

    EXPECT_EQ(text_of(with("\x3d\xd8\x91\xde")), "\xf0\x9f\x9a\x91");
    EXPECT_EQ(text_of(with("\x3d\xd8")), "refused: 301");
    EXPECT_EQ(text_of(with("\x91\xde")), "refused: 301");
    EXPECT_EQ(text_of(utf16(page("x"), false) + "\x0a"), "refused: 301");
}

TEST(WctpEncoding, RefusesContradictionsAndWhatItDoesNotKnow)
{
    const auto declared = [](std::string_view name) {
        return page("hello", "<?xml version='1.0' encoding='" + std::string(name) + "'?>");
    };

    for (const std::string_view name :
         {"utf-7", "utf-16", "utf-32", "ebcdic-cp-us", "klingon", "utf8x"})
        EXPECT_EQ(text_of(declared(name)), "refused: 301") << name;
    EXPECT_EQ(text_of("\xef\xbb\xbf" + declared("iso-8859-1")), "refused: 301");
    EXPECT_EQ(text_of(utf16(declared("utf-8"), false)), "refused: 301");
    EXPECT_EQ(text_of(page("\x81", "<?xml version='1.0' encoding='windows-1252'?>")),
              "refused: 301");
}

// WCTP check 29, 30, 31, 32
TEST(WctpEncoding, MendsBytesOnlyWhenAskedAndNeverWhenStrict)
{
    struct Row {
        std::string bytes;
        std::string expected;
        Quirk quirk;
    };
    const std::vector<Row> rows{
        {page("A\x02"
              "B\x03"),
         "AB", Quirk::ControlCharacters},
        {page("hello") + std::string(2, '\0'), "hello", Quirk::TrailingNul},
        {page("caf\xe9"), "caf\xc3\xa9", Quirk::MislabelledEncoding},
        {page("caf\xc3\xa9", "<?xml version='1.0' encoding='utf-16'?>"), "caf\xc3\xa9",
         Quirk::MislabelledEncoding},
    };

    for (const auto& [bytes, expected, quirk] : rows) {
        const auto read = parse(bytes, {.repair_bytes = true});
        EXPECT_EQ(text_of(bytes, {.repair_bytes = true}), expected);
        ASSERT_TRUE(read);
        EXPECT_EQ(read->quirks, std::vector{quirk});
        EXPECT_EQ(text_of(bytes), "refused: 301");
        EXPECT_EQ(text_of(bytes, {.strict = true, .repair_bytes = true}), "refused: 301");
    }
}

// WCTP check 33
TEST(WctpEntities, AreMappedBehindADoctypeInTextAndAttributes)
{
    const std::string doctype =
        "<?xml version='1.0'?><!-- &x; --><!DOCTYPE wctp-Operation SYSTEM 'file:///etc/passwd'>";
    auto bytes = page("&Eacute;t&eacute; &ndash; 38&deg; <![CDATA[&deg;]]>", doctype);
    bytes.replace(bytes.find("nurse.call"), 10, "n&auml;chste");

    const auto read = parse(bytes);

    ASSERT_TRUE(read) << read.error().error.detail;
    const auto& request = std::get<SubmitRequest>(read->operation);
    EXPECT_EQ(std::get<Alphanumeric>(request.payload).text,
              "\xc3\x89t\xc3\xa9 \xe2\x80\x93 38\xc2\xb0 &deg;");
    EXPECT_EQ(request.originator.sender_id, "n\xc3\xa4"
                                            "chste");
    EXPECT_EQ(read->quirks, std::vector{Quirk::HtmlEntity});
    EXPECT_FALSE(parse(bytes, {.strict = true}));
}

// WCTP check 33
TEST(WctpEntities, AreRefusedWhereNobodyCouldHaveDeclaredThem)
{
    const std::string doctype = "<?xml version='1.0'?><!DOCTYPE wctp-Operation SYSTEM 'x'>";

    EXPECT_EQ(text_of(page("38&deg;")), "refused: 301");
    EXPECT_EQ(text_of(page("&hospital;", doctype)), "refused: 301");
    EXPECT_EQ(text_of(page("&deg", doctype)), "refused: 301");
    EXPECT_EQ(text_of(page("AT&T", doctype)), "refused: 301");
    EXPECT_EQ(text_of(page("&amp;deg;", doctype)), "&deg;");
    EXPECT_EQ(text_of(page("&#176;", doctype)), "\xc2\xb0");
    EXPECT_EQ(text_of(page("&hospital;", doctype), {.strict = true}), "refused: 301");
}

TEST(WctpEntities, AreNotLostInAttributesEvenWhenStrict)
{
    auto bytes = page("hello", "<?xml version='1.0'?><!DOCTYPE wctp-Operation SYSTEM 'x'>");
    bytes.replace(bytes.find("5551230001"), 10, "555&hospital;");

    EXPECT_EQ(text_of(bytes), "refused: 301");
    EXPECT_EQ(text_of(bytes, {.strict = true}), "refused: 301");
}

} // namespace
} // namespace wctp
