#pragma once
#include "store/model/instant.h"
#include <optional>
#include <string>
#include <string_view>

namespace relay::api {

/// "2026-11-24T12:00:00.000Z". RFC 3339 5.6. Years beyond 9999 are shown as the end of 9999.
std::string time_text(store::Instant at);

/// With "Z" or an offset; fractions beyond milliseconds are cut, a leap second is the next second.
/// Empty: not a date and time of RFC 3339 in the years 1970 to 9999.
std::optional<store::Instant> parse_time(std::string_view text);

} // namespace relay::api
