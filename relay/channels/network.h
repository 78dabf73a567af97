#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

struct sockaddr;

namespace relay::channels {

/// A CIDR block of IPv4 or IPv6 addresses. IPv4 lives in its IPv6-mapped form, so that
/// ::ffff:127.0.0.1 is 127.0.0.1.
class Network {
public:
    using Bytes = std::array<std::uint8_t, 16>;

    /// "10.0.0.0/8", "fd00::/8"; a bare address is a block of one. Empty: no such block, or bits
    /// are set right of the prefix.
    static std::optional<Network> parse(std::string_view text);

    bool contains(const Bytes& address) const;

private:
    Network(Bytes address, int bits) : address_(address), bits_(bits) {}
    Bytes address_;
    int bits_; ///< of 128
};

/// May we open a connection to `address`? The rule against requests that a stranger's URL steers
/// into our own network (X24); asked with the address that is about to be connected, after DNS.
///
/// `allowed` empty: public addresses only, so never loopback, link-local, private, shared,
/// multicast, documentation or the metadata services of clouds. Otherwise: only those blocks.
/// Anything that is not IPv4 or IPv6 is refused.
bool may_connect(const sockaddr& address, const std::vector<Network>& allowed);

} // namespace relay::channels
