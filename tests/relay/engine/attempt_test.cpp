#include "store/promise_repository.h"
#include "tests/relay/engine/people.h"

using namespace tests;
using relay::channels::Blame;
using relay::channels::Busy;
using relay::channels::Refused;
using store::AttemptState;
using store::Channel;
using store::DeliveryState;
using store::Priority;
using store::Progress;

namespace {

class Attempts : public HouseTest {
protected:
    store::MessageId page(const store::Contact& contact, store::Message message = build::message())
    {
        node().add(contact);
        return node().submit(std::move(message), contact.opid.text());
    }
};

build::ContactBuilder by_sms()
{
    return person(10, "NURSE").copy(Channel::Sms);
}

store::Message urgent()
{
    auto message = build::message();
    message.priority = Priority::High;
    return message;
}

store::Message until(store::Instant expires)
{
    auto message = urgent();
    message.expires = expires;
    return message;
}

} // namespace

// A copy by SMS is not in the seed's list; as a test's channel it is as good as any.
// CHANNELS 3.2
TEST_P(Attempts, ByCallRingTheNextPhoneWhereNobodyTakesTheFirst)
{
    channels.ivr.answer_always(Busy{"486", "busy", {}});
    page(person(10, "NURSE").phone(13, "+15550199").copy(Channel::Ivr), urgent());
    for (int i = 0; i < 3; ++i)
        node().advance(30s);

    std::vector<std::string> rung;
    for (const auto& call : channels.ivr.sent())
        rung.push_back(std::get<relay::channels::CallOut>(call.payload).to);
    ASSERT_GE(rung.size(), 3U);
    rung.resize(3);
    EXPECT_EQ(rung, (std::vector<std::string>{"+155501010", "+15550199", "+155501010"}));
}

TEST_P(Attempts, AreWrittenDownWithTheGatewaysAnswer)
{
    channels.sms.answer_next(Refused{Blame::Detail, "21211", "no such number"});
    const auto message = page(by_sms());

    const auto attempts = node().attempts(delivery_by(node(), message, Channel::Sms).id);

    ASSERT_EQ(attempts.size(), 1U);
    EXPECT_EQ(attempts[0].state, AttemptState::Refused);
    EXPECT_EQ(attempts[0].provider, "sms");
    EXPECT_EQ(attempts[0].code, "21211");
    EXPECT_EQ(attempts[0].detail, "no such number");
    EXPECT_EQ(attempts[0].answered, build::noon);
}

TEST_P(Attempts, AreInTheStoreBeforeTheFirstByteLeaves)
{
    channels.sms.hold();
    node().add(by_sms());
    const auto message = node().submit_only(build::message(), "NURSE");
    channels.sms.wait_for(1);

    const auto delivery = delivery_by(node(), message, Channel::Sms);
    const auto attempts = node().attempts(delivery.id);

    EXPECT_EQ(delivery.state, DeliveryState::Sending);
    ASSERT_EQ(attempts.size(), 1U);
    EXPECT_EQ(attempts[0].state, AttemptState::Sending);
    channels.sms.release();
    node().settle();
    EXPECT_EQ(delivery_by(node(), message, Channel::Sms).state, DeliveryState::Accepted);
}

TEST_P(Attempts, AreRepeatedWithinTheBackoffOfTheirPriority)
{
    channels.sms.answer_always(Busy{"503", {}, {}});
    const auto message = page(by_sms(), urgent());

    node().advance(1s - 1ms); // half of the base is the least
    EXPECT_EQ(channels.sms.count(), 1U);
    node().advance(1s + 1ms); // the base is the most of the first wait
    EXPECT_EQ(channels.sms.count(), 2U);
    node().advance(4s);
    EXPECT_EQ(channels.sms.count(), 3U);
    for (int waits = 0; waits < 20; ++waits)
        node().advance(30s);

    EXPECT_EQ(channels.sms.count(), 23U);
    expect_nothing_is_stuck(node(), message);
}

TEST_P(Attempts, WaitAsLongAsTheGatewaySays)
{
    channels.sms.answer_next(Busy{"429", {}, 60s});
    page(by_sms(), urgent());

    node().advance(60s - 1ms);
    EXPECT_EQ(channels.sms.count(), 1U);
    node().advance(1ms);
    EXPECT_EQ(channels.sms.count(), 2U);
}

TEST_P(Attempts, RefusedByOneChannelSendTheNextAtOnce)
{
    channels.email.answer_always(Refused{Blame::Detail, "550", {}});
    const auto message = page(person(10, "NURSE")
                                  .redundancy(Channel::Email, 0min)
                                  .redundancy(Channel::Sms, 30min)
                                  .redundancy(Channel::Ivr, 60min));

    EXPECT_EQ(channels.sms.count(), 1U);
    EXPECT_EQ(channels.ivr.count(), 0U);
    EXPECT_EQ(std::ranges::count(node().story(message),
                                 "brought_forward: the channel before it is of no use"),
              1);
}

