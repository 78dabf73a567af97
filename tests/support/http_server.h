#pragma once
#include "tests/support/tcp_server.h"
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace tests {

/// A request as it came over the wire.
struct HttpAsked {
    std::string line;                 ///< "POST /path HTTP/1.1"
    std::vector<std::string> headers; ///< "Name: value", in order
    std::string body;

    bool has_header(const std::string& whole_line) const;
    /// The value of the first header of that name, spelt exactly so; empty: none.
    std::string header(const std::string& name) const;
};

/// "HTTP/1.1 200 OK" with length and type; `more` are further header lines, each with its CR LF.
std::string http_answer(int status, const std::string& body,
                        const std::string& type = "application/json", const std::string& more = "");

/// An HTTP server that records what it is asked and answers by a function: with an
/// answer, or with whatever else it does to the peer (no answer is written when it returns "").
/// Keeps connections open. For well-formed clients only.
class HttpServer {
public:
    using Answer = std::function<std::string(const HttpAsked&, TcpPeer&)>;

    explicit HttpServer(Answer answer);
    explicit HttpServer(std::string answer);
    /// HTTPS.
    HttpServer(std::string answer, IssuedCertificate certificate);

    std::uint16_t port() const noexcept { return server_.port(); }
    std::string url(const std::string& path = "/") const; ///< http://127.0.0.1...
    std::vector<HttpAsked> asked() const;
    /// Waits until it was asked that often; throws when nobody asks.
    void wait_for(std::size_t requests) const;
    int connections() const noexcept { return server_.connections(); }

private:
    void serve(TcpPeer& peer);

    Answer answer_;
    std::optional<IssuedCertificate> certificate_;
    mutable std::mutex mutex_;
    mutable std::condition_variable came_;
    std::vector<HttpAsked> asked_; ///< guarded by mutex_
    TcpServer server_;             ///< last: its threads use what stands above
};

} // namespace tests
