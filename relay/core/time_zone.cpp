#include "relay/core/time_zone.h"
#include <algorithm>

namespace relay::core {
namespace {

using store::Instant;
using store::Millis;

/// No clock is further from UTC, in either direction.
constexpr Millis furthest = std::chrono::hours{26};

} // namespace

TimeZone::TimeZone(std::chrono::seconds first, std::vector<Change> changes)
    : first_(first), changes_(std::move(changes))
{
}

std::chrono::seconds TimeZone::offset(Instant at) const
{
    const auto next = std::ranges::upper_bound(changes_, at, {}, &Change::at);
    return next == changes_.begin() ? first_ : std::prev(next)->offset;
}

Instant TimeZone::instant(Local shown) const
{
    const Instant as_if_utc{shown.time_since_epoch()};
    auto next = std::ranges::upper_bound(changes_, as_if_utc - furthest, {}, &Change::at);
    auto current = next == changes_.begin() ? first_ : std::prev(next)->offset;
    for (; next != changes_.end(); ++next) {
        if (as_if_utc - current < next->at)
            return as_if_utc - current;
        if (as_if_utc - next->offset < next->at)
            return next->at; // the clock skips it
        current = next->offset;
    }
    return as_if_utc - current;
}

const TimeZone* TimeZones::find(std::string_view name) const
{
    const auto found = zones_.find(name.empty() ? std::string_view("UTC") : name);
    return found == zones_.end() ? nullptr : &found->second;
}

} // namespace relay::core
