#include "relay/core/retention.h"
#include <gtest/gtest.h>

namespace relay::core {
namespace {

using namespace std::chrono_literals;
using store::Retention;

store::Instant day(int year, unsigned month, unsigned day)
{
    return store::Instant(std::chrono::sys_days(std::chrono::year(year) / month / day)) + 13h;
}

store::Page made(store::Instant at)
{
    store::Page page;
    page.created = at;
    return page;
}

// S0.25, S0.26, S0.27
TEST(Retention, CountsCalendarMonthsFromThePage)
{
    const auto page = made(day(2026, 11, 26));

    EXPECT_EQ(purge_instant(Retention::OneMonth, page), day(2026, 12, 26));
    EXPECT_EQ(purge_instant(Retention::SixMonths, page), day(2027, 5, 26));
    EXPECT_EQ(purge_instant(Retention::OneYear, page), day(2027, 11, 26));
}

// S0.27
TEST(Retention, EndsOnTheMonthsLastDayWhereThereIsNoSuchDay)
{
    EXPECT_EQ(purge_instant(Retention::OneYear, made(day(2028, 2, 29))), day(2029, 2, 28));
    EXPECT_EQ(purge_instant(Retention::OneMonth, made(day(2027, 1, 31))), day(2027, 2, 28));
    EXPECT_EQ(purge_instant(Retention::SixMonths, made(day(2027, 8, 31))), day(2028, 2, 29));
}

// S0.24
TEST(Retention, ByReadReceiptEndsWithTheReading)
{
    auto page = made(day(2026, 11, 26));
    EXPECT_EQ(purge_instant(Retention::ReadReceipt, page), std::nullopt);

    page.read = page.created + 5min;
    EXPECT_EQ(purge_instant(Retention::ReadReceipt, page), page.read);
}

// S0.28
TEST(Retention, UnlimitedNeverEnds)
{
    EXPECT_EQ(purge_instant(Retention::Unlimited, made(day(2026, 11, 26))), std::nullopt);
}

} // namespace
} // namespace relay::core
