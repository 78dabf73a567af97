#include "relay/service/listening.h"
#include "relay/service/log.h"
#include <algorithm>
#include <unistd.h>

namespace relay::service {

std::string address_text(const DoorPlan& door, std::uint16_t port)
{
    if (door.descriptor)
        return "systemd:" + door.host;
    const bool is_v6 = door.host.find(':') != std::string::npos;
    return (is_v6 ? "[" + door.host + "]" : door.host) + ":" + std::to_string(port);
}

Listening::Listening(const Config& config, std::vector<systemd::Inherited> sockets)
    : config_(config), sockets_(std::move(sockets))
{
}

tl::expected<void, std::string> Listening::prepare()
{
    const auto tls = load_certificate();
    if (!tls)
        return tl::unexpected(tls.error());
    const auto web_tls = load_web_certificate();
    if (!web_tls)
        return tl::unexpected(web_tls.error());
    const auto mail_tls = config_.smtp.starttls ? *tls : std::nullopt;
    for (const auto& added : {add(http_, "http", config_.http.listen, std::nullopt),
                              add(http_, "https", config_.http.tls_listen, *web_tls),
                              add(smtp_, "smtp", config_.smtp.listen, mail_tls),
                              add(smtp_, "smtps", config_.smtp.tls_listen, *tls),
                              add(smtp_, "lmtp", config_.smtp.lmtp_listen, mail_tls),
                              add(snpp_, "snpp", config_.snpp.listen, std::nullopt)}) {
        if (!added)
            return added;
    }
    for (const auto& socket : sockets_) {
        log::room("service").warning("a socket of systemd is not used: no listen names it",
                                     {{"socket", socket.name}});
        ::close(socket.descriptor);
    }
    sockets_.clear();
    return {};
}

tl::expected<std::optional<net::TlsContext>, std::string> Listening::load_certificate() const
{
    if (config_.http.tls_listen.empty() && config_.smtp.tls_listen.empty() &&
        !config_.smtp.has_starttls())
        return std::optional<net::TlsContext>();
    auto context = net::TlsContext::load(config_.http.certificate_file, config_.http.key_file);
    if (!context)
        return tl::unexpected(context.error());
    return std::optional(std::move(*context));
}

tl::expected<std::optional<net::TlsContext>, std::string> Listening::load_web_certificate() const
{
    const auto& http = config_.http;
    if (http.client_ca_file.empty() || http.tls_listen.empty())
        return load_certificate();
    auto context =
        net::TlsContext::load_asking(http.certificate_file, http.key_file, http.client_ca_file);
    if (!context)
        return tl::unexpected(context.error());
    return std::optional(std::move(*context));
}

tl::expected<void, std::string> Listening::add(std::vector<DoorPlan>& doors,
                                               const std::string& kind,
                                               const std::vector<Endpoint>& endpoints,
                                               const std::optional<net::TlsContext>& tls)
{
    int number = 0;
    for (const auto& endpoint : endpoints) {
        ++number;
        DoorPlan door{number == 1 ? kind : kind + "." + std::to_string(number),
                      endpoint.host,
                      endpoint.port,
                      std::nullopt,
                      tls,
                      kind == "https" || kind == "smtps",
                      kind == "lmtp"};
        if (!endpoint.inherited.empty()) {
            door.host = endpoint.inherited;
            door.descriptor = take_socket(endpoint.inherited);
            if (!door.descriptor)
                return tl::unexpected("systemd handed over no socket of the name '" +
                                      endpoint.inherited + "'; enable belfry-" +
                                      endpoint.inherited + ".socket, or listen on an address");
        }
        doors.push_back(std::move(door));
    }
    return {};
}

std::optional<int> Listening::take_socket(const std::string& name)
{
    const auto found = std::find_if(sockets_.begin(), sockets_.end(),
                                    [&](const auto& socket) { return socket.name == name; });
    if (found == sockets_.end())
        return std::nullopt;
    const int descriptor = found->descriptor;
    sockets_.erase(found);
    return descriptor;
}

} // namespace relay::service
