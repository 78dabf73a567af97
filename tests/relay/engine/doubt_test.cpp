// Tries of which nobody knows whether they arrived.
#include "tests/relay/engine/people.h"

using namespace tests;
using relay::channels::Busy;
using relay::channels::Unclear;
using store::Channel;
using store::DeliveryState;
using store::Priority;

namespace {

class AttemptsInDoubt : public HouseTest {
protected:
    store::MessageId page(const store::Contact& contact, store::Message message = build::message())
    {
        node().add(contact);
        return node().submit(std::move(message), contact.opid.text());
    }
};

} // namespace

TEST_P(AttemptsInDoubt, AreRepeatedAsThePrioritySays)
{
    const std::array cases{std::pair{Priority::High, 20s}, std::pair{Priority::Normal, 120s}};
    std::int64_t id = 100;
    for (const auto& [priority, wait] : cases) {
        channels.sms.answer_next(Unclear{"timeout", {}});
        const auto before = channels.sms.count();
        auto message = build::message();
        message.priority = priority;
        id += 10;
        page(person(id, "NURSE" + std::to_string(id)).copy(Channel::Sms), message);

        node().advance(wait - 1ms);
        EXPECT_EQ(channels.sms.count(), before + 1);
        node().advance(1ms);
        EXPECT_EQ(channels.sms.count(), before + 2);
    }
}

// D8
TEST_P(AttemptsInDoubt, DoNotKeepTheNextChannelWaiting)
{
    channels.sms.answer_always(Unclear{"timeout", {}});
    auto urgent = build::message();
    urgent.priority = Priority::High;
    page(person(10, "NURSE").redundancy(Channel::Sms, 0min).redundancy(Channel::Email, 30min),
         urgent);
    EXPECT_EQ(channels.email.count(), 1U) << "although nobody knows that the text did not arrive";

    page(person(20, "NURSE2").redundancy(Channel::Sms, 0min).redundancy(Channel::Email, 30min));
    EXPECT_EQ(channels.email.count(), 1U);
    node().advance(2min);
    EXPECT_EQ(channels.email.count(), 2U) << "the second time in doubt";
}

// CHANNELS 1.5
TEST_P(AttemptsInDoubt, AreMarkedWhenTheyAreRepeatedAndNoOthersAre)
{
    channels.sms.answer_next(Busy{"503", {}, {}});
    channels.sms.answer_next(Unclear{"timeout", {}});
    page(person(10, "NURSE").copy(Channel::Sms));
    node().advance(15s);
    node().advance(120s);

    const auto texts = channels.sms.texts();
    ASSERT_EQ(texts.size(), 3U);
    EXPECT_FALSE(texts[0].starts_with("(")) << texts[0];
    EXPECT_EQ(texts[1], texts[0]) << "nothing had left the house";
    EXPECT_EQ(texts[2], "(2) " + texts[0]);
}

TEST_P(AttemptsInDoubt, AreNotMarkedInMailsWhichHaveTheSameId)
{
    channels.email.answer_next(Unclear{"timeout", {}});
    page(person(10, "NURSE").copy(Channel::Email));
    node().advance(120s);

    const auto texts = channels.email.texts();
    ASSERT_EQ(texts.size(), 2U);
    EXPECT_EQ(texts[1], texts[0]);
}

TEST_P(AttemptsInDoubt, AreNotRepeatedForLowPriorityAndCallsAndEndSomeDay)
{
    channels.ivr.answer_always(Unclear{"hangup", {}});
    channels.sms.answer_always(Unclear{"timeout", {}});
    auto low = build::message();
    low.priority = Priority::Low;
    const auto message = page(person(10, "NURSE").copy(Channel::Sms).copy(Channel::Ivr), low);

    expect_nothing_is_stuck(node(), message);
    node().advance(48h);

    EXPECT_EQ(channels.sms.count(), 1U);
    EXPECT_EQ(channels.ivr.count(), 1U);
    EXPECT_EQ(delivery_by(node(), message, Channel::Sms).state, DeliveryState::Expired);
    EXPECT_EQ(delivery_by(node(), message, Channel::Ivr).state, DeliveryState::Expired);
}

HOUSE_ON_BOTH_ENGINES(AttemptsInDoubt);
