#pragma once
#include "relay/channels/channel.h"
#include "relay/core/health.h"
#include <optional>

namespace relay::channels {

/// What an answer says of its gateway; empty: nothing.
std::optional<core::Sign> sign_of(const Outcome& outcome);

} // namespace relay::channels
