#include "relay/service/command/wctp_talk.h"
#include "tests/support/http_server.h"
#include "wctp/parser.h"
#include "wctp/writer.h"
#include <gtest/gtest.h>

using namespace relay::service::command;

namespace tests {
namespace {

wctp::StatusInfo read_status(const std::string& about)
{
    wctp::StatusInfo status;
    status.header.response_to = about;
    status.event = wctp::Notification::Read;
    return status;
}

wctp::Document polled()
{
    wctp::PollResponse response;
    wctp::MessageReply reply;
    reply.header.response_to = "m-2";
    reply.payload = wctp::Alphanumeric{"coming"};
    response.outcome =
        std::vector<wctp::PolledMessage>{{7, read_status("m-1")}, {9, std::move(reply)}};
    return {.operation = std::move(response)};
}

TEST(WctpTalk, PostsADocumentAndGivesTheAnswer)
{
    const HttpServer server(http_answer(200, wctp::write(polled()), "text/xml"));

    const auto answer =
        ask_wctp(server.url("/wctp"), {.operation = wctp::PollForMessages{"p", "s", 2, {}}});

    ASSERT_TRUE(answer) << answer.error().text;
    EXPECT_EQ(lines_of(*answer), "7\tstatus\tm-1\tREAD\n9\treply\tm-2\tcoming\n");
    ASSERT_EQ(server.asked().size(), 1u);
    const auto asked = wctp::parse(server.asked()[0].body).value();
    EXPECT_EQ(std::get<wctp::PollForMessages>(asked.operation).poller_id, "p");
}

TEST(WctpTalk, AcknowledgesAllThatAPollBroughtAndFetchesNoMore)
{
    const auto made = acknowledgement_of(polled(), {"p", "s", 2, {}});

    ASSERT_TRUE(made);
    const auto& poll = std::get<wctp::PollForMessages>(made->operation);
    EXPECT_EQ(poll.max_messages, 0u);
    ASSERT_EQ(poll.received.size(), 2u);
    EXPECT_EQ(poll.received[1].sequence, 9);
    EXPECT_FALSE(acknowledgement_of({.operation = wctp::PollResponse{}}, {}));
}

TEST(WctpTalk, TellsScriptsWhatARefusalMeans)
{
    EXPECT_EQ(exit_code_of(wctp::Code::Accepted), done);
    EXPECT_EQ(exit_code_of(wctp::Code::InvalidPoller), denied);
    EXPECT_EQ(exit_code_of(wctp::Code::UnknownReference), not_found);
    EXPECT_EQ(exit_code_of(wctp::Code::PollRateExceeded), try_again_later);
    EXPECT_EQ(exit_code_of(wctp::Code::NotValid), failed);

    const HttpServer server(http_answer(200,
                                        wctp::write({.operation = wctp::Confirmation{wctp::Failure{
                                                         wctp::Code::InvalidSender, {}, {}}}}),
                                        "text/xml"));
    const auto answer = ask_wctp(server.url(), {.operation = wctp::PollForMessages{}});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, denied);
    EXPECT_NE(answer.error().text.find("401 Invalid senderID"), std::string::npos);
}

TEST(WctpTalk, SaysWhenNobodyOrSomethingElseAnswers)
{
    const HttpServer other(http_answer(200, "<html/>", "text/html"));
    const HttpServer broken(http_answer(500, "", "text/html"));
    const HttpServer telling(http_answer(400, "<wctp-Failure errorCode=\"402\"/>", "text/xml"));

    EXPECT_EQ(ask_wctp("http://127.0.0.1:1/", {}).error().code, not_reached);
    EXPECT_EQ(ask_wctp(other.url(), {}).error().code, failed);
    EXPECT_NE(post_wctp(broken.url(), "x").error().text.find("HTTP 500"), std::string::npos);
    EXPECT_NE(post_wctp(telling.url(), "x").error().text.find("errorCode=\"402\""),
              std::string::npos);
}

TEST(WctpTalk, ShowsEachKindOfAnswerAsLines)
{
    wctp::ClientStatusInfo failed_event;
    failed_event.event = wctp::Failure{wctp::Code::MessageExpired, "Message expired", {}};
    const wctp::ClientQueryResponse query{.outcome = std::vector<wctp::ClientMessage>{failed_event},
                                          .min_next_poll = {}};
    wctp::LookupResponse lookup;
    lookup.outcome = wctp::LookupData{240, true, {}};
    wctp::VersionResponse versions;
    versions.outcome = std::vector<wctp::DtdSupport>{
        {.dtd_name = "wctp-dtd-v1r0", .support = wctp::Support::Deprecated}};

    EXPECT_EQ(lines_of({.operation = query}), "-\t501 Message expired\n");
    EXPECT_EQ(lines_of({.operation = lookup}), "240 characters\tchoices yes\treplies unknown\n");
    EXPECT_EQ(lines_of({.operation = versions}), "wctp-dtd-v1r0\tdeprecated\n");
    EXPECT_EQ(lines_of({.operation = wctp::PollResponse{}}), "");
    EXPECT_EQ(lines_of({.operation = wctp::Confirmation{wctp::Success{wctp::Code::Accepted,
                                                                      "Accepted", "ok"}}}),
              "200\tAccepted\tok\n");
}

} // namespace
} // namespace tests
