#pragma once
#include "relay/net/result.h"
#include "relay/net/tls_context.h"
#include <Poco/Net/ServerSocket.h>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace relay::net {

/// AtOnce: the first thing on a new connection is the handshake (https, smtps). OnDemand: plain
/// until the protocol calls Connection::start_tls() (STARTTLS).
enum class TlsStart { AtOnce, OnDemand };

/// A door: an open, listening socket and what is spoken behind it.
struct Listener {
    std::string name; ///< for logs and for the protocol: "wctp", "console" ...
    Poco::Net::ServerSocket socket;
    std::optional<TlsContext> tls; ///< empty: plain, and start_tls() must not be called
    TlsStart tls_start = TlsStart::AtOnce;
    bool is_for_operators = false; ///< may use the connections that LoopLimits keeps
    /// Said in clear to whom there is no connection for. Empty: nothing; so where TLS comes first.
    std::string farewell{};
    /// Whose connections begin with the PROXY protocol (proxy_header.h), before the handshake of
    /// TlsStart::AtOnce; of other doors their protocol reads it itself. Empty: nobody's.
    std::function<bool(const std::string& address)> is_proxied{};
};

/// Opens a listening socket. `address` is numeric, IPv4 or IPv6 ("::" also takes IPv4); port 0 lets
/// the kernel choose. Refused, with address and port in the text: in use, not ours, not an address.
Result<Poco::Net::ServerSocket> listen_on(const std::string& address, std::uint16_t port);

/// Takes over a listening socket that somebody else opened (systemd socket activation).
/// Refused: not a listening TCP socket.
Result<Poco::Net::ServerSocket> adopt_listener(int descriptor);

} // namespace relay::net
