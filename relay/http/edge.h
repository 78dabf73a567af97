#pragma once
#include "relay/http/message.h"
#include "relay/http/request_parser.h"
#include "relay/http/responder.h"
#include "relay/net/loop.h"
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace relay::http {

/// Gets whole requests only, in one of the edge's handler threads. Answers by `respond`, at once or
/// later. One that throws is answered with 500 and reported.
using Handler = std::function<void(Request request, Responder respond)>;

struct EdgeLimits {
    net::LoopLimits loop; ///< connections per address and in all, TLS handshake
    std::size_t request_line = 8u << 10;
    std::size_t header = 32u << 10;
    std::size_t fields = 100;
    std::size_t body = 64u << 10;    ///< where neither listener nor body_of say otherwise
    std::size_t bodies = 256u << 20; ///< of all unanswered requests together; more: 503
    std::chrono::milliseconds head_time{20'000};   ///< from the first byte to the end of the head
    std::chrono::milliseconds body_grace{10'000};  ///< after it, `body_rate` must be held
    std::size_t body_rate = 500;                   ///< bytes per second, on average
    std::chrono::milliseconds answer_time{60'000}; ///< for the handler; then 503
    std::chrono::milliseconds send_grace{20'000};  ///< after it, `send_rate` must be held
    std::size_t send_rate = 2'000;                 ///< bytes per second, on average
    std::chrono::milliseconds keep_alive{15'000};  ///< between two requests
    std::size_t requests = 1'000;                  ///< per connection
    std::size_t handlers = 8;                      ///< threads
    std::size_t queue = 1'024;                     ///< requests that wait for a handler; more: 503
    std::chrono::milliseconds drain{10'000};
};

struct EdgeOptions {
    EdgeLimits limits;
    std::vector<std::string> hosts; ///< names we answer to, no port; others get 421. Empty: any
    /// The largest body for a request of which only the head is known. Called by the loop thread,
    /// so it must be quick. Empty function, or empty answer: the listener's limit.
    std::function<std::optional<std::size_t>(const Request&)> body_of;
    net::Now now = std::chrono::steady_clock::now;
    /// One line for the log. Any thread; for every refusal, so its owner counts instead of
    /// repeating. Holds addresses and limits, never what a peer sent.
    std::function<void(const std::string&)> report;
};

/// A door of the edge. Either `address` and `port`, or a `descriptor` that already listens.
struct EdgeListener {
    std::string name;                  ///< Request::listener
    std::string address = "127.0.0.1"; ///< numeric
    std::uint16_t port = 0;            ///< 0: the kernel chooses; see Edge::port()
    std::optional<int> descriptor;     ///< from systemd; the edge closes it
    std::optional<net::TlsContext> tls;
    std::optional<std::size_t> body; ///< instead of EdgeLimits::body
    bool is_for_operators = false;   ///< see net::Listener
};

/// The HTTP/1.1 server: a loop that owns all connections, and a few threads that see whole requests
/// only. Slow, idle, handshaking and hostile peers cost a descriptor and a deadline, never a
/// thread.
///
/// Build, listen() for each door, start(). The options' functions and the handler must live as
/// long as the edge.
class Edge {
public:
    Edge(EdgeOptions options, Handler handler);
    ~Edge(); ///< stop()
    Edge(const Edge&) = delete;
    Edge& operator=(const Edge&) = delete;

    /// Before start(). Refused with a sentence for the operator.
    net::Result<void> listen(EdgeListener listener);
    void start();

    /// No new connections; idle ones close; requests in hand are answered, for EdgeLimits::drain at
    /// most; then the handler threads end. Returns when all that is done.
    void stop();

    /// The real port of a listener. Asking for one that listen() did not take is a bug.
    std::uint16_t port(const std::string& listener) const;

    /// Any thread. New connections of that listener get the new certificate.
    void replace_tls(const std::string& listener, const net::TlsContext& context);

    net::LoopCounters connections() const;

    /// Any thread. The loop: for what else must run there, and to wake it after a test moved now().
    net::Loop& loop();

private:
    class Inside;
    std::unique_ptr<Inside> inside_;
};

} // namespace relay::http
