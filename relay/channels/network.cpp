#include "relay/channels/network.h"
#include <algorithm>
#include <array>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>

namespace relay::channels {

namespace {

std::optional<Network::Bytes> bytes_of(const sockaddr& address)
{
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        std::array<std::uint8_t, 4> bytes{};
        std::memcpy(bytes.data(), &v4.sin_addr, bytes.size());
        return Network::mapped(bytes);
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

bool may_connect(const sockaddr& address, const std::vector<Network>& allowed)
{
    const auto bytes = bytes_of(address);
    if (!bytes)
        return false;
    return allowed.empty() ? is_public(*bytes) : in_any(allowed, *bytes);
}

} // namespace relay::channels
