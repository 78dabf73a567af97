#include "relay/channels/network.h"
#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>

namespace relay::channels {

namespace {

constexpr int mapped_bits = 96; ///< ::ffff:0:0/96 holds IPv4

Network::Bytes mapped(const in_addr& address)
{
    Network::Bytes bytes{};
    bytes[10] = bytes[11] = 0xff;
    std::memcpy(bytes.data() + 12, &address, 4);
    return bytes;
}

struct ParsedAddress {
    Network::Bytes bytes{};
    bool is_v4 = false;
};

std::optional<ParsedAddress> parse_address(const std::string& text)
{
    in_addr v4{};
    if (inet_pton(AF_INET, text.c_str(), &v4) == 1)
        return ParsedAddress{mapped(v4), true};
    in6_addr v6{};
    if (inet_pton(AF_INET6, text.c_str(), &v6) != 1)
        return std::nullopt;
    ParsedAddress parsed;
    std::memcpy(parsed.bytes.data(), &v6, parsed.bytes.size());
    return parsed;
}

std::optional<int> parse_bits(std::string_view text, int most)
{
    int bits = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return bits >= 0 && bits <= most ? std::optional(bits) : std::nullopt;
}

/// The byte of a mask of `bits` ones at `index`.
std::uint8_t mask_byte(int bits, std::size_t index)
{
    const int left = std::clamp(bits - static_cast<int>(index) * 8, 0, 8);
    return static_cast<std::uint8_t>(0xff << (8 - left));
}

std::optional<Network::Bytes> bytes_of(const sockaddr& address)
{
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        return mapped(v4.sin_addr);
    }
    if (address.sa_family != AF_INET6)
        return std::nullopt;
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    Network::Bytes bytes{};
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return bytes;
}

std::vector<Network> networks(std::initializer_list<std::string_view> texts)
{
    std::vector<Network> parsed;
    for (const auto text : texts)
        parsed.push_back(Network::parse(text).value());
    return parsed;
}

bool in_any(const std::vector<Network>& list, const Network::Bytes& address)
{
    return std::any_of(list.begin(), list.end(),
                       [&](const Network& network) { return network.contains(address); });
}

/// Everything the registries of special-purpose addresses (RFC 6890) keep from the public.
bool is_public(const Network::Bytes& address)
{
    static const auto special_v4 = networks(
        {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
         "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
         "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"});
    static const auto v4 = networks({"::ffff:0:0/96"});
    // Public IPv6 is 2000::/3 without the tunnels, which carry an IPv4 address that we would
    // have to judge, and without documentation. Unique local, link-local, NAT64 and multicast
    // lie outside of it.
    static const auto global_v6 = networks({"2000::/3"});
    static const auto special_v6 = networks({"2001::/23", "2001:db8::/32", "2002::/16"});
    if (in_any(v4, address))
        return !in_any(special_v4, address);
    return in_any(global_v6, address) && !in_any(special_v6, address);
}

} // namespace

std::optional<Network> Network::parse(std::string_view text)
{
    const auto slash = text.find('/');
    const auto address = parse_address(std::string(text.substr(0, slash)));
    if (!address || text.find('\0') != std::string_view::npos)
        return std::nullopt;
    const int offset = address->is_v4 ? mapped_bits : 0;
    const auto bits = slash == std::string_view::npos
                          ? std::optional(128 - offset)
                          : parse_bits(text.substr(slash + 1), 128 - offset);
    if (!bits)
        return std::nullopt;
    const Network network(address->bytes, *bits + offset);
    for (std::size_t i = 0; i < network.address_.size(); ++i)
        if (network.address_[i] & ~mask_byte(network.bits_, i))
            return std::nullopt;
    return network;
}

bool Network::contains(const Bytes& address) const
{
    for (std::size_t i = 0; i < address.size(); ++i)
        if ((address[i] ^ address_[i]) & mask_byte(bits_, i))
            return false;
    return true;
}

bool may_connect(const sockaddr& address, const std::vector<Network>& allowed)
{
    const auto bytes = bytes_of(address);
    if (!bytes)
        return false;
    return allowed.empty() ? is_public(*bytes) : in_any(allowed, *bytes);
}

} // namespace relay::channels
