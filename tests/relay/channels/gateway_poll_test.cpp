// A gateway that cannot call us is asked, as the driver files of the package say.
#include "relay/channels/incoming.h"
#include "relay/channels/sms_http.h"
#include "tests/relay/channels/outgoing.h"
#include "tests/support/fresh_database.h"
#include "tests/support/http_server.h"
#include <fstream>
#include <gtest/gtest.h>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;
using tests::http_answer;
using tests::HttpServer;

class GatewayPolls : public testing::Test {
protected:
    GatewayPolls()
    {
        std::ofstream(folder_.path() / "sid") << "AC0123\n";
        std::ofstream(folder_.path() / "token") << "t0ken\n";
    }
    GatewaySettings settings(const HttpServer& server, const std::string& driver = "twilio") const
    {
        GatewaySettings made;
        made.name = "sms";
        made.driver = std::string(BELFRY_SOURCE_DIR) + "/etc/channels.d/" + driver + ".yaml";
        made.base_url = server.url("");
        made.from = "+15551110000";
        made.secrets = {{"account_sid", folder_.path() / "sid"},
                        {"auth_token", folder_.path() / "token"}};
        made.polls = true;
        return made;
    }
    AskAnswer asked(const std::string& body, int status = 200)
    {
        const HttpServer server(http_answer(status, body));
        return make_http_gateway(settings(server)).value()->asker()->ask({{4711}, "+1", "SM1"});
    }

    tests::TemporaryDirectory folder_;
};

TEST_F(GatewayPolls, AskWhatBecameOfAText)
{
    const HttpServer server(http_answer(200, R"({"status":"delivered","error_code":null})"));
    const auto channel = make_http_gateway(settings(server)).value();

    const auto answer = channel->asker()->ask({{4711}, "+15551230001", "SM/1"});

    EXPECT_EQ(answer.news, (std::vector<PageNews>{{"sms", {4711}, Arrived{}, ""}}));
    EXPECT_TRUE(answer.is_final);
    EXPECT_EQ(answer.pause, 15s);
    const auto request = server.asked().at(0);
    EXPECT_EQ(request.line, "GET /2010-04-01/Accounts/AC0123/Messages/SM%2F1.json HTTP/1.1");
    EXPECT_TRUE(request.header("Authorization").starts_with("Basic "));
}

TEST_F(GatewayPolls, BlameByTheCodeWhoLostIt)
{
    EXPECT_EQ(asked(R"({"status":"undelivered","error_code":30003})").news,
              (std::vector<PageNews>{{"sms", {4711}, Lost{Blame::Detail}, "30003"}}));
    EXPECT_EQ(asked(R"({"status":"failed","error_code":30007})").news.at(0).said,
              decltype(PageNews::said)(Lost{Blame::Provider}));
}

TEST_F(GatewayPolls, KnowNothingNewWhereNothingIsFinal)
{
    for (const auto* body : {R"({"status":"sent"})", "{}", "<html>", ""}) {
        EXPECT_TRUE(asked(body).news.empty()) << body;
        EXPECT_FALSE(asked(body).is_final) << body;
    }
    EXPECT_TRUE(asked(R"({"status":"delivered"})", 404).news.empty());
}

TEST_F(GatewayPolls, FetchTheTextsThatCameInSince)
{
    const HttpServer server(http_answer(200, R"({"messages":[
        {"sid":"SM3","direction":"inbound","from":"+15551230002","to":"+15551110000","body":"STOP"},
        {"sid":"SM2","direction":"outbound-api","from":"+15551110000","to":"+1","body":"Bed"},
        {"sid":"","direction":"inbound","from":"+15551230003","body":"nameless"},
        {"sid":"SM1","direction":"inbound","from":"15551230001","to":"+15551110000","body":"4711 1"}
        ]})"));
    const auto channel = make_http_gateway(settings(server)).value();

    const auto texts = channel->asker()->texts(noon).value();

    EXPECT_EQ(texts,
              (std::vector<IncomingText>{{"sms", "SM1", "+15551230001", "+15551110000", "4711 1"},
                                         {"sms", "SM3", "+15551230002", "+15551110000", "STOP"}}))
        << "the oldest first";
    EXPECT_EQ(channel->asker()->texts_interval(), 15s);
    EXPECT_EQ(server.asked().at(0).line,
              "GET /2010-04-01/Accounts/AC0123/Messages.json?To=%2B15551110000&DateSent%3E="
              "2027-01-15T08%3A00%3A00Z&PageSize=100 HTTP/1.1");
}

