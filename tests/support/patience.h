#pragma once
#include <chrono>

namespace tests {

/// How long somebody waits for what another program does. Nobody waits to its end while all is
/// well, so it is long enough for a machine that has much else to do.
inline constexpr std::chrono::seconds long_patience{120};

} // namespace tests
