#include "tests/relay/engine/ways.h"

// How a channel is used when its gateway is ill, when it has had enough, and in a storm.

using namespace tests;
using relay::channels::Busy;
using relay::channels::Refused;
using relay::channels::Unclear;
using store::Channel;
using store::DeliveryState;
using store::Priority;

namespace {

HOUSE_ON_BOTH_ENGINES(Way);

class StormyWay : public Way {
protected:
    RunningHouse::Settings settings() const override
    {
        RunningHouse::Settings settings;
        settings.rules.sms_answers = true;
        settings.way.storm = {3, 60s};
        settings.started = false;
        return settings;
    }
};
HOUSE_ON_BOTH_ENGINES(StormyWay);

class PacedWay : public Way {
protected:
    RunningHouse::Settings settings() const override
    {
        RunningHouse::Settings settings;
        settings.way.pace = {.per_day = 5};
        return settings;
    }
};
HOUSE_ON_BOTH_ENGINES(PacedWay);

} // namespace

// D8
TEST_P(Way, ThatIsIllLetsItsPagesTakeTheNextChannelAtOnce)
{
    channels.sms.answer_always(no_connection);
    std::vector<store::MessageId> pages;
    for (int i = 0; i < 5; ++i)
        pages.push_back(page());

    EXPECT_TRUE(is_ill());
    EXPECT_EQ(channels.sms.count(), 3U) << "the breaker opens with the third";
    EXPECT_EQ(state(pages[4], Channel::Email), DeliveryState::Accepted);
    EXPECT_EQ(std::ranges::count(node().story(pages[4]), "put_off: its channel is ill"), 1);
    expect_nothing_is_stuck(node(), pages[4]);
}

// D8: that it is still ill says nothing new
TEST_P(Way, ThatStaysIllHurriesTheNextChannelAndNotTheOneAfter)
{
    node().add(person(20, "BEN-KING")
                   .redundancy(Channel::Sms, 0min)
                   .redundancy(Channel::Email, 30min)
                   .redundancy(Channel::Ivr, 60min));
    channels.sms.answer_always(no_connection);
    for (int i = 0; i < 3; ++i)
        page();
    ASSERT_TRUE(is_ill());

    const auto message = node().submit(this->message(), "BEN-KING");
    for (int i = 0; i < 10; ++i)
        node().advance(1min);

    EXPECT_EQ(state(message, Channel::Email), DeliveryState::Accepted);
    EXPECT_EQ(state(message, Channel::Ivr), DeliveryState::Planned);
    EXPECT_EQ(delivery_by(node(), message, Channel::Ivr).due, build::noon + 60min);
}

// D8
TEST_P(Way, ComesBackWithOneProbeAndSendsWhatIsNotTooOld)
{
    channels.sms.answer_always(no_connection);
    std::vector<store::MessageId> pages;
    for (int i = 0; i < 5; ++i)
        pages.push_back(page());
    channels.sms.answer_always(relay::channels::Accepted{"reference", {}});

    node().advance(1min);
    node().advance(1min);

    EXPECT_FALSE(is_ill());
    for (const auto message : pages)
        EXPECT_EQ(state(message, Channel::Sms), DeliveryState::Accepted);
}

// D8, CHANNELS 2.4
TEST_P(Way, ThatKeepsTextsAndCannotSendThemOnCountsAsIll)
{
    relay::channels::Accepted kept{"reference", {}};
    kept.is_degraded = true;
    channels.sms.answer_always(kept);

    const auto first = page();
    EXPECT_EQ(state(first, Channel::Sms), DeliveryState::Accepted);
    EXPECT_EQ(state(first, Channel::Email), DeliveryState::Accepted) << "it does not wait";
    page();
    page();
    EXPECT_TRUE(is_ill());
}

// D8
TEST_P(Way, ThatIsWellAgainSendsAtOnceWhatWaitedForIt)
{
    channels.sms.answer_always(no_connection);
    for (int i = 0; i < 3; ++i)
        page();
    for (int i = 0; i < 4; ++i) // its pause has grown to minutes
        node().advance(1min);
    const auto waiting = page();
    EXPECT_EQ(state(waiting, Channel::Sms), DeliveryState::Deferred);
    channels.sms.answer_always(relay::channels::Accepted{"reference", {}});

    page(Priority::High);

    EXPECT_FALSE(is_ill());
    EXPECT_EQ(state(waiting, Channel::Sms), DeliveryState::Accepted);
}

