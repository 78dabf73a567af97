#pragma once
#include "relay/core/health.h"
#include <cstddef>
#include <vector>

// Which of several gateways of one channel takes a send (X.7).

namespace relay::core {

/// In which order they are asked: as they are configured, the ill ones last, and those that do not
/// let us in not at all, where there is another. One whose pause is
/// over is asked in its place, but by nothing of high priority, which does not wait for a gateway
/// to be found ill again.
std::vector<std::size_t> route_order(const std::vector<Health>& routes, store::Priority priority,
                                     store::Instant now);

} // namespace relay::core
