#include "relay/core/presence.h"
#include "tests/support/builders.h"
#include <gtest/gtest.h>

using namespace relay::core;
using namespace std::chrono_literals;
using build::noon;

// S0.36
TEST(Presence, IsOnlineForAMinuteAndAwayForAQuarterOfAnHour)
{
    EXPECT_EQ(presence_of({}, noon), Presence::Offline);
    EXPECT_EQ(presence_of(noon, noon), Presence::Online);
    EXPECT_EQ(presence_of(noon, noon + 60s - 1ms), Presence::Online);
    EXPECT_EQ(presence_of(noon, noon + 60s), Presence::Away);
    EXPECT_EQ(presence_of(noon, noon + 15min - 1ms), Presence::Away);
    EXPECT_EQ(presence_of(noon, noon + 15min), Presence::Offline);
    EXPECT_EQ(presence_of(noon + 1s, noon), Presence::Online) << "a node's clock is ahead";
}
