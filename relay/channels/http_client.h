#pragma once
#include "relay/channels/settings.h"
#include "store/model/peer_tls.h"
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace relay::channels {

/// An HTTP request, whole. Nothing in it is trusted: HttpClient refuses what would not be one
/// request to one place.
struct HttpRequest {
    std::string method = "GET"; ///< GET, POST or PUT
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string user; ///< basic authentication; empty: none
    std::string password;
    std::string body;
    /// CIDR blocks the host may resolve to; empty: public addresses only.
    std::vector<std::string> networks;
    store::PeerTls tls{}; ///< what is not as HttpSettings says
};

struct HttpAnswer {
    int status = 0;
    std::string content_type;
    std::string body;
    std::optional<std::chrono::seconds> retry_after;
};

/// How far a request got that brought no answer (CHANNELS 1.3).
enum class Reach {
    NotAllowed, ///< we refused to send it, and would again
    NotSent,    ///< it failed before its first byte left
    MaybeSent   ///< the peer may have acted on it
};

/// No answer.
struct HttpFailure {
    Reach reach = Reach::NotSent;
    std::string code;   ///< "connect", "tls", "timeout" ...: may travel to the originator
    std::string detail; ///< for the operator; holds neither the URL's query nor the body
    bool operator==(const HttpFailure&) const = default;
};

/// What a libcurl result means when `request_bytes` of the request had left.
HttpFailure failure_of(int curl_code, long request_bytes, std::string detail);

/// What is wrong with a URL that we are to call, or nothing.
///
/// Allowed: http and https, a host, no user name, no blanks, control characters or bytes over
/// 126, a port of 1 to 65535. Read by the library that will connect, since two readers of URLs
/// disagree. Where the host may resolve to is not asked here but at each connection.
std::optional<std::string> url_problem(std::string_view url);

/// HTTP requests by libcurl; every room below uses this and nothing else.
///
/// No redirects, no proxy from the environment, no cookies, certificates always checked, all
/// waiting bounded by HttpSettings. Connections are kept and used again, though never for a
/// request with other `networks` or `tls` than they were opened under. Safe to call from several
/// threads.
class HttpClient {
public:
    explicit HttpClient(HttpSettings settings);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    /// Blocks until the answer is whole or the deadline passed.
    tl::expected<HttpAnswer, HttpFailure> perform(const HttpRequest& request);

private:
    class Handles;
    HttpSettings settings_;
    std::unique_ptr<Handles> handles_;
};

} // namespace relay::channels