TEST_P(Attempts, OfACopyThatIsRefusedChangeNothingAboutRedundancy)
{
    channels.email.answer_always(Refused{Blame::Detail, "550", {}});
    page(person(10, "NURSE").copy(Channel::Email).redundancy(Channel::Sms, 30min));

    EXPECT_EQ(channels.sms.count(), 0U);
    node().advance(30min);
    EXPECT_EQ(channels.sms.count(), 1U);
}

TEST_P(Attempts, ThatStayBusyDoNotHoldUpTheNextChannel)
{
    channels.email.answer_always(Busy{"451", {}, {}});
    page(person(10, "NURSE").redundancy(Channel::Email, 0min).redundancy(Channel::Sms, 30min),
         urgent());

    node().advance(2s);
    EXPECT_EQ(channels.sms.count(), 0U);
    node().advance(4s);

    EXPECT_EQ(channels.email.count(), 3U);
    EXPECT_EQ(channels.sms.count(), 1U);
}

TEST_P(Attempts, AreNotMadeAtOrAfterTheExpiry)
{
    channels.sms.answer_always(Busy{"503", {}, {}});
    const auto message = page(by_sms(), until(build::noon + 10s));

    for (int seconds = 0; seconds < 60; ++seconds)
        node().advance(1s);

    for (const auto& outgoing : channels.sms.sent()) {
        EXPECT_LT(outgoing.now, build::noon + 10s);
        EXPECT_EQ(outgoing.expires, build::noon + 10s);
    }
    EXPECT_EQ(delivery_by(node(), message, Channel::Sms).state, DeliveryState::Expired);
}

TEST_P(Attempts, AreNotMadeWhenTheyExpiredBehindASlowGateway)
{
    channels.sms.hold();
    std::vector<store::MessageId> messages;
    for (std::int64_t id = 100; id < 160; id += 10) {
        node().add(person(id, "NURSE" + std::to_string(id)).copy(Channel::Sms));
        messages.push_back(
            node().submit_only(until(build::noon + 10s), "NURSE" + std::to_string(id)));
    }
    channels.sms.wait_for(2);

    clock.advance(10s);
    channels.sms.release();
    node().settle();

    EXPECT_EQ(channels.sms.count(), 2U);
    for (const auto message : messages) {
        const auto state = delivery_by(node(), message, Channel::Sms).state;
        EXPECT_TRUE(state == DeliveryState::Accepted || state == DeliveryState::Expired);
    }
}

TEST_P(Attempts, OfOneChannelThatHangsDoNotDelayTheOthers)
{
    channels.sms.hold();
    for (std::int64_t id = 100; id < 300; id += 10) {
        node().add(person(id, "NURSE" + std::to_string(id)).copy(Channel::Sms));
        node().submit_only(urgent(), "NURSE" + std::to_string(id));
    }
    channels.sms.wait_for(2);
    node().add(person(10, "MAILED").copy(Channel::Email));

    node().submit_only(build::message(), "MAILED");
    channels.email.wait_for(1);

    EXPECT_EQ(channels.sms.count(), 2U);
    channels.sms.release();
    node().settle();
    EXPECT_EQ(channels.sms.count(), 20U);
}

TEST_P(Attempts, TakeTheUrgentFirst)
{
    channels.sms.hold();
    const auto submit = [&](std::int64_t id, store::Message message) {
        node().add(person(id, "NURSE" + std::to_string(id)).copy(Channel::Sms));
        node().submit_only(std::move(message), "NURSE" + std::to_string(id));
    };
    for (std::int64_t id = 100; id < 300; id += 10)
        submit(id, build::message());
    channels.sms.wait_for(2);
    submit(300, urgent());

    channels.sms.release();
    node().settle();

    const auto sent = channels.sms.sent();
    const auto place =
        std::ranges::find(sent, Priority::High, &relay::channels::Outgoing::priority);
    EXPECT_LT(place - sent.begin(), 10); // before all that was not in the worker's hands yet
}

TEST_P(Attempts, WithoutAnybodyToReachFailThePageAndTellTheOriginator)
{
    auto message = pushed({});
    message.not_before = build::noon + 1h;
    message.expires = build::noon + 2h;
    node().add(by_sms());
    const auto id = node().submit(message, "NURSE");

    node().advance(1h);
    EXPECT_EQ(node().pages(id)[0].progress, Progress::Accepted);
    node().advance(1h);

    EXPECT_EQ(node().pages(id)[0].progress, Progress::Failed);
    EXPECT_EQ(channels.wctp.count(), 1U);
}

