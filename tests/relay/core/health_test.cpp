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
    EXPECT_EQ(health.bad_signs, 0);
    health = after(health, Sign::Bad, {}, noon);

    EXPECT_TRUE(health.is_well());
}

// CHANNELS.md 1.4: none in a row, and yet most of them
TEST(Health, IsLostWhereMostOfTheLastMinuteWasBad)
{
    Health health;
    auto now = noon;
    for (int i = 0; i < 4; ++i, now += 3s) {
        health = after(health, Sign::Good, {}, now);
        health = after(health, Sign::Bad, {}, now);
    }
    EXPECT_TRUE(health.is_well()) << "eight are too few";
    health = after(health, Sign::Good, {}, now);
    health = after(health, Sign::Bad, {}, now);
    EXPECT_TRUE(health.is_well()) << "half is not most";

    health = after(health, Sign::Bad, {}, now);

    EXPECT_FALSE(health.is_well());
}

TEST(Health, ForgetsWhatIsOverAMinuteOld)
{
    Health health;
    for (int i = 0; i < 4; ++i) {
        health = after(health, Sign::Bad, {}, noon);
        health = after(health, Sign::Good, {}, noon);
    }
    for (int i = 0; i < 4; ++i) {
        health = after(health, Sign::Bad, {}, noon + 70s);
        EXPECT_TRUE(health.is_well());
        health = after(health, Sign::Good, {}, noon + 70s);
    }
    health = after(health, Sign::Bad, {}, noon + 70s);

    EXPECT_TRUE(health.is_well()) << "5 of 9 in this minute";
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

// CHANNELS.md 1.4: a repeat may lock us out
TEST(Health, IsLostAtOnceAndForLongWhereTheGatewayDoesNotLetUsIn)
{
    const auto health = after({}, Sign::Locked, {}, noon);

    EXPECT_EQ(health.ill_until, noon + 1h);
    EXPECT_FALSE(may_probe(health, store::Priority::Normal, noon + 59min));
    EXPECT_FALSE(may_probe(health, store::Priority::High, noon + 4min));
    EXPECT_TRUE(may_probe(health, store::Priority::High, noon + 5min));
    EXPECT_EQ(again(health, store::Priority::High, {}, noon), noon + 5min);
    EXPECT_EQ(again(health, store::Priority::Normal, {}, noon), noon + 1h);

    const auto asked = after(health, Sign::Bad, {}, noon + 5min);
    EXPECT_FALSE(may_probe(asked, store::Priority::High, noon + 9min)) << "as seldom as before";
    EXPECT_TRUE(after(asked, Sign::Good, {}, noon + 10min).is_well());
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
