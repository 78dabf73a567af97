#pragma once
#include "relay/channels/channel.h"
#include "relay/core/health.h"
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace relay::channels {

/// Told, on a worker's thread, when one of the gateways fell ill or is well again.
using RouteReport = std::function<void(std::string_view provider, bool is_well)>;

/// Several gateways of one channel as one, in the order in which they are taken: what the first
/// cannot take, the next gets at once (X.7). Only where nothing was sent: an attempt that is
/// unclear and a person who is busy or cannot be reached end it. `routes` has at least one; a
/// single one comes back as it is.
std::unique_ptr<Channel> make_routes(std::vector<std::unique_ptr<Channel>> routes,
                                     const core::HealthRule& rule, RouteReport report);

} // namespace relay::channels
