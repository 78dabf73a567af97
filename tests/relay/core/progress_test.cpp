#include "relay/core/page_progress.h"
#include "tests/support/builders.h"
#include <gtest/gtest.h>

namespace relay::core {
namespace {

using namespace std::chrono_literals;
using namespace store;
using build::noon;

Page page_at(Progress progress)
{
    Page page;
    if (progress == Progress::Failed) {
        page.progress = progress;
        page.failed = noon;
        return page;
    }
    return raise(page, progress, noon).next;
}

Delivery delivery(DeliveryState state, std::optional<Progress> unless = {})
{
    Delivery made;
    made.state = state;
    made.unless = unless;
    return made;
}

TEST(PageProgress, ReachesTheStagesBelowTheNewsToo)
{
    const auto step = raise(Page{}, Progress::Read, noon);

    EXPECT_EQ(step.reached, (std::vector{Progress::Accepted, Progress::Delivered, Progress::Read}));
    EXPECT_EQ(step.next.delivered, noon);
    EXPECT_EQ(step.next.read, noon);
    EXPECT_FALSE(step.next.replied);
}

TEST(PageProgress, NeverFalls)
{
    const std::vector<Progress> ranks{Progress::Pending, Progress::Accepted, Progress::Delivered,
                                      Progress::Read, Progress::Replied};
    for (const auto have : ranks) {
        for (const auto news : ranks) {
            const auto before = have == Progress::Pending ? Page{} : page_at(have);

            const auto step = raise(before, news, noon + 1min);

            EXPECT_EQ(step.next.progress, std::max(have, news));
            EXPECT_EQ(step.reached.empty(), news <= have);
            EXPECT_FALSE(step.reason.empty());
        }
    }
}

TEST(PageProgress, KeepsTheFirstInstantOfEachStage)
{
    const auto delivered = page_at(Progress::Delivered);

    const auto step = raise(delivered, Progress::Replied, noon + 5min);

    EXPECT_EQ(step.next.delivered, noon);
    EXPECT_EQ(step.next.read, noon + 5min);
    EXPECT_EQ(step.reached, (std::vector{Progress::Read, Progress::Replied}));
}

TEST(PageProgress, FailsOnlyWhileNothingWasDelivered)
{
    EXPECT_EQ(raise(page_at(Progress::Accepted), Progress::Failed, noon).next.progress,
              Progress::Failed);
    EXPECT_EQ(raise(page_at(Progress::Delivered), Progress::Failed, noon).next.progress,
              Progress::Delivered);
    EXPECT_TRUE(raise(page_at(Progress::Failed), Progress::Failed, noon).reached.empty());
}

TEST(PageProgress, ALateReadMendsAFailure)
{
    const auto step = raise(page_at(Progress::Failed), Progress::Read, noon + 1min);

    EXPECT_EQ(step.next.progress, Progress::Read);
    EXPECT_FALSE(step.reached.empty());
}

TEST(PageProgress, AFailedPageHasGotNowhere)
{
    EXPECT_FALSE(got_as_far_as(Progress::Failed, Progress::Accepted));
    EXPECT_FALSE(got_as_far_as(Progress::Accepted, Progress::Delivered));
    EXPECT_TRUE(got_as_far_as(Progress::Read, Progress::Read));
    EXPECT_TRUE(got_as_far_as(Progress::Replied, Progress::Read));
}

// X.19
TEST(PageProgress, IsUnheardWhenAllThatRingsWasRefusedOrCameTooLate)
{
    using S = DeliveryState;
    auto inbox = delivery(S::Accepted);
    inbox.channel = Channel::Secure;
    auto ringing = delivery(S::Refused);
    ringing.channel = Channel::Sms;
    auto other = ringing;
    EXPECT_FALSE(is_unheard({inbox})) << "it had no other way";
    for (const auto& [state, word] : Words<S>::table) {
        other.state = state;
        EXPECT_EQ(is_unheard({inbox, ringing, other}), state == S::Refused || state == S::Expired)
            << word;
    }
}

TEST(PageProgress, IsLostOnlyWhenNoDeliveryCanReachTheContact)
{
    using S = DeliveryState;
    for (const auto& [state, word] : Words<S>::table) {
        const bool hopeless = state == S::Refused || state == S::Cancelled || state == S::Expired;

        EXPECT_EQ(is_lost({delivery(S::Refused), delivery(state)}), hopeless) << word;
    }
}

TEST(PageProgress, NeedlessAreTheOpenDeliveriesThatWaitForLess)
{
    const std::vector deliveries{delivery(DeliveryState::Planned, Progress::Delivered),
                                 delivery(DeliveryState::Planned, Progress::Replied),
                                 delivery(DeliveryState::Planned), // a copy
                                 delivery(DeliveryState::Accepted, Progress::Delivered),
                                 delivery(DeliveryState::Deferred, Progress::Read)};

    const auto found = needless(deliveries, Progress::Read);

    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0], deliveries[0]);
    EXPECT_EQ(found[1], deliveries[4]);
}

} // namespace
} // namespace relay::core
