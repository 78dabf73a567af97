// IHE PCD-07: what NIST's tool asserts of the answers to an alarm manager. N25 to N38 are its
// names.
#include "relay/intake/observation.h"
#include "wctp_talk.h"

namespace tests {
namespace {

class WctpAlarms : public WctpTest {
protected:
    /// A page with two choices, no transactionID.
    static Asked alarm()
    {
        Asked asked;
        asked.version = "wctp-dtd-ihepcd-pcd06-v1r1";
        asked.control = "notifyWhenRead=\"true\" deliveryPriority=\"HIGH\"";
        asked.payload =
            "<wctp-MCR><wctp-MessageText>SpO2 low</wctp-MessageText><wctp-ChoicePair>"
            "<wctp-SendChoice>Accept</wctp-SendChoice><wctp-ReplyChoice>ACCEPT</wctp-ReplyChoice>"
            "</wctp-ChoicePair><wctp-IHEPCDDialback String=\"5551234567\"/></wctp-MCR>";
        return asked;
    }
    /// Read and answered; what the originator's host then fetches.
    std::vector<wctp::PolledMessage> events()
    {
        edit_source(1,
                    [](store::Source& source) { source.wctp.reply_mode = store::ReplyMode::Poll; });
        EXPECT_EQ(code(alarm()), 200);
        const auto page = node().pages(newest().id).front().id;
        const relay::intake::Observation news(house());
        EXPECT_TRUE(news.read(ann, page));
        EXPECT_TRUE(news.reply(ann, page, 1, "", store::Channel::Secure));
        return post(Asked{}.poll()).polled();
    }
    static void expect_complete(const wctp::ResponseHeader& header)
    {
        EXPECT_TRUE(header.responded);                                // N29
        EXPECT_EQ(header.responding_to, build::noon - 1min);          // N30
        EXPECT_EQ(header.on_behalf_of, "ANN-LEE");                    // N31
        EXPECT_FALSE(header.originator.sender_id.empty());            // N32
        EXPECT_FALSE(header.control.message_id.empty());              // N33
        EXPECT_EQ(header.control.transaction_id, header.response_to); // N34
    }
};
HOUSE_ON_BOTH_ENGINES(WctpAlarms);

TEST_P(WctpAlarms, ArePagedWithTheNumberToCallBackAndTheirPriority)
{
    EXPECT_EQ(code(alarm()), 200);

    EXPECT_EQ(newest().body.reveal(), "SpO2 low\nCall back: 5551234567");
    EXPECT_EQ(newest().priority, store::Priority::High);
}

TEST_P(WctpAlarms, AreAnsweredInWordsThatAreNeverEmpty) // N25 to N28
{
    auto wrong = alarm();
    wrong.code = "guess";

    EXPECT_NE(post(alarm().request()).body.find("successText=\"Accepted\">Accepted<"),
              std::string::npos);
    EXPECT_NE(
        post(wrong.request()).body.find("errorCode=\"402\" errorText=\"Invalid security code\">"),
        std::string::npos);
}

TEST_P(WctpAlarms, AreToldOfWithCompleteHeaders) // N29 to N35, N37
{
    const auto told = events();

    ASSERT_EQ(told.size(), 2u);
    const auto& status = std::get<wctp::StatusInfo>(told[0].operation);
    expect_complete(status.header);
    EXPECT_EQ(std::get<wctp::Notification>(status.event), wctp::Notification::Read);
    const auto& reply = std::get<wctp::MessageReply>(told[1].operation);
    expect_complete(reply.header);
    EXPECT_EQ(std::get<wctp::Alphanumeric>(reply.payload).text, "ACCEPT");
}

} // namespace
} // namespace tests
