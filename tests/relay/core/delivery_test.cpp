#include "relay/core/delivery.h"
#include "tests/support/builders.h"
#include <gtest/gtest.h>

namespace relay::core {
namespace {

using namespace std::chrono_literals;
using build::noon;
using store::DeliveryState;

const DeliveryRule rule{{2s, 30s, 3}, 20s};

store::Delivery in_state(DeliveryState state)
{
    store::Delivery delivery;
    delivery.id = {1};
    delivery.state = state;
    delivery.due = noon;
    delivery.attempts = 1;
    delivery.expires = noon + 1h;
    return delivery;
}

std::vector<DeliveryEvent> all_events()
{
    return {Due{},
            GatewayAccepted{"ref"},
            ReceiptCame{store::Progress::Delivered},
            ReceiptCame{store::Progress::Read},
            GatewayBusy{},
            GatewayRefused{},
            GatewayUnclear{},
            AnsweredElsewhere{},
            Withdrawn{false},
            Withdrawn{true},
            ClaimLost{},
            PutOff{noon + 1min, true, "its channel is ill"}};
}

struct Row {
    DeliveryState from;
    std::vector<DeliveryState> to; ///< by event, in the order of all_events()
};

TEST(Delivery, EveryStateAnswersEveryEventAsTheTableSays)
{
    using S = DeliveryState;
    const std::vector<Row> table{
        {S::Planned,
         {S::Queued, S::Planned, S::Planned, S::Planned, S::Planned, S::Planned, S::Planned,
          S::Cancelled, S::Cancelled, S::Expired, S::Planned, S::Deferred}},
        {S::Queued,
         {S::Sending, S::Queued, S::Queued, S::Queued, S::Queued, S::Queued, S::Queued,
          S::Cancelled, S::Cancelled, S::Expired, S::Queued, S::Deferred}},
        {S::Sending,
         {S::Sending, S::Accepted, S::Delivered, S::Read, S::Deferred, S::Refused, S::Unclear,
          S::Sending, S::Sending, S::Sending, S::Unclear, S::Sending}},
        {S::Deferred,
         {S::Queued, S::Deferred, S::Delivered, S::Read, S::Deferred, S::Deferred, S::Deferred,
          S::Cancelled, S::Cancelled, S::Expired, S::Deferred, S::Deferred}},
        {S::Unclear,
         {S::Queued, S::Accepted, S::Delivered, S::Read, S::Deferred, S::Refused, S::Unclear,
          S::Cancelled, S::Expired, S::Expired, S::Unclear, S::Unclear}},
        {S::Accepted,
         {S::Accepted, S::Accepted, S::Delivered, S::Read, S::Accepted, S::Refused, S::Accepted,
          S::Accepted, S::Accepted, S::Accepted, S::Accepted, S::Accepted}},
        {S::Delivered,
         {S::Delivered, S::Delivered, S::Delivered, S::Read, S::Delivered, S::Delivered,
          S::Delivered, S::Delivered, S::Delivered, S::Delivered, S::Delivered, S::Delivered}},
        {S::Read, std::vector(12, S::Read)},
        {S::Refused, std::vector(12, S::Refused)},
        {S::Cancelled, std::vector(12, S::Cancelled)},
        {S::Expired, std::vector(12, S::Expired)},
    };
    const auto events = all_events();
    ASSERT_EQ(table.size(), store::Words<DeliveryState>::table.size());

    for (const auto& row : table) {
        for (std::size_t i = 0; i < events.size(); ++i) {
            const auto step = advance(in_state(row.from), events[i], rule, noon);

            EXPECT_EQ(store::word(step.next.state), store::word(row.to[i]))
                << store::word(row.from) << ", event " << i;
            EXPECT_FALSE(step.reason.empty());
        }
    }
}

TEST(Delivery, OnlyTheStateAndItsDatesChangeEver)
{
    for (const auto& [state, word] : store::Words<DeliveryState>::table) {
        for (const auto& event : all_events()) {
            const auto before = in_state(state);

            auto after = advance(before, event, rule, noon).next;

            after.state = before.state;
            after.due = before.due;
            after.reference = before.reference;
            EXPECT_EQ(after, before) << word;
        }
    }
}

// D8
TEST(Delivery, ThatIsPutOffFallsDueLaterButNeverAfterItsExpiry)
{
    const auto soon =
        advance(in_state(DeliveryState::Queued), PutOff{noon + 1min, true, "ill"}, rule, noon);
    const auto late =
        advance(in_state(DeliveryState::Queued), PutOff{noon + 2h, false, "full"}, rule, noon);

    EXPECT_EQ(soon.next.due, noon + 1min);
    EXPECT_TRUE(soon.next_channel_now);
    EXPECT_EQ(late.next.due, noon + 1h);
    EXPECT_FALSE(late.next_channel_now);
}

TEST(Delivery, KeepsTheGatewaysReferenceWhenItIsAccepted)
{
    const auto step = advance(in_state(DeliveryState::Sending), GatewayAccepted{"SM1"}, rule, noon);

    EXPECT_EQ(step.next.reference, "SM1");
    EXPECT_FALSE(step.next_channel_now);
}

TEST(Delivery, WaitsAfterABusyGatewayAsLongAsTheRuleDraws)
{
    auto sending = in_state(DeliveryState::Sending);
    sending.attempts = 2;

    const auto step = advance(sending, GatewayBusy{1.0, {}}, rule, noon);

    EXPECT_EQ(step.next.due, noon + 4s);
}

TEST(Delivery, ExpiresInsteadOfWaitingPastItsExpiry)
{
    auto sending = in_state(DeliveryState::Sending);
    sending.expires = noon + 4s;
    sending.attempts = 2;

    const auto step = advance(sending, GatewayBusy{1.0, {}}, rule, noon);

    EXPECT_EQ(step.next.state, DeliveryState::Expired);
    EXPECT_TRUE(step.next_channel_now);
}

TEST(Delivery, NothingGoesOutAtOrAfterItsExpiry)
{
    for (const auto state : {DeliveryState::Planned, DeliveryState::Queued, DeliveryState::Deferred,
                             DeliveryState::Unclear}) {
        const auto at = advance(in_state(state), Due{}, rule, noon + 1h);
        const auto before = advance(in_state(state), Due{}, rule, noon + 1h - 1ms);

        EXPECT_EQ(at.next.state, DeliveryState::Expired) << store::word(state);
        EXPECT_NE(before.next.state, DeliveryState::Expired) << store::word(state);
    }
}

TEST(Delivery, BringsTheNextChannelForwardWhenTheGatewayRefuses)
{
    const auto step = advance(in_state(DeliveryState::Sending), GatewayRefused{}, rule, noon);

    EXPECT_TRUE(step.next_channel_now);
}

TEST(Delivery, BringsTheNextChannelForwardOnceWhenTheGatewayStaysBusy)
{
    std::vector<bool> forward;
    for (int attempts = 1; attempts <= 5; ++attempts) {
        auto sending = in_state(DeliveryState::Sending);
        sending.attempts = attempts;
        forward.push_back(advance(sending, GatewayBusy{}, rule, noon).next_channel_now);
    }

    EXPECT_EQ(forward, (std::vector{false, false, true, false, false}));
}

TEST(Delivery, RepeatsAnUnclearAttemptAfterTheRulesWait)
{
    const auto step = advance(in_state(DeliveryState::Sending), GatewayUnclear{}, rule, noon);

    EXPECT_EQ(step.next.due, noon + 20s);
}

// D8
TEST(Delivery, InDoubtHurriesTheNextChannelAtOnceWhenItIsUrgentAndTheSecondTimeWhenNot)
{
    auto normal = in_state(DeliveryState::Sending);
    normal.priority = store::Priority::Normal;
    auto urgent = normal;
    urgent.priority = store::Priority::High;

    EXPECT_FALSE(advance(normal, GatewayUnclear{}, rule, noon).next_channel_now);
    EXPECT_TRUE(advance(urgent, GatewayUnclear{}, rule, noon).next_channel_now);
    normal.attempts = 2;
    EXPECT_TRUE(advance(normal, GatewayUnclear{}, rule, noon).next_channel_now);
}

TEST(Delivery, NeverRepeatsAnUnclearAttemptWhereTheRuleSaysNo)
{
    const DeliveryRule once{{}, std::nullopt};

    const auto doubt = advance(in_state(DeliveryState::Sending), ClaimLost{}, once, noon);
    const auto due = advance(doubt.next, Due{}, once, noon + 30min);

    EXPECT_EQ(doubt.next.due, noon + 1h);
    EXPECT_TRUE(doubt.next_channel_now);
    EXPECT_EQ(due.next.state, DeliveryState::Expired);
}

TEST(Delivery, IsNotInDoubtForEverWithoutAnExpiry)
{
    const DeliveryRule once{{}, std::nullopt};
    auto sending = in_state(DeliveryState::Sending);
    sending.expires.reset();

    const auto doubt = advance(sending, GatewayUnclear{}, once, noon);
    const auto due = advance(doubt.next, Due{}, once, doubt.next.due);

    EXPECT_EQ(doubt.next.due, noon + longest_doubt);
    EXPECT_EQ(due.next.state, DeliveryState::Expired);
}

TEST(Delivery, IsOpenOrOutOrFinalAndNeverTwoOfThem)
{
    for (const auto& [state, word] : store::Words<DeliveryState>::table) {
        const bool out = state == DeliveryState::Accepted || state == DeliveryState::Delivered;
        EXPECT_EQ(int(is_open(state)) + int(is_final(state)) + int(out), 1) << word;
    }
}

} // namespace
} // namespace relay::core
