#pragma once
#include "relay/channels/gateway_driver.h"
#include "relay/channels/settings.h"
#include <filesystem>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace relay::channels {

/// Reads a driver file of etc/channels.d; docs/channels.md describes its keys. Everything that is
/// wrong comes back at once, each with file, line and column.
tl::expected<GatewayDriver, std::vector<SettingsError>>
read_driver(const std::filesystem::path& file);

/// The same from the file's text; `file` only names it in errors.
tl::expected<GatewayDriver, std::vector<SettingsError>> parse_driver(const std::string& text,
                                                                     const std::string& file);

} // namespace relay::channels
