#include "relay/channels/incoming.h"
#include "relay/channels/wctp_peer.h"
#include "tests/relay/channels/gateway_words.h"
#include "tests/support/http_server.h"
#include <gtest/gtest.h>

// What a gateway answers to a wctp-ClientQuery, and what of it cannot be read.

namespace relay::channels {
namespace {

using tests::http_answer;
using tests::HttpServer;

std::string header_at(const std::string& time)
{
    auto text = header;
    return text.insert(text.find('>'), " responseTimestamp=\"" + time + "\"");
}

WctpPeerSettings transient_at(const HttpServer& server)
{
    WctpPeerSettings settings;
    settings.url = server.url("/wctp");
    settings.sender_id = "belfry.example";
    settings.networks = {"127.0.0.0/8"};
    settings.mode = WctpMode::Transient;
    return settings;
}

AskAnswer asked_about(const std::string& body, int status = 200)
{
    const HttpServer server(http_answer(status, body, "text/xml"));
    return make_wctp_peer(transient_at(server))
        .value()
        ->asker()
        ->ask({{4711}, "5551230001", "AB12"});
}

// Each answer holds all events so far: what cannot be read stands in all of them.
TEST(WctpQuery, OneEventThatCannotBeReadKeepsNoOther)
{
    const auto answer = asked_about(
        operation("<wctp-ClientQueryResponse><wctp-ClientMessage><wctp-ClientStatusInfo>" + header +
                  "<wctp-Notification type=\"SENT\"/></wctp-ClientStatusInfo>"
                  "</wctp-ClientMessage><wctp-ClientMessage><wctp-ClientMessageReply>" +
                  header_at("2027-01-15T08:00:03") +
                  "<wctp-Payload><wctp-Alphanumeric>Yes</wctp-Alphanumeric></wctp-Payload>"
                  "</wctp-ClientMessageReply></wctp-ClientMessage></wctp-ClientQueryResponse>"));

    EXPECT_EQ(answer.news,
              (std::vector<PageNews>{
                  {"wctp_peer", {4711}, Answered{"Yes", 0, "2027-01-15T08:00:03"}, ""}}));
    ASSERT_EQ(answer.passed_over.size(), 1U);
    EXPECT_TRUE(answer.passed_over[0].starts_with("wctp 302 wctp-Notification"))
        << answer.passed_over[0];
    EXPECT_EQ(answer.trouble, "");
}

TEST(WctpQuery, SaysWhyItHasNoNews)
{
    EXPECT_TRUE(asked_about("<html>", 503).trouble.starts_with("HTTP 503 and no WCTP: "));
    EXPECT_EQ(asked_about(success).trouble,
              "its answer is no wctp-ClientQueryResponse but a wctp-Confirmation");
    EXPECT_EQ(asked_about(failure(504)).trouble, "") << "a refusal is an answer";
    EXPECT_TRUE(asked_about(failure(402)).trouble.starts_with("it refuses to be asked: wctp 402"));
    EXPECT_TRUE(
        asked_about(operation("<wctp-ClientQueryResponse><wctp-Failure errorCode=\"606\" "
                              "errorText=\"Later\">x</wctp-Failure></wctp-ClientQueryResponse>"))
            .trouble.starts_with("it refuses to be asked: wctp 606"));
    const auto empty = operation("<wctp-ClientQueryResponse><wctp-NoMessages/>"
                                 "</wctp-ClientQueryResponse>");
    EXPECT_EQ(asked_about(empty).trouble, "");
}

} // namespace
} // namespace relay::channels
