#pragma once
#include "relay/core/time_zone.h"
#include "store/model/schedule.h"
#include "store/model/week.h"
#include <optional>
#include <vector>

namespace relay::core {

/// The instant at which a clock shows that minute of that day.
store::Instant instant_of(const TimeZone& zone, std::chrono::local_days day, int minute);

/// The day that the clock shows.
std::chrono::local_days day_of(const TimeZone& zone, store::Instant at);

/// The hours that begin on that day; empty: none do.
std::optional<store::Span> span_on(const store::WeekHours& hours, const TimeZone& zone,
                                   std::chrono::local_days day);

/// Do any of them cover that instant?
bool is_covered(const std::vector<store::WeekHours>& all, const TimeZone& zone, store::Instant at);

/// When the hours that cover `at` are over, those that follow without a pause included. Empty: none
/// cover it. Hours without a pause end after 8 days.
std::optional<store::Instant> covered_until(const std::vector<store::WeekHours>& all,
                                            const TimeZone& zone, store::Instant at);

} // namespace relay::core
