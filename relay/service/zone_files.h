#pragma once
#include "relay/core/time_zone.h"
#include <filesystem>

namespace relay::service {

/// Where Debian's tzdata has them.
inline constexpr const char* zone_folder = "/usr/share/zoneinfo";

/// All zones of a folder of TZif files, by their path below it ("Europe/Berlin"). What is no such
/// file is passed over; a folder that is not there has none, and UTC is always known.
core::TimeZones read_zone_files(const std::filesystem::path& folder);

} // namespace relay::service
