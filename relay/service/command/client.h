#pragma once
#include "relay/channels/http_client.h"
#include "relay/service/command/client_options.h"
#include "relay/service/command/exit_code.h"
#include "relay/service/command/json_value.h"
#include "relay/service/config.h"
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace relay::service::command {

/// Why a command did not do what it should: for the shell and for the person.
struct Failure {
    ExitCode code = failed;
    std::string text; ///< what, where, what to do
};

template <class T>
using OrFailure = tl::expected<T, Failure>;

/// Where the daemon is and how to reach it.
struct Peer {
    std::string url; ///< without a slash at its end
    channels::HttpSettings http;
    bool operator==(const Peer&) const = default;
};

/// The first address that the configuration listens on, as seen from this machine.
OrFailure<Peer> peer_of(const Config& config);

/// What an answer of the API that is no success means.
Failure failure_of(const channels::HttpAnswer& answer);

/// Asks the daemon, by its HTTP API. One thread.
class Client {
public:
    /// Reads the configuration and the token as far as the options leave them open.
    static OrFailure<Client> open(const ClientOptions& options);

    /// The answer's document; null where the answer has none.
    OrFailure<Json> get(const std::string& path);
    OrFailure<Json> post(const std::string& path, const Json& body = {},
                         const std::string& idempotency_key = {});

private:
    Client(Peer peer, std::string token);
    OrFailure<Json> perform(channels::HttpRequest request);

    Peer peer_;
    std::string token_;
    std::unique_ptr<channels::HttpClient> http_;
};

/// `text` with everything that is not a letter or digit escaped, for a path or query.
std::string url_escaped(std::string_view text);

/// Says it on stderr, and answers its exit code.
int report(const Failure& failure);

} // namespace relay::service::command
