#include "relay/core/route.h"
#include <gtest/gtest.h>

// X.7: which gateway takes a send.

namespace {

using namespace std::chrono_literals;
using relay::core::Health;
using relay::core::route_order;
using store::Priority;
using Order = std::vector<std::size_t>;

const store::Instant now{1'000'000ms};
const Health well;
const Health ill{.ill_until = now + 1ms, .pause = 15s};
const Health may_be_well{.ill_until = now, .pause = 15s};

} // namespace

TEST(Route, IsAsConfiguredWhileAllAreWell)
{
    EXPECT_EQ(route_order({well, well, well}, Priority::Normal, now), (Order{0, 1, 2}));
    EXPECT_EQ(route_order({well}, Priority::High, now), Order{0});
    EXPECT_EQ(route_order({}, Priority::High, now), Order{});
}

TEST(Route, PutsTheIllLastAndLeavesNoneOut)
{
    EXPECT_EQ(route_order({ill, well, ill, well}, Priority::Normal, now), (Order{1, 3, 0, 2}));
    EXPECT_EQ(route_order({ill, ill}, Priority::High, now), (Order{0, 1}));
}

TEST(Route, LetsWhatCanWaitFindOutWhetherOneIsWellAgain)
{
    EXPECT_EQ(route_order({may_be_well, well}, Priority::Normal, now), (Order{0, 1}));
    EXPECT_EQ(route_order({may_be_well, well}, Priority::Low, now), (Order{0, 1}));
    EXPECT_EQ(route_order({may_be_well, well}, Priority::High, now), (Order{1, 0}));
}
