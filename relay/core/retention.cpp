#include "relay/core/retention.h"
#include <cstdlib>

namespace relay::core {
namespace {

/// The same day and time of a later month; where that has no such day, its last.
store::Instant months_after(store::Instant at, int months)
{
    using namespace std::chrono;
    const auto day = floor<days>(at);
    auto date = year_month_day(day) + std::chrono::months(months);
    if (!date.ok())
        date = date.year() / date.month() / last;
    return store::Instant(sys_days(date)) + (at - day);
}

} // namespace

std::optional<store::Instant> purge_instant(store::Retention retention, const store::Page& page)
{
    switch (retention) {
    case store::Retention::ReadReceipt:
        return page.read;
    case store::Retention::OneMonth:
        return months_after(page.created, 1);
    case store::Retention::SixMonths:
        return months_after(page.created, 6);
    case store::Retention::OneYear:
        return months_after(page.created, 12);
    case store::Retention::Unlimited:
        return std::nullopt;
    }
    std::abort(); // a value that is no enumerator
}

} // namespace relay::core
