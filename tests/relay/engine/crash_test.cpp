#include "tests/relay/engine/people.h"

// What a killed process leaves behind, and two nodes on one database.

using namespace tests;
using relay::channels::Accepted;
using store::AttemptState;
using store::Channel;
using store::DeliveryState;
using store::Progress;

namespace {

class Crash : public HouseTest {
protected:
    /// Claimed and with its channel, which does not answer.
    store::MessageId being_sent(store::Priority priority, Channel channel = Channel::Sms)
    {
        recorder(channel).hold();
        node().add(person(10, "NURSE").copy(channel));
        auto message = build::message();
        message.priority = priority;
        const auto id = node().submit_only(message, "NURSE");
        recorder(channel).wait_for(1);
        return id;
    }
    RecordingChannel& recorder(Channel channel)
    {
        return channel == Channel::Sms ? channels.sms : channels.ivr;
    }
};

} // namespace

TEST_P(Crash, BetweenAcceptanceAndDispatchLosesNothing)
{
    node().add(person(10, "NURSE").copy(Channel::Sms).redundancy(Channel::Email, 30min));
    const auto message = node().submit_only(build::message(), "NURSE");
    node().crash();

    restart();
    node().settle();
    node().advance(30min);

    EXPECT_EQ(delivery_by(node(), message, Channel::Secure).state, DeliveryState::Accepted);
    EXPECT_GE(channels.sms.count(), 1U);
    EXPECT_EQ(channels.email.count(), 1U);
}

TEST_P(Crash, WhileSendingLeavesTheAttemptUnclearAndItIsRepeated)
{
    const auto message = being_sent(store::Priority::High);

    restart();
    node().settle();

    const auto delivery = delivery_by(node(), message, Channel::Sms);
    EXPECT_EQ(delivery.state, DeliveryState::Unclear);
    EXPECT_EQ(node().attempts(delivery.id).at(0).state, AttemptState::Unclear);
    node().advance(20s - 1ms);
    EXPECT_EQ(channels.sms.count(), 1U);
    node().advance(1ms);
    EXPECT_EQ(channels.sms.count(), 2U);
    node().advance(24h);
    EXPECT_EQ(channels.sms.count(), 2U);
    EXPECT_EQ(delivery_by(node(), message, Channel::Sms).state, DeliveryState::Accepted);
}

TEST_P(Crash, WhileCallingIsNotRepeatedAndTheNextChannelGoesNow)
{
    recorder(Channel::Ivr).hold();
    node().add(
        person(10, "NURSE").redundancy(Channel::Ivr, 0min).redundancy(Channel::Email, 30min));
    const auto message = node().submit_only(build::message(), "NURSE");
    channels.ivr.wait_for(1);

    restart();
    node().settle();
    node().advance(24h);
    node().advance(24h);

    EXPECT_EQ(channels.ivr.count(), 1U);
    EXPECT_EQ(channels.email.count(), 1U);
    EXPECT_EQ(delivery_by(node(), message, Channel::Ivr).state, DeliveryState::Expired);
}

TEST_P(Crash, AfterTheOutcomeIsRecordedRepeatsNothing)
{
    node().add(person(10, "NURSE").copy(Channel::Sms));
    const auto message = node().submit(build::message(), "NURSE");

    restart();
    node().settle();
    node().advance(24h);

    EXPECT_EQ(channels.sms.count(), 1U);
    EXPECT_EQ(delivery_by(node(), message, Channel::Sms).state, DeliveryState::Accepted);
}

TEST_P(Crash, BetweenTwoRungsOfAnEscalationLosesNoRung)
{
    node().add(person(10, "NURSE1"));
    node().add(person(20, "NURSE2"));
    node().add(build::escalating(500, "TEAM1", {store::ContactId{10}, store::ContactId{20}}));
    const auto message = node().submit(build::message(), "TEAM1");

    restart();
    clock.advance(5min);
    node().settle();

    EXPECT_EQ(node().pages(message).size(), 2U);
}

TEST_P(Crash, OrderlyStopGivesBackWhatWasNotSent)
{
    channels.sms.hold();
    std::vector<store::MessageId> messages;
    for (std::int64_t id = 100; id < 160; id += 10) {
        node().add(person(id, "NURSE" + std::to_string(id)).copy(Channel::Sms));
        messages.push_back(node().submit_only(build::message(), "NURSE" + std::to_string(id)));
    }
    channels.sms.wait_for(2);
    std::jthread stopping([this] { node().scheduler().stop(); });
    channels.sms.release();
    stopping.join();

    restart();
    node().settle();
    node().advance(15s);

    EXPECT_EQ(channels.sms.count(), messages.size());
    for (const auto message : messages)
        EXPECT_EQ(delivery_by(node(), message, Channel::Sms).state, DeliveryState::Accepted);
}

