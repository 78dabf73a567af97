// What foreign senders write to the socket, byte for byte, to a house behind the running edge.
#include "tests/relay/intake/http_heads.h"
#include "wctp_talk.h"

namespace tests {
namespace {

class WctpHttp : public WctpTest {};
INSTANTIATE_TEST_SUITE_P(On, WctpHttp, testing::Values(store::Engine::Sqlite),
                         [](const auto&) { return "Sqlite"; });

// WCTP.md 4.1
TEST_P(WctpHttp, EachIsAnsweredAsExpected)
{
    store::Source source{.id = {2000}, .name = "demo", .principal = {1}};
    source.sender_id = "demo@monitor.example";
    source.code_hash = house().vault.keyed_hash(store::security_code_purpose, "s3cret-c0de");
    source.burst = 1000;
    node().add(source);
    node().add(build::contact(2001, "ADA-KING").get());

    for (const auto& head : http_heads())
        EXPECT_EQ(answers_to(head.bytes, port()), head.answers) << head.file;
}

// As in the answers that it gives us.
TEST_P(WctpHttp, AnAnswerOfAGatewayIsNotLostForALetterInItsOwnEncoding)
{
    Believing believing;
    responses = &believing;
    open({});

    const auto answer = post(Asked{}.in_operation(
        "<wctp-MessageReply><wctp-ResponseHeader responseToMessageID=\"m-1\"><wctp-Originator "
        "senderID=\"5551230001\"/><wctp-MessageControl messageID=\"r-1\"/><wctp-Recipient "
        "recipientID=\"belfry.example\"/></wctp-ResponseHeader><wctp-Payload><wctp-Alphanumeric>"
        "f\xFCr mich</wctp-Alphanumeric></wctp-Payload></wctp-MessageReply>"));

    EXPECT_EQ(answer.code(), 200) << answer.body;
    EXPECT_EQ(believing.answers, std::vector<std::string>{"f\xC3\xBCr mich"});
    close();
}

} // namespace
} // namespace tests
