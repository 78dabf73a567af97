#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace store {

/// A CIDR block of IPv4 or IPv6 addresses. IPv4 lives in its IPv6-mapped form, so that
/// ::ffff:127.0.0.1 is 127.0.0.1.
class Network {
public:
    using Bytes = std::array<std::uint8_t, 16>;

    /// "10.0.0.0/8", "fd00::/8"; a bare address is a block of one. Empty: no such block, or bits
    /// are set right of the prefix.
    static std::optional<Network> parse(std::string_view text);

    /// The IPv6 form of an IPv4 address.
    static Bytes mapped(const std::array<std::uint8_t, 4>& v4);

    bool contains(const Bytes& address) const;
    /// Of a numeric address. False: another address, or none at all.
    bool contains(std::string_view address) const;

private:
    Network(Bytes address, int bits) : address_(address), bits_(bits) {}
    Bytes address_;
    int bits_; ///< of 128
};

} // namespace store
