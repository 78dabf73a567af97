#include "relay/channels/gateway_answer.h"
#include <gtest/gtest.h>

namespace relay::channels {
namespace {

AnswerRules json_rules()
{
    AnswerRules rules;
    rules.accepted_status = {200, 202};
    rules.accepted_json = {{"/messages/0/status", {"0", "queued"}}};
    rules.reference = "/messages/0/id";
    rules.code = "/error/code";
    rules.detail = "/error/text";
    rules.status_errors = {{402, ErrorClass::Credentials}};
    rules.code_errors = {{"7", ErrorClass::OptedOut}, {"late", ErrorClass::Expired}};
    return rules;
}

HttpAnswer answered(int status, std::string body, std::string type = "application/json")
{
    return {status, std::move(type), std::move(body), {}};
}

Outcome judged(const HttpAnswer& answer, const AnswerRules& rules = json_rules())
{
    return judge(rules, answer, "dl_1.1", {"Bed 12", "s3cret"});
}

template <class Kind>
const Kind& as(const Outcome& outcome)
{
    return std::get<Kind>(outcome);
}

TEST(GatewayAnswers, AreAcceptedOnlyAsTheDriverSays)
{
    const auto good = judged(answered(202, R"({"messages":[{"status":"queued","id":4711}]})"));
    const auto number = judged(answered(200, R"({"messages":[{"status":0,"id":"x"}]})"));

    EXPECT_EQ(as<Accepted>(good).reference, "4711");
    EXPECT_EQ(as<Accepted>(number).reference, "x");
    // A gateway may say 200 and mean no.
    for (const auto* body : {R"({"messages":[{"status":"1"}]})", R"({"messages":[]})", "{}", "[]",
                             "null", "", "<html>", "{\"messages\":", R"({"messages":{"0":"0"}})"})
        EXPECT_TRUE(std::holds_alternative<Unclear>(judged(answered(200, body)))) << body;
}

TEST(GatewayAnswers, AreUnderstoodByCodeThenTextThenStatus)
{
    auto rules = json_rules();
    rules.text_errors = {{"{\"busy", ErrorClass::Throttled}};
    const struct {
        int status;
        const char* body;
        Outcome expected;
    } cases[] = {
        {400, R"({"error":{"code":7,"text":"stopped"}})",
         Refused{Blame::Detail, "7", "HTTP 400: stopped"}},
        {503, R"({"error":{"code":"late"}})", Refused{Blame::Message, "late", "HTTP 503"}},
        {400, R"({"busy":1,"error":{"code":8}})", Busy{"8", "HTTP 400", {}, false, true}},
        {402, R"({"error":{"code":8}})", Refused{Blame::Provider, "8", "HTTP 402", false, true}},
        {402, "", Refused{Blame::Provider, "http 402", "HTTP 402", false, true}},
        {401, "", Refused{Blame::Provider, "http 401", "HTTP 401", false, true}},
        {403, "", Refused{Blame::Provider, "http 403", "HTTP 403", false, true}},
        {404, "", Refused{Blame::Provider, "http 404", "HTTP 404"}},
        {408, "", Busy{"http 408", "HTTP 408", {}, true}},
        {425, "", Busy{"http 425", "HTTP 425", {}, true}},
        {429, "", Busy{"http 429", "HTTP 429", {}, false, true}},
        {500, "", Busy{"http 500", "HTTP 500", {}, true}},
        {503, "", Busy{"http 503", "HTTP 503", {}, true}},
        {201, "", Unclear{"http 201", "HTTP 201"}},
    };

    for (const auto& each : cases)
        EXPECT_EQ(judged(answered(each.status, each.body), rules), each.expected)
            << each.status << " " << each.body;
}

TEST(GatewayAnswers, SayWhenToComeBack)
{
    auto answer = answered(429, "");
    answer.retry_after = std::chrono::seconds(30);

    EXPECT_EQ(as<Busy>(judged(answer)).retry_after, std::chrono::seconds(30));
}

TEST(GatewayAnswers, ThatRedirectAreAMatterForTheOperator)
{
    const auto moved = as<Busy>(judged(answered(301, "")));

    EXPECT_NE(moved.detail.find("not followed"), std::string::npos);
}

TEST(GatewayAnswers, NeverQuoteTheTextOrASecret)
{
    const auto refused = as<Refused>(judged(
        answered(400, R"({"error":{"code":"s3cret","text":"'Bed 12' by s3cret\r\nis bad"}})")));
    const auto plain =
        as<Refused>(judged(answered(400, "bad text: Bed 12", "text/plain"), AnswerRules{}));
    const auto html =
        as<Refused>(judged(answered(400, "<p>Bed 12</p>", "text/html"), AnswerRules{}));

    EXPECT_EQ(refused.code, "...");
    EXPECT_EQ(refused.detail, "HTTP 400: '...' by ...  is bad");
    EXPECT_EQ(plain.detail, "HTTP 400: bad text: ...");
    EXPECT_EQ(html.detail, "HTTP 400");
}

TEST(GatewayAnswers, OfAnySizeLeaveShortWords)
{
    const std::string endless(10'000, 'x');
    const auto accepted = as<Accepted>(
        judged(answered(200, R"({"messages":[{"status":0,"id":")" + endless + "\"}]}")));
    const auto refused = as<Refused>(judged(
        answered(400, R"({"error":{"code":")" + endless + R"(","text":")" + endless + "\"}}")));

