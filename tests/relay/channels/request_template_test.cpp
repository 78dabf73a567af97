#include "relay/channels/request_template.h"
#include <gtest/gtest.h>

namespace relay::channels {
namespace {

Template pieces(std::string_view text)
{
    return parse_template(text).value();
}

Field words(std::string_view text)
{
    return {Field::Kind::Text, pieces(text), {}, {}};
}

Field object(std::vector<std::pair<std::string, Field>> members)
{
    return {Field::Kind::Object, {}, {}, std::move(members)};
}

const std::string nasty = "a&b=c\"}, {\"x\": \"\\\r\nX: y\u20ac%{to}";

SlotValues values()
{
    SlotValues made;
    made.base = "http://gateway.example/api";
    made.to = "+44 7700 900001";
    made.text = nasty;
    made.delivery = "dl_1";
    made.attempt_id = "dl_1.2";
    made.secrets = {{"key", "k&y"}};
    made.params = {{"route", "gold/silver"}, {"none", ""}};
    return made;
}

TEST(Templates, KnowEveryPlaceholder)
{
    const std::pair<std::string_view, Slot> known[] = {{"{base}", Slot::Base},
                                                       {"{to}", Slot::To},
                                                       {"{to.digits}", Slot::ToDigits},
                                                       {"{from}", Slot::From},
                                                       {"{text}", Slot::Text},
                                                       {"{delivery}", Slot::Delivery},
                                                       {"{attempt_id}", Slot::AttemptId},
                                                       {"{validity_s}", Slot::ValidityS},
                                                       {"{secret:a_b-1}", Slot::Secret},
                                                       {"{param:a}", Slot::Param}};

    for (const auto& [text, slot] : known)
        EXPECT_EQ(pieces(text).at(0).slot, slot) << text;
    for (const auto* text : {"{", "}", "{}", "{To}", "{to", "to}", "{{to}}", "{secret}",
                             "{secret:}", "{secret:a b}", "{param:}", "{text }", "a{b"})
        EXPECT_FALSE(parse_template(text)) << text;
}

TEST(Templates, PutNoValueWhereItCouldAddAField)
{
    RequestTemplate form;
    form.url = pieces("{base}/send/{param:route}?key={secret:key}");
    form.type = BodyType::Form;
    form.fields = object({{"t&o", words("{to.digits}")}, {"text", words("{text}")}});

    const auto request = fill(form, values());

    EXPECT_EQ(request.url, "http://gateway.example/api/send/gold%2Fsilver?key=k%26y");
    EXPECT_EQ(request.body, "t%26o=447700900001&text=a%26b%3Dc%22%7D%2C%20%7B%22x%22%3A%20%22%5C"
                            "%0D%0AX%3A%20y%E2%82%AC%25%7Bto%7D");
    EXPECT_EQ(request.headers.at(0).second, "application/x-www-form-urlencoded");
}

TEST(Templates, WriteJsonOfTheGivenShapeAndOrder)
{
    RequestTemplate json;
    json.url = pieces("{base}");
    json.fields = object({{"z", words("{attempt_id}")},
                          {"a", object({{"text", words("<{text}>")}})},
                          {"list", {Field::Kind::List, {}, {}, {{"", words("{to}")}}}},
                          {"dlr", {Field::Kind::Plain, {}, "31", {}}},
                          {"price", {Field::Kind::Plain, {}, "0.5", {}}},
                          {"flash", {Field::Kind::Plain, {}, "false", {}}},
                          {"nothing", {Field::Kind::Plain, {}, "null", {}}}});

    const auto request = fill(json, values());

    EXPECT_EQ(
        request.body,
        "{\"z\":\"dl_1.2\",\"a\":{\"text\":\"<a&b=c\\\"}, {\\\"x\\\": \\\"\\\\\\r\\nX: y\u20ac"
        "%{to}>\"},\"list\":[\"+44 7700 900001\"],\"dlr\":31,\"price\":0.5,\"flash\":false,"
        "\"nothing\":null}");
}

TEST(Templates, AddTheirQueryToThatOfTheUrl)
{
    RequestTemplate query;
    query.method = "GET";
    query.type = BodyType::Query;
    query.fields = object({{"to", words("{to}")}});
    query.url = pieces("{base}/a");
    EXPECT_EQ(fill(query, values()).url, "http://gateway.example/api/a?to=%2B44%207700%20900001");
    query.url = pieces("{base}/a?v=1");
    EXPECT_EQ(fill(query, values()).url,
              "http://gateway.example/api/a?v=1&to=%2B44%207700%20900001");
}

TEST(Templates, LeaveOutWhatHasNoValue)
{
    RequestTemplate request;
    request.url = pieces("{base}");
    request.type = BodyType::Form;
    request.headers = {{"X-From", pieces("{from}")}, {"X-Id", pieces("{delivery}")}};
    request.fields = object({{"ttl", words("{validity_s}")},
                             {"url", words("{param:none}?id={delivery}")},
                             {"to", words("x")}});

    const auto filled = fill(request, values());

    EXPECT_EQ(filled.body, "to=x");
    ASSERT_EQ(filled.headers.size(), 2u);
    EXPECT_EQ(filled.headers[0], (std::pair<std::string, std::string>{"X-Id", "dl_1"}));
}

TEST(Texts, AreCutVisiblyBetweenCharacters)
{
    EXPECT_EQ(cut_visibly("1234567890", 10), "1234567890");
    EXPECT_EQ(cut_visibly("12345678901", 10), "1234 (cut)");
    EXPECT_EQ(cut_visibly("\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac", 8).size(), 24u);
    EXPECT_EQ(cut_visibly("\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac", 8),
              "\u20ac\u20ac (cut)");
}

} // namespace
} // namespace relay::channels
