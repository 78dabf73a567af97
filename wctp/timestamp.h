#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace wctp {

/// UTC in milliseconds.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// YYYY-MM-DDThh:mm:ss, UTC, and nothing else.
std::optional<Instant> parse_strict_time(std::string_view text);

/// As real peers write it: also a blank or 't' for the T, without seconds, with a fraction, with Z
/// or an offset (converted to UTC), and YYYYMMDDThhmmss.
std::optional<Instant> parse_time(std::string_view text);

/// The strict form; parts of a second are cut off, since NIST's reader takes neither them nor a
/// zone. Years outside 1 to 9999 are written as the nearest of these.
std::string time_text(Instant at);

} // namespace wctp