namespace {

/// A second process beside the first; SQLite belongs to one.
class TwoNodes : public HouseTest {
protected:
    RunningHouse::Settings settings() const override { return {.name = "first"}; }
    void start_second()
    {
        second.emplace(fresh(), clock, others,
                       RunningHouse::Settings{.name = "second", .rules = {}, .started = true});
    }
    void TearDown() override
    {
        second.reset();
        HouseTest::TearDown();
    }

    RecordingChannels others;
    std::optional<RunningHouse> second;
};

} // namespace

TEST_P(TwoNodes, SendEachDeliveryOnce)
{
    start_second();
    std::vector<store::MessageId> messages;
    for (std::int64_t id = 100; id < 400; id += 10) {
        node().add(person(id, "NURSE" + std::to_string(id)).copy(Channel::Sms));
        second->refresh_directory();
        auto& door = id % 20 == 0 ? node() : *second;
        messages.push_back(door.submit_only(build::message(), "NURSE" + std::to_string(id)));
    }

    node().settle();
    second->settle();
    node().settle();

    EXPECT_EQ(channels.sms.count() + others.sms.count(), messages.size());
    for (const auto message : messages)
        EXPECT_EQ(delivery_by(node(), message, Channel::Sms).state, DeliveryState::Accepted);
}

TEST_P(TwoNodes, WalkAnEscalationTogetherWithoutPagingAnybodyTwice)
{
    start_second();
    for (const std::int64_t id : {10, 20, 30})
        node().add(person(id, "NURSE" + std::to_string(id)).copy(Channel::Sms));
    node().add(build::escalating(
        500, "TEAM1", {store::ContactId{10}, store::ContactId{20}, store::ContactId{30}}));
    second->refresh_directory();
    const auto message = node().submit(build::message(), "TEAM1");

    for (int rung = 0; rung < 4; ++rung) {
        clock.advance(5min);
        second->house().mailbox.poke();
        node().settle();
        second->settle();
    }

    EXPECT_EQ(node().pages(message).size(), 3U);
    EXPECT_EQ(channels.sms.count() + others.sms.count(), 3U);
    EXPECT_EQ(node().escalations(message).at(0).phase, store::EscalationPhase::Exhausted);
}

TEST_P(TwoNodes, TakeOverFromOneThatDiedButNotFromOneThatLives)
{
    channels.sms.hold();
    node().add(person(10, "NURSE").copy(Channel::Sms));
    auto urgent = build::message();
    urgent.priority = store::Priority::High;
    const auto message = node().submit_only(urgent, "NURSE");
    channels.sms.wait_for(1);

    start_second();
    second->settle();
    const auto held = delivery_by(*second, message, Channel::Sms);
    EXPECT_EQ(held.state, DeliveryState::Sending);
    EXPECT_EQ(held.claimed_by, node().node().fence);

    channels.sms.release();
    node().settle();
    EXPECT_EQ(delivery_by(*second, message, Channel::Sms).state, DeliveryState::Accepted);
    EXPECT_EQ(others.sms.count(), 0U);
}

TEST_P(TwoNodes, CountAnAnswerThatComesAfterTheClaimWasTakenAway)
{
    channels.sms.hold();
    node().add(person(10, "NURSE").copy(Channel::Sms));
    const auto message = node().submit_only(build::message(), "NURSE");
    channels.sms.wait_for(1);
    node().write([&](auto& connection) {
        const auto delivery =
            store::DeliveryRepository(connection).claims_of(node().node().fence).at(0);
        relay::engine::Commit(connection, house()).claim_lost(delivery);
    });

    channels.sms.release();
    node().settle();

    const auto delivery = delivery_by(node(), message, Channel::Sms);
    EXPECT_EQ(delivery.state, DeliveryState::Accepted);
    EXPECT_EQ(delivery.reference, "reference");
    EXPECT_EQ(node().attempts(delivery.id).at(0).state, AttemptState::Accepted);
}

HOUSE_ON_BOTH_ENGINES(Crash);
INSTANTIATE_TEST_SUITE_P(On, TwoNodes, testing::Values(store::Engine::PostgreSql),
                         [](const auto&) { return "PostgreSql"; });
