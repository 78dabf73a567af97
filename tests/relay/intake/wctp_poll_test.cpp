// Enterprise hosts that only call us: what waits for them, and what is offered again.
#include "relay/intake/observation.h"
#include "wctp_talk.h"

namespace tests {
namespace {

using relay::channels::Blame;
using relay::channels::Busy;
using relay::channels::Refused;

class WctpPolls : public WctpTest {
protected:
    static constexpr auto all_flags =
        "notifyWhenQueued=\"true\" notifyWhenDelivered=\"true\" notifyWhenRead=\"true\"";

    void SetUp() override
    {
        WctpTest::SetUp();
        if (!IsSkipped())
            set_mode(store::ReplyMode::Poll);
    }
    void set_mode(store::ReplyMode mode, const std::string& callback = {})
    {
        edit_source(1, [&](store::Source& source) {
            source.wctp.reply_mode = mode;
            source.callback_url = callback;
        });
    }
    /// As long after the last one as is asked for.
    WctpAnswer poll(const std::string& acknowledged = {}, const std::string& most = {})
    {
        clock.advance(10s);
        return post(Asked{}.poll(acknowledged, most));
    }
    static std::string received(const wctp::PolledMessage& message, bool well = true)
    {
        const std::string outcome =
            well ? "<wctp-Success successCode=\"200\"/>" : "<wctp-Failure errorCode=\"400\"/>";
        return "<wctp-MessageReceived sequenceNo=\"" + std::to_string(message.sequence) + "\">" +
               outcome + "</wctp-MessageReceived>";
    }
    static wctp::Notification notification(const wctp::PolledMessage& message)
    {
        return std::get<wctp::Notification>(std::get<wctp::StatusInfo>(message.operation).event);
    }
    static std::vector<std::int64_t> numbers(const std::vector<wctp::PolledMessage>& messages)
    {
        std::vector<std::int64_t> all;
        for (const auto& message : messages)
            all.push_back(message.sequence);
        return all;
    }
    store::PageId page() { return node().pages(newest().id).front().id; }
    /// Queued, delivered and read.
    void have_read(const std::string& id = "m-1")
    {
        ASSERT_EQ(code({.id = id, .control = all_flags}), 200);
        ASSERT_TRUE(relay::intake::Observation(house()).read(ann, page()));
        node().settle();
    }
};
HOUSE_ON_BOTH_ENGINES(WctpPolls);

// WCTP check 78
TEST_P(WctpPolls, NeedTheLoginOfASourceThatPolls)
{
    EXPECT_EQ(post(Asked{.sender = "stranger"}.poll()).code(), 432);
    EXPECT_EQ(post(Asked{.code = "guess"}.poll()).code(), 432);
    EXPECT_EQ(post(Asked{.code = "guess"}.poll()).element(), "wctp-PollResponse");
    EXPECT_EQ(post(Asked{.version = "wctp-dtd-v1r0", .code = "guess"}.poll()).element(),
              "wctp-Confirmation");
    EXPECT_EQ(poll().code(), 0);

    set_mode(store::ReplyMode::Push);
    EXPECT_EQ(poll().code(), 400);
}

// WCTP check 79
TEST_P(WctpPolls, BringAsManyAsAskedForInTheOrderOfTheirNumbers)
{
    have_read();

    const auto two = poll({}, "2");

    ASSERT_EQ(two.polled().size(), 2u);
    EXPECT_LT(two.polled()[0].sequence, two.polled()[1].sequence);
    EXPECT_EQ(notification(two.polled()[0]), wctp::Notification::Queued);
    EXPECT_EQ(notification(two.polled()[1]), wctp::Notification::Delivered);
    EXPECT_NE(two.body.find("minNextPollInterval=\"0\""), std::string::npos);
    const auto rest = post(Asked{}.poll(received(two.polled()[0]) + received(two.polled()[1])));
    ASSERT_EQ(rest.polled().size(), 1u) << "at once, since more waited";
    EXPECT_NE(rest.body.find("minNextPollInterval=\"10\""), std::string::npos);
    EXPECT_EQ(channels.wctp.count(), 0u);
}

// WCTP check 80
TEST_P(WctpPolls, BringTheSameAgainUntilItIsAcknowledgedEitherWay)
{
    have_read();
    const auto first = poll().polled();
    ASSERT_EQ(first.size(), 3u);

    EXPECT_EQ(poll().polled(), first);

    const auto left = poll(received(first[0]) + received(first[1], false)).polled();
    EXPECT_EQ(numbers(left), std::vector{first[2].sequence});
    EXPECT_EQ(poll(received(first[2])).polled().size(), 0u);
    EXPECT_EQ(poll().polled().size(), 0u);
    EXPECT_TRUE(ledger_says(newest().id, "fetched", "queued"));
    EXPECT_TRUE(ledger_says(newest().id, "turned_down", "delivered"));
}

// WCTP check 81
TEST_P(WctpPolls, TakeAcknowledgementsOfWhatTheyDoNotKnowAndOfOthers)
{
    have_read();
    const auto waiting = poll().polled();
    const wctp::PolledMessage unknown{4711, {}};

    EXPECT_EQ(poll(received(unknown)).polled(), waiting);
    edit_source(4, [](store::Source& source) { source.wctp.reply_mode = store::ReplyMode::Poll; });
    EXPECT_EQ(
        post(Asked{.sender = "insider.example", .code = ""}.poll(received(waiting[0]))).code(), 0);
    EXPECT_EQ(poll().polled(), waiting) << "somebody else's acknowledgement";
    EXPECT_EQ(poll(received(waiting[0]), "0").polled().size(), 0u) << "only acknowledges";
    EXPECT_EQ(poll().polled().size(), 2u);
}

// WCTP check 77, of polls
TEST_P(WctpPolls, AreHeldToTheirPaceButTheirAcknowledgementsCount)
{
    have_read();
    const auto waiting = poll().polled();

    const auto early = post(Asked{}.poll(received(waiting[0])));
    EXPECT_EQ(early.code(), 600);
    EXPECT_EQ(early.element(), "wctp-PollResponse");
    EXPECT_EQ(post(Asked{}.poll()).code(), 601);

    EXPECT_EQ(poll().polled().size(), 2u);
}

// WCTP check 82
TEST_P(WctpPolls, DoNotBringWhatAPushBroughtNorPushWhatTheyBrought)
{
    set_mode(store::ReplyMode::Both, "https://monitor.example/wctp");
    have_read("pushed");
    EXPECT_EQ(channels.wctp.count(), 3u);
    EXPECT_EQ(poll().polled().size(), 0u);

    channels.wctp.answer_always(Busy{"503", {}, 1h}); // not again while we poll
    have_read("polled");
    const auto waiting = poll().polled();
    ASSERT_EQ(waiting.size(), 3u) << "it stays pending until it is confirmed";
    const auto before = channels.wctp.count();
    EXPECT_EQ(
        poll(received(waiting[0]) + received(waiting[1]) + received(waiting[2])).polled().size(),
        0u);
    channels.wctp.answer_always(relay::channels::Accepted{"reference", {}});
    node().advance(2h);
    EXPECT_EQ(channels.wctp.count(), before);
}

// WCTP check 88, the half of the queue
TEST_P(WctpPolls, DoNotBringWhatACallbackTurnedDownForGood)
{
    set_mode(store::ReplyMode::Both, "https://monitor.example/wctp");
    channels.wctp.answer_always(Refused{Blame::Provider, "wctp 403", {}});
    have_read();

    EXPECT_EQ(poll().polled().size(), 0u);
    EXPECT_TRUE(ledger_says(newest().id, "attempted", "wctp 403"));
}

// WCTP check 83
TEST_P(WctpPolls, ComeBeforeFurtherSubmissionsWhenTooMuchWaits)
{
    open({.poll_queue = 3});
    have_read();

    EXPECT_EQ(code({.id = "m-2"}), 304);
    EXPECT_EQ(post(Asked{.id = "m-2"}.multi({"ANN-LEE"})).code(), 304);
    EXPECT_EQ(messages(), 1u);
    const auto waiting = poll().polled();
    EXPECT_EQ(poll(received(waiting.at(0))).polled().size(), 2u);
    EXPECT_EQ(code({.id = "m-2"}), 200);
}

TEST_P(WctpPolls, BringRepliesWithTheWordsOfTheChoice)
{
    Asked asked;
    asked.payload = "<wctp-MCR><wctp-MessageText>Come?</wctp-MessageText><wctp-ChoicePair>"
                    "<wctp-SendChoice>Yes</wctp-SendChoice><wctp-ReplyChoice>ACK</wctp-ReplyChoice>"
                    "</wctp-ChoicePair></wctp-MCR>";
    EXPECT_EQ(code(asked), 200);
    const relay::intake::Observation news(house());
    ASSERT_TRUE(news.reply(ann, page(), 1, "", store::Channel::Secure));

    const auto waiting = poll().polled();

    ASSERT_EQ(waiting.size(), 1u);
    const auto reply = std::get<wctp::MessageReply>(waiting[0].operation);
    EXPECT_EQ(std::get<wctp::Alphanumeric>(reply.payload).text, "ACK");
    EXPECT_TRUE(reply.of_choice);
    EXPECT_EQ(reply.header.response_to, "m-1");
}

TEST_P(WctpPolls, BringNothingThatWaitedForADay)
{
    have_read();

    node().advance(24h + 1s);

    EXPECT_EQ(poll().polled().size(), 0u);
}

TEST_P(WctpPolls, BringNothingOfTransientClients)
{
    edit_source(1, [](store::Source& source) { source.code_hash.clear(); });
    ASSERT_EQ(post(Asked{.control = all_flags}.client_message()).code(), 200);

    EXPECT_EQ(poll().polled().size(), 0u);
}

} // namespace
} // namespace tests
