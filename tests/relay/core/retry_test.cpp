#include "relay/core/retry.h"
#include "tests/support/builders.h"
#include <gtest/gtest.h>

namespace relay::core {
namespace {

using namespace std::chrono_literals;
using store::Priority;

const RetryRule rule{2s, 30s, 3};

TEST(Retry, DoublesUpToTheCap)
{
    std::vector<store::Millis> waits;
    for (int failed = 1; failed <= 6; ++failed)
        waits.push_back(retry_delay(rule, Priority::Normal, failed, 1.0));

    EXPECT_EQ(waits, (std::vector<store::Millis>{2s, 4s, 8s, 16s, 30s, 30s}));
}

TEST(Retry, DrawsWithinTheWidthButNeverBelowHalfTheBase)
{
    EXPECT_EQ(retry_delay(rule, Priority::High, 3, 0.5), 4s);
    EXPECT_EQ(retry_delay(rule, Priority::High, 3, 0.0), 1s);
    EXPECT_EQ(retry_delay(rule, Priority::High, 1'000'000, 1.0), 30s);
    EXPECT_EQ(retry_delay(rule, Priority::High, 1, 7.0), 2s);
}

TEST(Retry, TheGatewaysRetryAfterWinsWhenLongerUpToFiveMinutesForHighPriority)
{
    EXPECT_EQ(retry_delay(rule, Priority::Normal, 1, 1.0, 1s), 2s);
    EXPECT_EQ(retry_delay(rule, Priority::Normal, 1, 1.0, 1h), 1h);
    EXPECT_EQ(retry_delay(rule, Priority::High, 1, 1.0, 1h), 5min);
}

TEST(Retry, EachPriorityHasItsOwnRules)
{
    const RetryRules rules;
    const UnclearRules unclear;

    EXPECT_LT(rules.of(Priority::High).base, rules.of(Priority::Normal).base);
    EXPECT_LT(rules.of(Priority::Normal).base, rules.of(Priority::Low).base);
    EXPECT_EQ(unclear.of(Priority::High), 20s);
    EXPECT_EQ(unclear.of(Priority::Normal), 120s);
    EXPECT_FALSE(unclear.of(Priority::Low));
}

} // namespace
} // namespace relay::core
