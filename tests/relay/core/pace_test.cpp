#include "relay/core/pace.h"
#include "tests/support/builders.h"
#include <gtest/gtest.h>

namespace relay::core {
namespace {

using namespace std::chrono_literals;
using build::noon;

TEST(Pace, WithoutALimitHasRoomForAll)
{
    EXPECT_GT(room(at({}, {}, noon), {}), 1'000'000U);
    EXPECT_FALSE(is_day_used_up(at({}, {}, noon), {}));
}

TEST(Pace, FillsBySoManyASecondAndHoldsOneSecond)
{
    const PaceRule rule{.per_second = 10};
    auto pace = after(at({}, rule, noon), rule, 10);
    EXPECT_EQ(room(pace, rule), 0U);

    EXPECT_EQ(room(at(pace, rule, noon + 500ms), rule), 5U);
    EXPECT_EQ(room(at(pace, rule, noon + 1h), rule), 10U);
}

TEST(Pace, LetsHighPriorityDrawAheadByASecond)
{
    const PaceRule rule{.per_second = 10};

    const auto pace = after(at({}, rule, noon), rule, 1'000);

    EXPECT_EQ(room(at(pace, rule, noon + 1s), rule), 0U);
    EXPECT_EQ(room(at(pace, rule, noon + 2s), rule), 10U);
}

TEST(Pace, KeepsAFifthOfTheDayForHighPriority)
{
    const PaceRule rule{.per_day = 100};
    const auto pace = after(at({}, rule, noon), rule, 79);

    EXPECT_EQ(room(pace, rule), 1U);
    EXPECT_TRUE(is_day_used_up(after(pace, rule, 1), rule));
}

TEST(Pace, BeginsANewDayAtMidnight)
{
    const PaceRule rule{.per_day = 100};
    const auto pace = after(at({}, rule, noon), rule, 100);

    EXPECT_TRUE(is_day_used_up(at(pace, rule, midnight_before(noon) + 24h - 1ms), rule));
    EXPECT_FALSE(is_day_used_up(at(pace, rule, midnight_before(noon) + 24h), rule));
}

TEST(Pace, ThatWasTooFastIsHalvedAndGrowsByATenthInTenCleanSeconds)
{
    const PaceRule rule{.per_second = 20};
    auto pace = eased(at({}, rule, noon), rule, noon);
    EXPECT_EQ(room(pace, rule), 0U) << "not at once";
    EXPECT_EQ(room(at(pace, rule, noon + 5s), rule), 10U);
    EXPECT_EQ(room(at(pace, rule, noon + 10s), rule), 11U);
    EXPECT_EQ(room(at(pace, rule, noon + 10min), rule), 20U) << "and is as it was";
    EXPECT_FALSE(at(pace, rule, noon + 10min).eased);
}

TEST(Pace, IsHalvedOnceForAnswersOfOneSecondAndAgainForTheNext)
{
    const PaceRule rule{.per_second = 20};
    auto pace = eased(at({}, rule, noon), rule, noon);
    pace = eased(pace, rule, noon + 999ms);
    EXPECT_EQ(room(at(pace, rule, noon + 5s), rule), 10U);

    pace = eased(pace, rule, noon + 2s);
    EXPECT_EQ(room(at(pace, rule, noon + 5s), rule), 5U);
    EXPECT_EQ(room(at(pace, rule, noon + 10min), rule), 20U);
}

TEST(Pace, WithoutALimitIsHalvedFromWhatWentInTheLastSecond)
{
    const auto before = after(at({}, {}, noon), {}, 40);

    const auto pace = eased(before, {}, noon + 1s);

    EXPECT_EQ(room(at(pace, {}, noon + 2s), {}), 20U);
    EXPECT_GT(room(at(pace, {}, noon + 10min), {}), 1'000'000U) << "and has no limit again";
}

TEST(Pace, SlowedBelowOneASecondStillGoesOn)
{
    const PaceRule rule{.per_second = 1};
    auto pace = eased(at({}, rule, noon), rule, noon);

    EXPECT_EQ(room(at(pace, rule, noon + 1s), rule), 0U);
    EXPECT_EQ(room(at(pace, rule, noon + 2s), rule), 1U);
}

TEST(Pace, WarnsBeforeTheDayIsUsedUp)
{
    const PaceRule rule{.per_day = 100};

    EXPECT_FALSE(is_day_nearly_used_up(after(at({}, rule, noon), rule, 63), rule));
    EXPECT_TRUE(is_day_nearly_used_up(after(at({}, rule, noon), rule, 64), rule));
    EXPECT_FALSE(is_day_nearly_used_up(after(at({}, {}, noon), {}, 64), {}));
}

} // namespace
} // namespace relay::core