TEST_F(GatewayPolls, ReadOnWhereTheListHasAnotherPageAtTheSameHost)
{
    const auto page = [](const std::string& sid, const std::string& next) {
        return http_answer(200, R"({"messages":[{"sid":")" + sid +
                                    R"(","direction":"inbound","from":"+1555","body":"1"}],)"
                                    R"("next_page_uri":)" +
                                    next + "}");
    };
    const HttpServer server([&](const tests::HttpAsked& asked, tests::TcpPeer&) {
        return asked.line.find("PageToken") == std::string::npos
                   ? page("SM3", R"("/2010-04-01/next?PageToken=2")")
                   : page("SM2", R"("https://evil.example/steal")");
    });
    const auto channel = make_http_gateway(settings(server)).value();

    const auto texts = channel->asker()->texts(noon).value();

    ASSERT_EQ(texts.size(), 2U);
    EXPECT_EQ(texts.at(0).id, "SM2") << "the oldest first";
    EXPECT_EQ(server.asked().size(), 2U) << "our password goes nowhere else";
    EXPECT_EQ(server.asked().at(1).line, "GET /2010-04-01/next?PageToken=2 HTTP/1.1");
}

TEST_F(GatewayPolls, AreToldWhenThereWasNoAnswer)
{
    const HttpServer server(http_answer(503, "{}"));

    EXPECT_FALSE(make_http_gateway(settings(server)).value()->asker()->texts(noon));
}

TEST_F(GatewayPolls, AskTelnyxWhatBecameOfATextAndForNoTexts)
{
    const HttpServer server(http_answer(
        200, R"({"data":{"id":"40ab","to":[{"phone_number":"+1","status":"delivery_failed"}],
                "errors":[{"code":"40008"}]}})"));
    auto wish = settings(server, "telnyx");
    wish.secrets = {{"api_key", folder_.path() / "token"}};
    const auto channel = make_http_gateway(wish).value();

    const auto answer = channel->asker()->ask({{4711}, "+15551230001", "40ab"});

    EXPECT_EQ(answer.news, (std::vector<PageNews>{{"sms", {4711}, Lost{Blame::Detail}, "40008"}}));
    EXPECT_EQ(server.asked().at(0).line, "GET /v2/messages/40ab HTTP/1.1");
    EXPECT_EQ(server.asked().at(0).header("Authorization"), "Bearer t0ken");
    EXPECT_FALSE(channel->asker()->texts_interval());
}

TEST_F(GatewayPolls, AskAGatewayOfYourOwnForBoth)
{
    const HttpServer server(http_answer(200, R"({"status":"delivered",
            "texts":[{"id":"7","from":"+15551230001","to":"+15551110000","text":"4711 2"}]})"));
    auto wish = settings(server, "json");
    wish.base_url = server.url("/api/messages");
    wish.secrets = {{"token", folder_.path() / "token"}};
    const auto channel = make_http_gateway(wish).value();

    EXPECT_EQ(channel->asker()->ask({{4711}, "+15551230001", "m/1"}).news,
              (std::vector<PageNews>{{"sms", {4711}, Arrived{}, ""}}));
    EXPECT_EQ(channel->asker()->texts(noon),
              (std::vector<IncomingText>{{"sms", "7", "+15551230001", "+15551110000", "4711 2"}}));
    EXPECT_EQ(server.asked().at(0).line, "GET /api/messages/m%2F1 HTTP/1.1");
    EXPECT_EQ(server.asked().at(1).line,
              "GET /api/messages/in?since=2027-01-15T08%3A00%3A00Z HTTP/1.1");
}

TEST_F(GatewayPolls, GiveNoAddressOfOursToTheGateway)
{
    const HttpServer server(http_answer(201, R"({"sid":"SM1"})"));

    EXPECT_TRUE(begins(make_http_gateway(settings(server)).value()->send(text_out("+1555")),
                       "Accepted SM1"));
    EXPECT_EQ(server.asked().at(0).body.find("StatusCallback"), std::string::npos);
}

TEST_F(GatewayPolls, NeedADriverThatSaysHow)
{
    const HttpServer server(http_answer(200, "{}"));
    auto wrong = settings(server, "demo");
    wrong.secrets.clear();

    const auto made = make_http_gateway(wrong);

    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().at(0).where, "callbacks");
    auto calls_us = settings(server);
    calls_us.polls = false;
    EXPECT_EQ(make_http_gateway(calls_us).value()->asker(), nullptr);
}

} // namespace
} // namespace relay::channels