    EXPECT_EQ(accepted.reference.size(), 128u);
    EXPECT_EQ(refused.code.size(), 32u);
    EXPECT_LE(refused.detail.size(), 180u);
}

TEST(GatewayAnswers, MayBeNestedWithoutEnd)
{
    EXPECT_TRUE(std::holds_alternative<Unclear>(judged(answered(200, std::string(60'000, '[')))));
    EXPECT_TRUE(std::holds_alternative<Unclear>(judged(answered(200, std::string(60'000, '{')))));
}

TEST(GatewayAnswers, GiveOurOwnReferenceWhereTheyHaveNone)
{
    auto rules = json_rules();
    rules.accepted_json.clear();

    EXPECT_EQ(as<Accepted>(judged(answered(200, "{}"), rules)).reference, "dl_1.1");
}

TEST(JsonPointers, AreReadAsRfc6901Says)
{
    AnswerRules rules;
    const std::string body = R"({"a/b":1,"m~n":2,"list":[3,{"x":true}],"":4,"none":null})";
    const std::pair<const char*, const char*> cases[] = {{"/a~1b", "1"},
                                                         {"/m~0n", "2"},
                                                         {"/list/0", "3"},
                                                         {"/list/1/x", "true"},
                                                         {"/", "4"},
                                                         // no such value
                                                         {"/none", "dl_1.1"},
                                                         {"/list", "dl_1.1"},
                                                         {"/list/2", "dl_1.1"},
                                                         {"/list/x", "dl_1.1"},
                                                         {"/list/-1", "dl_1.1"},
                                                         {"/a", "dl_1.1"},
                                                         {"/m~0n/x", "dl_1.1"}};

    for (const auto& [pointer, expected] : cases) {
        rules.reference = pointer;
        EXPECT_EQ(as<Accepted>(judged(answered(200, body), rules)).reference, expected) << pointer;
    }
}

TEST(ErrorClasses, SayWhoIsToBlameAndWhetherToComeBack)
{
    using E = ErrorClass;
    const std::pair<E, Outcome> cases[] = {
        {E::NotSent, Busy{{}, {}, {}, true}},
        {E::Throttled, Busy{{}, {}, {}, false, true}},
        {E::ProviderFault, Busy{{}, {}, {}, true}},
        {E::Unreachable, Busy{}},
        {E::MaybeSent, Unclear{}},
        {E::Credentials, Refused{Blame::Provider, {}, {}, false, true}},
        {E::SenderConfig, Refused{Blame::Provider, {}, {}, false, true}},
        {E::BadRequest, Refused{Blame::Provider, {}, {}}},
        {E::Filtered, Refused{Blame::Provider, {}, {}}},
        {E::BadAddress, Refused{Blame::Detail, {}, {}, true}},
        {E::OptedOut, Refused{Blame::Detail, {}, {}}},
        {E::TooBig, Refused{Blame::Message, {}, {}}},
        {E::Expired, Refused{Blame::Message, {}, {}}},
    };
    static_assert(std::size(cases) == store::Words<E>::table.size());

    for (const auto& [kind, expected] : cases)
        EXPECT_EQ(outcome_of(kind, "", ""), expected) << store::word(kind);
}

} // namespace
} // namespace relay::channels