// D8
TEST_P(Way, SendsNothingThatExpiredWhileItWasIll)
{
    channels.sms.answer_always(no_connection);
    std::vector<store::MessageId> pages;
    for (int i = 0; i < 5; ++i)
        pages.push_back(page());
    const auto asked = channels.sms.count();
    channels.sms.answer_always(relay::channels::Accepted{"reference", {}});

    node().advance(5h);

    EXPECT_EQ(channels.sms.count(), asked);
    EXPECT_EQ(state(pages[0], Channel::Sms), DeliveryState::Expired);
}

TEST_P(Way, IsNotIllBecauseItIsBusyOrAPhoneIsWrong)
{
    for (int i = 0; i < 5; ++i)
        channels.sms.answer_next(Busy{"429", "too fast", {}});
    for (int i = 0; i < 5; ++i)
        channels.sms.answer_next(Refused{relay::channels::Blame::Detail, "21211", "no phone"});

    for (int i = 0; i < 10; ++i)
        page();

    EXPECT_FALSE(is_ill());
}

// D9
TEST_P(StormyWay, BundlesWhatIsTooMuchForOnePersonAndLosesNothing)
{
    std::vector<store::MessageId> pages;
    for (int i = 0; i < 200; ++i)
        pages.push_back(page_only());
    const auto urgent = page_only(Priority::High);
    node().settle();

    EXPECT_EQ(channels.sms.count(), 3U) << "the urgent one, one alone, and one text for 199";
    EXPECT_EQ(state(urgent, Channel::Sms), DeliveryState::Accepted);
    for (const auto message : pages)
        EXPECT_EQ(state(message, Channel::Sms), DeliveryState::Accepted);
    const auto texts = channels.sms.texts(); // in any order
    const auto bundle = std::ranges::find_if(texts, [](const auto& text) {
        return text.find("messages wait for you") != std::string::npos;
    });
    ASSERT_NE(bundle, texts.end());
    EXPECT_NE(bundle->find("199 messages wait for you"), std::string::npos) << *bundle;
    EXPECT_EQ(bundle->find("Bed"), std::string::npos);
}

TEST_P(StormyWay, HearsOfABundleForEachOfItsPages)
{
    using relay::channels::Arrived;
    channels.sms.answer_always(relay::channels::Accepted{"7"});
    const auto earlier = page(); // a reference that the gateway uses again
    node().advance(61s);
    std::vector<store::MessageId> pages;
    for (int i = 0; i < 20; ++i)
        pages.push_back(page_only());
    node().settle();

    node().commit([&](auto& commit) { commit.receipt({"sms", "7", {}, Arrived{}, "", ""}); });

    for (const auto message : pages)
        EXPECT_EQ(state(message, Channel::Sms), DeliveryState::Delivered);
    EXPECT_EQ(state(earlier, Channel::Sms), DeliveryState::Accepted);
}

// D9
TEST_P(StormyWay, HoldsTheRestUntilTheWindowIsOverButNeverWhatIsUrgent)
{
    for (int i = 0; i < 3; ++i)
        page();
    const auto waiting = page();
    const auto other = page();
    EXPECT_EQ(state(waiting, Channel::Sms), DeliveryState::Deferred);

    const auto urgent = page(Priority::High);
    EXPECT_EQ(state(urgent, Channel::Sms), DeliveryState::Accepted);
    node().advance(61s);

    EXPECT_EQ(state(waiting, Channel::Sms), DeliveryState::Accepted);
    EXPECT_EQ(state(other, Channel::Sms), DeliveryState::Accepted);
    EXPECT_EQ(channels.sms.count(), 6U);
}

// S0.21, D9
TEST_P(StormyWay, LeavesEachCopyByMailAsItIs)
{
    node().add(person(20, "BOB-KING").copy(Channel::Email));
    for (int i = 0; i < 8; ++i)
        node().submit_only(build::message(), "BOB-KING");
    node().settle();

    EXPECT_EQ(channels.email.count(), 8U);
}

// S0.43, D9: each address has its own storm, and gets all of it
TEST_P(StormyWay, CountsTheTwoMailAddressesOfAPersonApart)
{
    node().add(
        person(20, "BOB-KING").mail(209, "bob@home.example").redundancy(Channel::Email, 0min));
    for (int i = 0; i < 8; ++i)
        node().submit_only(build::message(), "BOB-KING");
    node().settle();

    std::map<std::string, int> mails;
    for (const auto& mail : channels.email.sent())
        ++mails[std::get<relay::channels::TextOut>(mail.payload).to];
    ASSERT_EQ(mails.size(), 2U);
    EXPECT_EQ(mails["bob@home.example"], 3);
    EXPECT_EQ(channels.email.count(), 6U);
}

