#pragma once
#include "relay/core/health.h"
#include "relay/core/pace.h"
#include "relay/core/storm.h"
#include <string>

namespace relay::engine {

/// How one channel is used. The defaults limit nothing.
struct WayRule {
    core::HealthRule health;
    core::PaceRule pace;
    core::StormRule storm{.sends = 0};
    /// Where a text of ours goes every `canary_interval` while nothing else goes there, so that an
    /// ill gateway is found before it is needed (D8). Empty: none.
    std::string canary;
    store::Millis canary_interval{5 * 60'000};
    /// So long the gateway has to say that a canary arrived; 0: that it took it is enough.
    store::Millis canary_receipt{0};
    bool operator==(const WayRule&) const = default;
};

} // namespace relay::engine
