#include "relay/channels/wctp_poll.h"
#include "tests/relay/channels/gateway_words.h"
#include "tests/support/fresh_database.h"
#include "tests/support/http_server.h"
#include "wctp/parser.h"
#include <fstream>
#include <gtest/gtest.h>

// The question to a gateway that keeps news for us, and what its answers are.

namespace relay::channels {
namespace {

using tests::http_answer;
using tests::HttpServer;

WctpPeerSettings peer_at(const HttpServer& server)
{
    WctpPeerSettings settings;
    settings.url = server.url("/wctp");
    settings.sender_id = "belfry.example";
    settings.networks = {"127.0.0.0/8"};
    settings.polls = true;
    return settings;
}

tl::expected<wctp::PollResponse, std::string> answered_by(const std::string& body, int status = 200)
{
    const HttpServer server(http_answer(status, body, "text/xml"));
    return make_wctp_poll(peer_at(server)).value()->ask({});
}

// WCTP 1.3 wctp-PollForMessages
TEST(WctpPoll, ShowsWhoWeAreAndWhatWeHave)
{
    const tests::TemporaryDirectory folder;
    std::ofstream(folder.path() / "code") << "s3cret\n";
    const HttpServer server(
        http_answer(200, operation("<wctp-PollResponse minNextPollInterval=\"60\">"
                                   "<wctp-NoMessages/></wctp-PollResponse>")));
    auto settings = peer_at(server);
    settings.code_file = folder.path() / "code";
    settings.version = "1.1";

    const auto answer = make_wctp_poll(settings).value()->ask({{}, {}, 50, {{7, wctp::Success{}}}});

    EXPECT_EQ(answer, (wctp::PollResponse{wctp::NoMessages{}, std::chrono::seconds(60)}));
    const auto asked = wctp::parse(server.asked().at(0).body, {.strict = true}).value();
    EXPECT_EQ(asked.version, wctp::Version::V1r1);
    const auto poll = std::get<wctp::PollForMessages>(asked.operation);
    EXPECT_EQ(poll.poller_id, "belfry.example");
    EXPECT_EQ(poll.security_code, "s3cret");
    EXPECT_EQ(poll.max_messages, 50U);
    ASSERT_EQ(poll.received.size(), 1U);
    EXPECT_EQ(poll.received[0].sequence, 7);
}

TEST(WctpPoll, ReadsARefusalInAnyElement)
{
    const std::string failure = "<wctp-Failure errorCode=\"432\" errorText=\"No\">who?"
                                "</wctp-Failure>";
    for (const std::string element : {"wctp-PollResponse", "wctp-Confirmation"}) {
        const auto answer =
            answered_by(operation("<" + element + ">" + failure + "</" + element + ">"));

        EXPECT_EQ(answer,
                  (wctp::PollResponse{wctp::Failure{wctp::Code::InvalidPoller, "No", "who?"}, {}}));
    }
}

TEST(WctpPoll, SaysWhyThereIsNoAnswer)
{
    EXPECT_EQ(answered_by("<html>", 503).error().substr(0, 20), "HTTP 503 and no WCTP");
    EXPECT_EQ(answered_by(operation("<wctp-Confirmation><wctp-Success successCode=\"200\">ok"
                                    "</wctp-Success></wctp-Confirmation>"))
                  .error(),
              "its answer is no wctp-PollResponse but a wctp-Confirmation");
    WctpPeerSettings nowhere;
    nowhere.url = "http://127.0.0.1:1/wctp";
    EXPECT_EQ(make_wctp_poll(nowhere).value()->ask({}).error().substr(0, 8), "connect:");
    nowhere.code_file = "/nonexistent";
    EXPECT_EQ(make_wctp_poll(nowhere).error().at(0).where, "code_file");
}

// More messages than another answer may have bytes.
TEST(WctpPoll, HasRoomForManyMessages)
{
    std::string messages;
    for (int at = 1; at <= 50; ++at)
        messages += "<wctp-Message sequenceNo=\"" + std::to_string(at) +
                    "\"><wctp-MessageReply><wctp-ResponseHeader responseToMessageID=\"1\">"
                    "<wctp-Originator senderID=\"5\"/><wctp-MessageControl messageID=\"2\"/>"
                    "<wctp-Recipient recipientID=\"b\"/></wctp-ResponseHeader><wctp-Payload>"
                    "<wctp-Alphanumeric>" +
                    std::string(4000, 'x') +
                    "</wctp-Alphanumeric></wctp-Payload></wctp-MessageReply></wctp-Message>";

    const auto answer =
        answered_by(operation("<wctp-PollResponse>" + messages + "</wctp-PollResponse>"));

    ASSERT_TRUE(answer) << answer.error();
    EXPECT_EQ(std::get<std::vector<wctp::PolledMessage>>(answer->outcome).size(), 50U);
}

} // namespace
} // namespace relay::channels