// D9: ten thousand in a minute, of which three are urgent
TEST_P(StormyWay, MakesAFewTextsOfTenThousandPagesAndLosesNone)
{
    const std::size_t each_third = GetParam() == store::Engine::Sqlite ? 3'333 : 800;
    for (int third = 0; third < 3; ++third) {
        node().submit_only(std::vector(each_third, message()), "ADA-KING");
        const auto urgent = page(Priority::High);
        EXPECT_EQ(state(urgent, Channel::Sms), DeliveryState::Accepted) << "at once";
    }
    EXPECT_LE(channels.sms.count(), 6U) << "three a minute, and the urgent ones";
    for (int minute = 0; minute < 4; ++minute)
        node().advance(60s);

    EXPECT_LE(channels.sms.count(), 18U);
    const auto counts = node().read([](store::Connection& connection) {
        return connection.query("SELECT COUNT(*), COUNT(CASE WHEN state = 'accepted' THEN 1 END) "
                                "FROM delivery WHERE channel = 'sms'");
    });
    EXPECT_EQ(counts.at(0).number(0), static_cast<std::int64_t>(3 * each_third + 3));
    EXPECT_EQ(counts.at(0).number(1), counts.at(0).number(0)) << "none is lost";
}

// D9: the monitor's storm is not the pusher's
TEST_P(StormyWay, OfOneSourceDoesNotHoldUpThePageOfAnother)
{
    const auto from = [&](std::int64_t source) {
        return node().submit(from_source(source), "ADA-KING");
    };
    for (int i = 0; i < 5; ++i)
        from(1);
    const auto waiting = from(1);
    EXPECT_EQ(state(waiting, Channel::Sms), DeliveryState::Deferred);

    const auto of_another = from(3);

    EXPECT_EQ(state(of_another, Channel::Sms), DeliveryState::Accepted);
}

// D9
TEST_P(StormyWay, LeavesOutOfTheBundleWhatWasAnsweredMeanwhile)
{
    for (int i = 0; i < 3; ++i)
        page();
    const auto answered = page();
    const auto waiting = page();
    mark(node(), node().pages(answered).at(0).id, store::Progress::Replied);
    node().advance(61s);

    EXPECT_EQ(state(answered, Channel::Sms), DeliveryState::Cancelled);
    EXPECT_EQ(state(waiting, Channel::Sms), DeliveryState::Accepted);
}

// CHANNELS 1.4
TEST_P(Way, ThatWasTooFastIsSlowedDown)
{
    for (int i = 0; i < 8; ++i)
        page();
    EXPECT_EQ(channels.sms.count(), 8U);
    channels.sms.answer_next(Busy{"429", "too many", {}, false, true});
    page();
    EXPECT_EQ(channels.sms.count(), 9U);
    for (int i = 0; i < 8; ++i)
        page();
    EXPECT_EQ(channels.sms.count(), 9U) << "what goes now waits";
    page(Priority::High);
    EXPECT_EQ(channels.sms.count(), 10U) << "but nothing urgent";

    node().advance(1s);
    const auto in_a_second = channels.sms.count() - 10;
    EXPECT_GE(in_a_second, 1U);
    EXPECT_LE(in_a_second, 5U);
    for (int i = 0; i < 8; ++i)
        node().advance(1s);
    EXPECT_GE(channels.sms.count(), 18U) << "none is lost";
}

TEST_P(PacedWay, LeavesTheLastOfTheDayToHighPriority)
{
    for (int i = 0; i < 4; ++i)
        page();
    const auto fifth = page();
    const auto urgent = page(Priority::High);

    EXPECT_EQ(state(fifth, Channel::Sms), DeliveryState::Deferred);
    EXPECT_EQ(state(fifth, Channel::Email), DeliveryState::Accepted) << "it does not wait";
    EXPECT_EQ(state(urgent, Channel::Sms), DeliveryState::Accepted);
}

TEST_P(PacedWay, CountsWhatWentBeforeItStarted)
{
    for (int i = 0; i < 4; ++i)
        page();
    restart();

    EXPECT_EQ(state(page(), Channel::Sms), DeliveryState::Deferred);
}
