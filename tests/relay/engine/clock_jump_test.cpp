#include "tests/relay/engine/people.h"

// Somebody sets the clock of the machine while pages wait, are sent, and escalate. D12.

using namespace tests;
using store::Channel;
using store::ContactId;
using store::DeliveryState;

namespace {

class ClockJumps : public HouseTest {
protected:
    void jump_to(store::Instant now)
    {
        clock.set(now);
        node().settle();
    }
    store::MessageId page_team()
    {
        for (const std::int64_t id : {10, 20, 30})
            node().add(person(id, "NURSE" + std::to_string(id)).copy(Channel::Sms));
        node().add(build::escalating(500, "TEAM1", {ContactId{10}, ContactId{20}, ContactId{30}}));
        return node().submit(build::message(), "TEAM1");
    }
    std::vector<std::int64_t> paged(store::MessageId message)
    {
        std::vector<std::int64_t> contacts;
        for (const auto& page : node().pages(message))
            contacts.push_back(page.contact.value);
        return contacts;
    }
};

using Ids = std::vector<std::int64_t>;

} // namespace

TEST_P(ClockJumps, BackLoseNoPageAndRepeatNone)
{
    node().add(person(10, "NURSE").copy(Channel::Sms).redundancy(Channel::Email, 30min));
    const auto before = node().submit(build::message(), "NURSE");

    jump_to(build::noon - 24h);
    const auto after = node().submit(build::message(), "NURSE");
    EXPECT_EQ(channels.sms.count(), 2U) << "what comes in now goes out now";
    node().advance(30min);
    EXPECT_EQ(channels.email.count(), 1U);
    EXPECT_EQ(delivery_by(node(), after, Channel::Email).state, DeliveryState::Accepted);
    node().advance(24h);
    node().advance(24h);

    EXPECT_EQ(channels.sms.count(), 2U);
    EXPECT_EQ(channels.email.count(), 2U);
    EXPECT_EQ(delivery_by(node(), before, Channel::Email).state, DeliveryState::Accepted);
}

TEST_P(ClockJumps, BackLoseNoRetry)
{
    channels.sms.answer_next(relay::channels::Busy{"503", {}, {}});
    node().add(person(10, "NURSE").copy(Channel::Sms));
    const auto message = node().submit(build::message(), "NURSE");

    jump_to(build::noon - 1h);
    EXPECT_EQ(channels.sms.count(), 1U);
    node().advance(1h);
    node().advance(1h);

    EXPECT_EQ(channels.sms.count(), 2U);
    EXPECT_EQ(delivery_by(node(), message, Channel::Sms).state, DeliveryState::Accepted);
}

TEST_P(ClockJumps, BackPageEveryMemberOfAnEscalationOnceAndInOrder)
{
    const auto message = page_team();
    node().advance(5min);

    jump_to(build::noon - 24h);
    node().advance(24h);
    EXPECT_EQ(paged(message), (Ids{10, 20}));
    node().advance(10min);
    EXPECT_EQ(paged(message), (Ids{10, 20, 30}));
    node().advance(24h);

    EXPECT_EQ(paged(message), (Ids{10, 20, 30}));
    EXPECT_EQ(channels.sms.count(), 3U);
}

TEST_P(ClockJumps, AheadPageOneMemberOfAnEscalationAndNotAllOfThem)
{
    const auto message = page_team();

    jump_to(build::noon + 24h);
    EXPECT_EQ(paged(message), (Ids{10, 20}));
    node().advance(5min);
    EXPECT_EQ(paged(message), (Ids{10, 20, 30}));
    node().advance(24h);

    EXPECT_EQ(paged(message), (Ids{10, 20, 30}));
    EXPECT_EQ(channels.sms.count(), 3U);
}

TEST_P(ClockJumps, WhileAPageIsBeingSentNeitherLoseNorRepeatIt)
{
    node().add(person(10, "NURSE").copy(Channel::Sms));
    std::size_t sent = 0;

    for (const auto now : {build::noon - 24h, build::noon + 24h}) {
        channels.sms.hold();
        const auto message = node().submit_only(build::message(), "NURSE");
        channels.sms.wait_for(++sent);
        clock.set(now);
        node().house().mailbox.poke();
        channels.sms.release();
        node().settle();
        node().advance(48h);

        EXPECT_EQ(channels.sms.count(), sent);
        EXPECT_EQ(delivery_by(node(), message, Channel::Sms).state, DeliveryState::Accepted);
    }
}

HOUSE_ON_BOTH_ENGINES(ClockJumps);
