#include "relay/api/addresses.h"
#include "relay/api/fields.h"
#include "relay/api/json_reader.h"
#include "relay/api/json_writer.h"
#include "relay/api/times.h"
#include "relay/api/utf8.h"
#include "tests/support/builders.h"
#include <gtest/gtest.h>

namespace relay::api {
namespace {

std::string written(std::string_view text)
{
    JsonWriter json;
    json.value(text);
    return json.take();
}

TEST(JsonReader, RefusesWhatIsNoJsonOrMayBeReadInTwoWays)
{
    const std::string deep(65, '[');
    const std::string deep_end(65, ']');
    const std::string_view refused[] = {
        "",
        "{",
        "{\"a\":1,}",
        "{\"a\":1}x",
        "{\"a\":1}{}",
        "{'a':1}",
        "{\"a\":01}",
        "{\"a\":\"b\nc\"}",
        R"({"to":"bob","to":"admin"})",
        R"({"a":{"b":1,"b":1}})",
        R"({"a":"x\u0000y"})",
        R"({"a\u0000b":1})",
        R"({"a":"\\\u0000"})",
        R"({"a":"\ud800"})",
        R"({"a":99999999999999999999999})",
        R"({"a":18446744073709551615})",
        "\xef\xbb\xbf{}",
        "{\"a\":\"\xc3\x28\"}",
        "{\"a\":\"\xed\xa0\x80\"}",
        "{\"a\":\"\xc0\x80\"}",
        std::string_view("{\"a\":\"\0\"}", 9),
    };

    for (const auto text : refused)
        EXPECT_FALSE(read_json(text)) << text;
    EXPECT_FALSE(read_json(deep + deep_end));
    EXPECT_FALSE(read_json(std::string(100'000, '[')));
}

TEST(JsonReader, RefusesAnObjectOfManyNamesInsteadOfComparingThemAll)
{
    std::string many = "{";
    for (int i = 0; i < 1000; ++i)
        many += "\"n" + std::to_string(i) + "\":1,";

    EXPECT_TRUE(read_json(many.substr(0, many.size() - 1) + "}"));
    EXPECT_FALSE(read_json(many + "\"one more\":1}"));
}

TEST(JsonReader, KeepsValuesAsTheyStand)
{
    const auto json = read_json(
        R"({"text":"\ud83d\ude00 \\u0000","big":9007199254740993,"half":0.5,"no":null,"in":[{"a":[]},true]})");

    ASSERT_TRUE(json);
    const auto& object = std::get<Json::Object>(json->value);
    EXPECT_EQ(std::get<std::string>(object[0].value.value), "\U0001f600 \\u0000");
    EXPECT_EQ(std::get<std::int64_t>(object[1].value.value), 9007199254740993);
    EXPECT_EQ(std::get<double>(object[2].value.value), 0.5);
    EXPECT_TRUE(object[3].value.is_null());
    const auto& inside = std::get<Json::Array>(object[4].value.value);
    EXPECT_EQ(std::get<Json::Object>(inside[0].value)[0].name, "a");
    EXPECT_TRUE(std::get<bool>(inside[1].value));
}

TEST(JsonWriter, EscapesWhateverTextItGets)
{
    EXPECT_EQ(written("a\"b\\c\n\t\x01\x7f"), R"("a\"b\\c\n\t\u0001\u007f")");
    EXPECT_EQ(written("</script>&"), R"("\u003c/script\u003e\u0026")");
    EXPECT_EQ(written("\u2028\u2029\u00e9\U0001f600"), "\"\\u2028\\u2029\u00e9\U0001f600\"");
    EXPECT_EQ(written("a\xff\xc3 b\xed\xa0\x80"), "\"a\ufffd\ufffd b\ufffd\ufffd\ufffd\"");
    EXPECT_EQ(written(std::string_view("\0", 1)), R"("\u0000")");
}

TEST(JsonWriter, SetsCommasByItself)
{
    JsonWriter json;
    json.object([&] {
        json.member("a", 1);
        json.array("b", [&] {
            json.value(true);
            json.object([] {});
            json.value("x");
        });
        json.member("none", std::optional<store::Instant>());
        json.member_unless_empty("empty", "");
        json.object("c", [&] { json.member("at", build::noon); });
    });

    EXPECT_EQ(json.take(), R"({"a":1,"b":[true,{},"x"],"c":{"at":"2027-01-15T08:00:00.000Z"}})");
}

TEST(Times, AreReadInEveryFormOfRfc3339)
{
    const auto noon = build::noon;
    const std::pair<std::string_view, std::optional<store::Instant>> cases[] = {
        {"2027-01-15T08:00:00Z", noon},
        {"2027-01-15T09:30:00.000+01:30", noon},
        {"2027-01-14 23:00:00-09:00", noon},
        {"2027-01-15t08:00:00.1239z", noon + store::Millis{123}},
        {"2027-01-15T07:59:60Z", noon},
        {"2027-02-29T08:00:00Z", std::nullopt},
        {"2027-01-15T24:00:00Z", std::nullopt},
        {"2027-01-15T08:00:00", std::nullopt},
        {"2027-01-15", std::nullopt},
        {"2027-01-15T08:00:00.Z", std::nullopt},
        {"2027-01-15T08:00:00Z ", std::nullopt},
        {"1969-12-31T23:59:59Z", std::nullopt},
        {"9999-12-31T23:59:59-01:00", std::nullopt},
        {"", std::nullopt},
    };

    for (const auto& [given, expected] : cases)
        EXPECT_EQ(parse_time(given), expected) << given;
}

TEST(Times, AreWrittenTheSameWayAlways)
{
    EXPECT_EQ(time_text(store::instant(1)), "1970-01-01T00:00:00.001Z");
    EXPECT_EQ(time_text(store::instant(std::int64_t{1} << 62)), "9999-12-31T23:59:59.999Z");
}

TEST(Addresses, OfPhonesAreKeptAsE164)
{
    const std::pair<std::string_view, std::optional<std::string>> cases[] = {
        {"+49 (30) 123-456", "+4930123456"},
        {" +1.212/555.0100 ", "+12125550100"},
        {"+123456789012345", "+123456789012345"},
        {"+1234567890123456", std::nullopt},
        {"+123456", std::nullopt},
        {"+0123456789", std::nullopt},
        {"030 123456", std::nullopt},
        {"+49+30123456", std::nullopt},
        {"+49 30 CALL ME", std::nullopt},
        {"+", std::nullopt},
        {"", std::nullopt},
    };

    for (const auto& [given, expected] : cases)
        EXPECT_EQ(phone_number(given), expected) << given;
}

TEST(Addresses, OfMailHaveTheShapeOfRfc5321)
{
    const std::string label(63, 'a');
    const std::string local(64, 'l');
    const std::pair<std::string, bool> cases[] = {
        {"ann@example.org", true},
        {" o'neil+x@a-b.example ", true},
        {"ann@" + label + ".org", true},
        {local + "@example.org", true},
        {local + "l@example.org", false},
        {"ann@" + label + "a.org", false},
        {"ann@" + label + "." + label + "." + label + "." + label, false},
        {"ann@example..org", false},
        {"ann@-example.org", false},
        {".ann@example.org", false},
        {"a..n@example.org", false},
        {"ann", false},
        {"@example.org", false},
        {"ann@", false},
        {"a nn@example.org", false},
        {"ann@exa mple.org", false},
        {"ann@example.org\r\nBcc: x@example.org", false},
    };

    for (const auto& [given, is_good] : cases)
        EXPECT_EQ(mail_address(given).has_value(), is_good) << given;
}

TEST(Fields, SuggestWhatWasProbablyMeant)
{
    EXPECT_EQ(nearest("prioritie", {"text", "priority"}), "priority");
    EXPECT_EQ(nearest("txt", {"text", "priority"}), "text");
    EXPECT_EQ(nearest("role", {"text", "priority"}), "");
    EXPECT_EQ(nearest(std::string(100'000, 'x'), {"text"}), "");
}

} // namespace
} // namespace relay::api
