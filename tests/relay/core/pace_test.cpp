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

} // namespace
} // namespace relay::core
