#include "relay/core/storm.h"
#include "tests/support/builders.h"
#include <gtest/gtest.h>

namespace relay::core {
namespace {

using namespace std::chrono_literals;
using build::noon;

std::vector<store::Delivery> due(int normal, int high = 0)
{
    std::vector<store::Delivery> made;
    for (int i = 0; i < normal + high; ++i) {
        store::Delivery delivery;
        delivery.id = {i + 1};
        delivery.priority = i < high ? store::Priority::High : store::Priority::Normal;
        made.push_back(delivery);
    }
    return made;
}

constexpr StormRule three_a_minute{3, 60s};

TEST(Storm, LeavesAFewPagesAsTheyAre)
{
    const auto plan = calm(due(3), {}, three_a_minute, noon);

    EXPECT_EQ(plan.alone.size(), 3U);
    EXPECT_TRUE(plan.together.empty() && plan.later.empty());
}

// D9
TEST(Storm, BundlesWhatIsOverTheLimitIntoTheLastPlace)
{
    const auto plan = calm(due(10'000), {}, three_a_minute, noon);

    EXPECT_EQ(plan.alone.size(), 2U);
    EXPECT_EQ(plan.together.size(), 9'998U);
}

// D9
TEST(Storm, WaitsForTheWindowOnceAllPlacesAreUsed)
{
    const auto plan = calm(due(2), {noon - 50s, noon - 20s, noon - 10s}, three_a_minute, noon);

    EXPECT_TRUE(plan.alone.empty());
    EXPECT_EQ(plan.later.size(), 2U);
    EXPECT_EQ(plan.again, noon + 10s);
}

// D9
TEST(Storm, NeverHoldsHighPriorityBackButCountsIt)
{
    const auto plan = calm(due(4, 3), {noon - 1s}, three_a_minute, noon);

    EXPECT_EQ(plan.alone, (std::vector<store::DeliveryId>{{1}, {2}, {3}}));
    EXPECT_EQ(plan.later.size(), 4U);
    EXPECT_EQ(plan.again, noon + 59s);
}

TEST(Storm, LosesNoneWhateverIsDueAndWasSent)
{
    for (int normal = 0; normal < 9; ++normal) {
        for (int high = 0; high < 5; ++high) {
            for (int sent = 0; sent < 5; ++sent) {
                const std::vector<store::Instant> recent(static_cast<std::size_t>(sent), noon);
                const auto plan = calm(due(normal, high), recent, three_a_minute, noon);

                EXPECT_EQ(plan.alone.size() + plan.together.size() + plan.later.size(),
                          static_cast<std::size_t>(normal + high));
                EXPECT_NE(plan.together.size(), 1U);
                EXPECT_TRUE(plan.later.empty() || plan.again > noon);
            }
        }
    }
}

} // namespace
} // namespace relay::core
