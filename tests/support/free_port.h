#pragma once
#include <cstdint>

namespace tests {

/// A loopback port that nobody listens on; it was free a moment ago.
///
/// It stays free for who asked: each test program counts through a block of ports that is its own,
/// below those that the kernel gives to who asks for any. Any thread.
std::uint16_t free_port();

} // namespace tests
