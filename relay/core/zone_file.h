#pragma once
#include "relay/core/time_zone.h"
#include <optional>
#include <string_view>

namespace relay::core {

/// The zone that a file of the system's zone database holds (TZif, RFC 9636). Its last rule is
/// followed to the end of 2150. Empty: it is no such file, is damaged, or counts leap seconds.
std::optional<TimeZone> read_zone_file(std::string_view bytes);

} // namespace relay::core
