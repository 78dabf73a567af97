#pragma once
// What a load balancer says of the client behind it, before the client's first octet: the PROXY
// protocol, versions 1 and 2, as haproxy.org/download/2.9/doc/proxy-protocol.txt describes it.
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace relay::net {

struct ProxyHeader {
    std::size_t bytes = 0; ///< of the input; behind them the client speaks
    std::string address;   ///< the client's, numeric; empty: the balancer speaks for itself
    bool operator==(const ProxyHeader&) const = default;
};
struct ProxyUnfinished {
    bool operator==(const ProxyUnfinished&) const = default;
};
struct NoProxyHeader {
    bool operator==(const NoProxyHeader&) const = default;
};
using ProxyReading = std::variant<ProxyHeader, ProxyUnfinished, NoProxyHeader>;

/// Looks at all that came since the connection was opened. A header of version 1 has 107 octets at
/// the most, one of version 2 that we take 1 KiB.
ProxyReading read_proxy_header(std::string_view bytes);

} // namespace relay::net