TEST_P(Attempts, KeepTheirPromises)
{
    channels.sms.answer_next(Busy{"503", {}, {}});
    const auto message =
        page(person(10, "NURSE").copy(Channel::Sms).redundancy(Channel::Email, 30min));
    const auto overdue = [&] {
        return node().read([&](auto& connection) {
            return store::PromiseRepository(connection).overdue(clock.now(), 10);
        });
    };

    for (int minutes = 0; minutes < 40; ++minutes) {
        node().advance(1min);
        EXPECT_TRUE(overdue().empty()) << minutes;
    }

    for (const auto& delivery : node().deliveries(message))
        EXPECT_FALSE(relay::core::is_open(delivery.state));
    EXPECT_EQ(node().read([](auto& c) { return store::PromiseRepository(c).next_due(); }),
              std::nullopt);
}

TEST_P(Attempts, OfAMessageWhoseTextWasTamperedWithAreRefusedAndBlockNothing)
{
    node().add(open_hearted(by_sms()));
    auto later = urgent();
    later.not_before = build::noon + 1min;
    const auto broken = node().submit(later, "NURSE");
    node().write([&](auto& connection) {
        connection.execute("UPDATE message SET body = subject, text_key = body WHERE id = $1",
                           {broken.value});
    });
    auto sound = build::message("Bed 9");
    sound.not_before = build::noon + 1min;
    node().submit(sound, "NURSE");

    node().advance(1min);

    EXPECT_EQ(channels.sms.texts(), std::vector<std::string>{"Bed 9"});
    EXPECT_EQ(delivery_by(node(), broken, Channel::Sms).state, DeliveryState::Refused);
    EXPECT_EQ(delivery_by(node(), broken, Channel::Secure).state, DeliveryState::Accepted);
}

TEST_P(Attempts, ThatCannotBeDecidedArePutOffAndHurtNoOther)
{
    node().add(by_sms());
    auto later = build::message();
    later.not_before = build::noon + 1min;
    const auto broken = node().submit(later, "NURSE");
    const auto sound = node().submit(later, "NURSE");
    // The envelope does not open: no decision about the message can be made.
    node().write([&](auto& connection) {
        connection.execute("UPDATE message SET originator = body WHERE id = $1", {broken.value});
    });

    node().advance(1min);

    EXPECT_EQ(delivery_by(node(), sound, Channel::Secure).state, DeliveryState::Accepted);
    EXPECT_EQ(delivery_by(node(), sound, Channel::Sms).state, DeliveryState::Accepted);
    const auto waiting = delivery_by(node(), broken, Channel::Secure);
    EXPECT_EQ(waiting.state, DeliveryState::Planned);
    EXPECT_EQ(waiting.due, build::noon + 2min);
}

namespace {

/// A node whose scheduler does nothing by itself: the test claims.
class WorkerQueue : public HouseTest {
protected:
    RunningHouse::Settings settings() const override { return {.started = false}; }

    relay::engine::ClaimedAttempt claimed(std::int64_t contact, store::Message message)
    {
        const auto opid = "NURSE" + std::to_string(contact);
        node().add(person(contact, opid).copy(Channel::Sms));
        const auto delivery =
            delivery_by(node(), node().submit_only(std::move(message), opid), Channel::Sms);
        relay::engine::ClaimedAttempt made;
        node().write([&](auto& connection) {
            made.delivery =
                store::DeliveryRepository(connection)
                    .claim(std::span(&delivery.id, 1), node().node().fence, clock.now() + 1min)
                    .at(0);
            made.attempt = {.id = house().ids.make<store::AttemptId>(clock.now()),
                            .delivery = delivery.id,
                            .started = clock.now()};
            store::AttemptRepository(connection, fresh().vault()).insert(made.attempt);
        });
        return made;
    }
};

} // namespace

TEST_P(WorkerQueue, SendsAnUrgentPageBeforeThoseThatWaitAlready)
{
    channels.sms.hold();
    // One thread: of two, the one that took the urgent page may be overtaken on its way out.
    relay::engine::Worker worker(house(), Channel::Sms,
                                 std::make_unique<LentChannel>(channels.sms, 1), {});
    for (const std::int64_t id : {100, 110, 120})
        worker.take({claimed(id, build::message())});
    channels.sms.wait_for(1);

    worker.take({claimed(150, urgent())});
    channels.sms.release();
    channels.sms.wait_for(4);

    EXPECT_EQ(channels.sms.sent()[1].priority, Priority::High);
}

HOUSE_ON_BOTH_ENGINES(WorkerQueue);
HOUSE_ON_BOTH_ENGINES(Attempts);
