#pragma once
#include <chrono>
#include <cstdint>

namespace store {

using Millis = std::chrono::milliseconds;

/// A point in time, UTC, in milliseconds. The only form in which time is stored or compared;
/// local time exists in relay/core/time_zone and in the browser.
using Instant = std::chrono::sys_time<Millis>;

constexpr Instant instant(std::int64_t ms)
{
    return Instant{Millis{ms}};
}
constexpr std::int64_t ms(Instant at)
{
    return at.time_since_epoch().count();
}

} // namespace store
