// One message to many, and what may be asked about recipients and devices.
#include "wctp_talk.h"

namespace tests {
namespace {

class WctpMulti : public WctpTest {
protected:
    void SetUp() override
    {
        WctpTest::SetUp();
        if (!IsSkipped())
            node().add(build::contact(13, "BEA-FOX").get());
    }
    static std::vector<std::string> names(const wctp::SendMsgMultiResponse& response)
    {
        std::vector<std::string> all;
        for (const auto& one : response.failed)
            all.push_back(one.recipient_id);
        return all;
    }
};
HOUSE_ON_BOTH_ENGINES(WctpMulti);

// WCTP check 84
TEST_P(WctpMulti, PagesEachOfItsRecipients)
{
    const auto answer = post(Asked{}.multi({"ANN-LEE", "BEA-FOX"}));

    EXPECT_EQ(answer.element(), "wctp-SendMsgMultiResponse");
    EXPECT_EQ(answer.code(), 200);
    EXPECT_EQ(answer.multi().max_recipients, 250u);
    EXPECT_EQ(answer.multi().valid, 2u);
    EXPECT_EQ(answer.multi().invalid, 0u);
    EXPECT_TRUE(answer.multi().failed.empty());
    EXPECT_EQ(messages(), 2u);
    EXPECT_EQ(newest().reference, "m-1");
}

// WCTP check 84
TEST_P(WctpMulti, PagesTheOthersWhenOneIsNotKnown)
{
    const auto answer = post(Asked{}.multi({"NOBODY", "ANN-LEE", "DONALD"}));

    EXPECT_EQ(answer.code(), 200);
    EXPECT_EQ(names(answer.multi()), (std::vector<std::string>{"NOBODY", "DONALD"}));
    EXPECT_EQ(answer.multi().failed[0].code, wctp::Code::InvalidRecipient);
    EXPECT_EQ(answer.multi().valid, 1u);
    EXPECT_EQ(answer.multi().invalid, 2u);
    EXPECT_EQ(messages(), 1u);
}

// WCTP check 84
TEST_P(WctpMulti, PagesNobodyWhenAllAreRequiredAndOneIsNotKnown)
{
    const auto answer =
        post(Asked{.control = "allRecipsRequired=\"true\""}.multi({"ANN-LEE", "NOBODY"}));

    EXPECT_EQ(answer.code(), 403);
    EXPECT_EQ(names(answer.multi()), std::vector<std::string>{"NOBODY"});
    EXPECT_EQ(answer.multi().valid, 1u);
    EXPECT_EQ(post(Asked{}.multi({"NOBODY"})).code(), 403);
    EXPECT_EQ(messages(), 0u);
    EXPECT_EQ(house().metrics.refused(store::Door::Wctp), 2u);
    EXPECT_TRUE(log.says("wctp-SendMsgMulti"));
}

// WCTP check 84
TEST_P(WctpMulti, IsRefusedWhenItHasTooManyRecipients)
{
    open({.max_recipients = 2});
    const auto answer = post(Asked{}.multi({"ANN-LEE", "BEA-FOX", "ANN-LEE"}));
    EXPECT_EQ(answer.code(), 431);
    EXPECT_EQ(answer.multi().max_recipients, 2u);

    edit_source(1, [](store::Source& source) { source.wctp.max_recipients = 1; });
    EXPECT_EQ(post(Asked{}.multi({"ANN-LEE", "BEA-FOX"})).code(), 431);
    EXPECT_EQ(messages(), 0u);
    EXPECT_EQ(post(Asked{}.multi({"BEA-FOX"})).code(), 200);
}

TEST_P(WctpMulti, IsJudgedLikeASubmissionToOne)
{
    EXPECT_EQ(post(Asked{.code = "guess"}.multi({"ANN-LEE"})).code(), 402);
    EXPECT_EQ(
        post(Asked{.control = "deliveryBefore=\"2027-01-15T08:00:00\""}.multi({"ANN-LEE"})).code(),
        408);
    EXPECT_EQ(post(Asked{.version = "wctp-dtd-v1r2"}.multi({"ANN-LEE"})).code(), 200);
    EXPECT_EQ(post(Asked{}.multi({"ANN-LEE"})).code(), 200);
    EXPECT_EQ(messages(), 1u) << "the same message came twice";
}

TEST_P(WctpMulti, PagesTheOthersWhenNobodyIsOnDutyForOne)
{
    auto night = build::schedule(51, "NIGHT", {});
    night.layers.clear();
    node().add(night);

    const auto answer = post(Asked{}.multi({"NIGHT", "ANN-LEE"}));

    EXPECT_EQ(answer.code(), 200);
    EXPECT_EQ(names(answer.multi()), std::vector<std::string>{"NIGHT"});
    EXPECT_EQ(messages(), 1u);
}

// WCTP check 84
TEST_P(WctpMulti, NamesWhoIsOffDutyAsItWasNamedAndAsOftenAsItWas)
{
    edit_source(1, [](store::Source& source) { source.wctp.recipient_domain = "pager.example"; });
    auto night = build::schedule(51, "NIGHT", {ann});
    night.layers.front().begins += std::chrono::days(30);
    node().add(night);

    const auto answer = post(Asked{}.multi({"NIGHT@pager.example", "ANN-LEE", "NIGHT"}));

    EXPECT_EQ(names(answer.multi()), (std::vector<std::string>{"NIGHT@pager.example", "NIGHT"}));
    EXPECT_EQ(answer.multi().valid, 1u);
    EXPECT_EQ(answer.multi().invalid, 2u);
}

TEST_P(WctpMulti, RefusesALookupWhoseAnswerWouldBeOneTooManyToFetch)
{
    edit_source(1, [](store::Source& source) {
        source.wctp.lookup_reply = store::LookupReply::Confirm;
        source.wctp.reply_mode = store::ReplyMode::Poll;
    });
    open({.poll_queue = 2});

    EXPECT_EQ(post(Asked{.id = "q-1"}.lookup()).code(), 200);
    EXPECT_EQ(code({}), 200);
    EXPECT_EQ(post(Asked{.id = "q-2"}.lookup()).code(), 200);

    EXPECT_EQ(post(Asked{.id = "q-3"}.lookup()).code(), 304);
    EXPECT_EQ(code({.id = "m-2"}), 304);
}

// WCTP check 85
TEST_P(WctpMulti, SaysWhatARecipientCanTake)
{
    const auto answer = post(Asked{.id = "q-1"}.lookup());

    const auto said = std::get<wctp::LookupResponse>(answer.document().operation);
    const auto data = std::get<wctp::LookupData>(said.outcome);
    EXPECT_EQ(data.max_message_length, 65535);
    EXPECT_EQ(data.choices_supported, true);
    EXPECT_EQ(data.can_respond, true);
    EXPECT_EQ(said.response_to, "q-1");
    EXPECT_EQ(said.transaction_id, "t-1");
    EXPECT_EQ(said.recipient.recipient_id, "ANN-LEE");
}

TEST_P(WctpMulti, PromisesNoLongerTextThanItTakes)
{
    edit_source(1, [](store::Source& source) { source.wctp.max_text = 500; });
    open({.max_text_characters = 20});

    const auto answer = post(Asked{}.lookup()).document();

    const auto said = std::get<wctp::LookupResponse>(answer.operation);
    EXPECT_EQ(std::get<wctp::LookupData>(said.outcome).max_message_length, 20);
    const auto sent = [&](std::size_t length) {
        return code(
            {.id = "m-" + std::to_string(length),
             .control = "allowTruncation=\"false\"",
             .payload = "<wctp-Alphanumeric>" + std::string(length, 'x') + "</wctp-Alphanumeric>"});
    };
    EXPECT_EQ(sent(20), 200);
    EXPECT_EQ(sent(21), 411);
}

// WCTP check 85
TEST_P(WctpMulti, SaysThatARecipientIsUnknownOnlyToWhoMayAsk)
{
    const auto unknown = post(Asked{.recipient = "NOBODY"}.lookup());
    EXPECT_EQ(unknown.element(), "wctp-LookupResponse");
    EXPECT_EQ(unknown.code(), 403);
    EXPECT_EQ(post(Asked{.recipient = "DONALD"}.lookup()).code(), 403);
    EXPECT_EQ(post(Asked{.code = "guess"}.lookup()).code(), 402);
    EXPECT_EQ(post(Asked{.sender = "stranger"}.lookup()).code(), 401);

    edit_source(1, [](store::Source& source) {
        source.rate_per_second = 1;
        source.burst = 1;
    });
    EXPECT_EQ(post(Asked{}.lookup()).code(), 0);
    EXPECT_EQ(post(Asked{}.lookup()).code(), 602) << "nobody tries all names quickly";
}

// WCTP check 85
TEST_P(WctpMulti, ConfirmsALookupAndKeepsTheAnswerForThePollWhereThatIsWanted)
{
    edit_source(1, [](store::Source& source) {
        source.wctp.lookup_reply = store::LookupReply::Confirm;
        source.wctp.reply_mode = store::ReplyMode::Poll;
        source.wctp.max_text = 240;
    });

    const auto answer = post(Asked{.id = "q-1"}.lookup());
    const auto unknown = post(Asked{.recipient = "NOBODY"}.lookup());

    EXPECT_EQ(answer.element(), "wctp-Confirmation");
    EXPECT_EQ(answer.code(), 200);
    EXPECT_EQ(unknown.element(), "wctp-Confirmation");
    EXPECT_EQ(unknown.code(), 403);
    const auto waiting = post(Asked{}.poll()).polled();
    ASSERT_EQ(waiting.size(), 1u);
    const auto said = std::get<wctp::LookupResponse>(waiting[0].operation);
    EXPECT_EQ(said.response_to, "q-1");
    EXPECT_EQ(said.transaction_id, "t-1");
    EXPECT_EQ(std::get<wctp::LookupData>(said.outcome).max_message_length, 240);
    clock.advance(10s);
    const auto received = "<wctp-MessageReceived sequenceNo=\"" +
                          std::to_string(waiting[0].sequence) +
                          "\"><wctp-Success successCode=\"200\"/></wctp-MessageReceived>";
    EXPECT_EQ(post(Asked{}.poll(received)).polled().size(), 0u);
}

TEST_P(WctpMulti, LocatesNoDevice)
{
    const auto locate = [](const std::string& code) {
        return Asked{}.in_operation("<wctp-DeviceLocation><wctp-Originator senderID=\""
                                    "monitor.example\" securityCode=\"" +
                                    code +
                                    "\"/><wctp-DeviceLocationControl messageID=\"1\"/>"
                                    "<wctp-Recipient recipientID=\"ANN-LEE\"/>"
                                    "</wctp-DeviceLocation>");
    };

    EXPECT_EQ(post(locate("s3cret")).code(), 400);
    EXPECT_EQ(post(locate("s3cret")).element(), "wctp-DeviceLocationResponse");
    EXPECT_EQ(post(locate("guess")).code(), 402);
}

TEST_P(WctpMulti, PushesAtOnceToASourceThatIsBackInService)
{
    edit_source(3, [](store::Source& source) { source.networks = {"127.0.0.1"}; });
    const auto back = [](const std::string& address) {
        return Asked{}.in_operation("<wctp-ReturnToSvc>" + address + "</wctp-ReturnToSvc>");
    };
    channels.wctp.answer_next(relay::channels::Busy{"503", {}, {}});
    channels.wctp.answer_next(relay::channels::Busy{"503", {}, {}});
    ASSERT_EQ(
        code({.sender = "pusher.example", .code = "", .control = "notifyWhenQueued=\"true\""}),
        200);
    node().settle();
    ASSERT_EQ(channels.wctp.count(), 1u);

    EXPECT_EQ(post(back("monitor.example")).code(), 300) << "it has no callback";
    EXPECT_EQ(post(back("stranger.example")).code(), 300);
    node().settle();
    EXPECT_EQ(channels.wctp.count(), 1u);
    EXPECT_EQ(post(back("pusher.example")).code(), 200);
    node().settle();
    EXPECT_EQ(channels.wctp.count(), 2u);
    EXPECT_EQ(post(back("pusher.example/wctp")).code(), 200);
    node().settle();
    EXPECT_EQ(channels.wctp.count(), 3u);

    edit_source(3, [](store::Source& source) { source.networks = {"10.0.0.0/8"}; });
    EXPECT_EQ(post(back("pusher.example")).code(), 300) << "it shows no code";
}

} // namespace
} // namespace tests
