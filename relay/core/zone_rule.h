#pragma once
#include "relay/core/time_zone.h"
#include <string_view>
#include <vector>

namespace relay::core {

/// Adds to `changes` those that a rule such as "EST5EDT,M3.2.0,M11.1.0" brings after the last of
/// them, to the end of 2150. POSIX.1 8.3 TZ, with RFC 9636 3.3.1. False: it is no such rule.
bool follow_rule(std::string_view rule, std::vector<TimeZone::Change>& changes);

} // namespace relay::core
