#pragma once
#include "relay/channels/channel.h"
#include "relay/channels/settings.h"
#include <memory>
#include <tl/expected.hpp>
#include <vector>

namespace relay::channels {

/// An SMS or IVR gateway that takes HTTP requests, as its driver file in etc/channels.d says
/// (docs/channels.md). Takes TextOut; reads driver and secrets now and never again.
///
/// Everything that is wrong with settings, driver and secrets comes back at once.
tl::expected<std::unique_ptr<Channel>, std::vector<SettingsError>>
make_http_gateway(const GatewaySettings& settings);

} // namespace relay::channels
