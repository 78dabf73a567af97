#pragma once
// The zones of this machine, and what its C library makes of them: a second opinion.
#include "relay/core/zone_file.h"
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>

namespace tests {

/// Throws where the machine does not know it.
inline relay::core::TimeZone system_zone(const std::string& name)
{
    std::ifstream file("/usr/share/zoneinfo/" + name, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    return relay::core::read_zone_file(bytes).value();
}

/// What the C library says; not thread-safe.
inline std::chrono::seconds offset_of_libc(const std::string& name, std::time_t at)
{
    setenv("TZ", (":" + name).c_str(), 1);
    tzset();
    std::tm shown{};
    localtime_r(&at, &shown);
    return std::chrono::seconds{shown.tm_gmtoff};
}

} // namespace tests
