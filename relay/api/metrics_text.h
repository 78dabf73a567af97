#pragma once
#include "relay/api/rooms.h"
#include <string>

namespace relay::api {

/// Prometheus' text format 0.0.4. What stands in the store (open deliveries) is left out, and
/// belfry_store_readable 0, while it cannot be read.
std::string metrics_text(const engine::House& house, const ApiSettings& settings);

} // namespace relay::api
