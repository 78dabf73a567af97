#include "relay/core/health.h"
#include "tests/support/builders.h"
#include <gtest/gtest.h>

namespace relay::core {
namespace {

using namespace std::chrono_literals;
using build::noon;

Health ill_since_noon()
{
    Health health;
    for (int i = 0; i < 3; ++i)
        health = after(health, Sign::Bad, {}, noon);
    return health;
}

// D8
TEST(Health, IsLostAfterThreeBadSignsOneAfterAnother)
{
    auto health = after({}, Sign::Bad, {}, noon);
    health = after(health, Sign::Bad, {}, noon);
    EXPECT_TRUE(health.is_well());

    health = after(health, Sign::Bad, {}, noon);

    EXPECT_FALSE(health.is_well());
    EXPECT_EQ(health.ill_until, noon + 15s);
}

TEST(Health, IsKeptByOneGoodSignInBetween)
{
    auto health = after({}, Sign::Bad, {}, noon);
    health = after(health, Sign::Bad, {}, noon);
    health = after(health, Sign::Good, {}, noon);

    EXPECT_EQ(health, Health{});
}

TEST(Health, IsAskedForAfterPausesThatDoubleUpToFiveMinutes)
{
    auto health = ill_since_noon();
    auto now = noon;
    std::vector<store::Millis> pauses;
    for (int i = 0; i < 6; ++i) {
        now = *health.ill_until;
        health = after(health, Sign::Bad, {}, now);
        pauses.push_back(*health.ill_until - now);
    }

    EXPECT_EQ(pauses, (std::vector<store::Millis>{30s, 60s, 120s, 240s, 300s, 300s}));
}

TEST(Health, DoesNotGetWorseByWhatWasUnderWay)
{
    const auto health = ill_since_noon();

    EXPECT_EQ(after(health, Sign::Bad, {}, noon + 1s).ill_until, health.ill_until);
}

TEST(Health, ComesBackWithOneGoodSign)
{
    EXPECT_TRUE(after(ill_since_noon(), Sign::Good, {}, noon + 15s).is_well());
}

TEST(Health, IsLostAtOnceWhereTheGatewayDoesNotLetUsIn)
{
    EXPECT_EQ(after({}, Sign::Locked, {}, noon).ill_until, noon + 5min);
}

TEST(Health, IsAskedForEarlyOnlyByHighPriority)
{
    const auto health = ill_since_noon();

    EXPECT_FALSE(may_probe(health, store::Priority::Normal, noon + 14s));
    EXPECT_TRUE(may_probe(health, store::Priority::Normal, noon + 15s));
    EXPECT_TRUE(may_probe(health, store::Priority::High, noon));
}

} // namespace
} // namespace relay::core
