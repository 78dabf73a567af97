#pragma once
#include "relay/net/tls_context.h"
#include "relay/service/config.h"
#include "relay/service/systemd.h"
#include <optional>
#include <string>
#include <vector>

namespace relay::service {

/// A door of the house before it is opened: where, or which inherited socket.
struct DoorPlan {
    std::string
        name; ///< "http", "https", "smtp", "smtps", "lmtp", "snpp"; from the second on with ".2"
    std::string host; ///< of an inherited socket: its name
    std::uint16_t port = 0;
    std::optional<int> descriptor;
    std::optional<net::TlsContext> tls;
    bool begins_in_tls = false;
    bool is_lmtp = false;
};

/// Host and the real port, as people write it; an inherited socket as "systemd:NAME".
std::string address_text(const DoorPlan& door, std::uint16_t port);

/// Which doors the configuration wants, with their sockets and certificate.
class Listening {
public:
    Listening(const Config& config, std::vector<systemd::Inherited> sockets);

    /// Loads the certificate, finds the inherited sockets, closes those that nobody asked for. The
    /// error: a sentence for the operator.
    tl::expected<void, std::string> prepare();

    /// Empty inside: no door needs one.
    tl::expected<std::optional<net::TlsContext>, std::string> load_certificate() const;
    /// The same for the web's doors, which may ask for a client's certificate.
    tl::expected<std::optional<net::TlsContext>, std::string> load_web_certificate() const;

    const std::vector<DoorPlan>& http() const { return http_; }
    const std::vector<DoorPlan>& smtp() const { return smtp_; }
    const std::vector<DoorPlan>& snpp() const { return snpp_; }

private:
    tl::expected<void, std::string> add(std::vector<DoorPlan>& doors, const std::string& kind,
                                        const std::vector<Endpoint>& endpoints,
                                        const std::optional<net::TlsContext>& tls);
    std::optional<int> take_socket(const std::string& name);

    const Config& config_; ///< outlives us
    std::vector<systemd::Inherited> sockets_;
    std::vector<DoorPlan> http_;
    std::vector<DoorPlan> smtp_;
    std::vector<DoorPlan> snpp_;
};

} // namespace relay::service
