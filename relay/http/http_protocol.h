#pragma once
#include "relay/http/edge.h"
#include "relay/http/handler_pool.h"
#include "relay/net/connection.h"
#include "relay/net/protocol.h"
#include <atomic>
#include <memory>
#include <string>

namespace relay::http {

/// What the connections of one listener share. Loop thread only; outlives them.
struct HttpService {
    EdgeLimits limits;
    ParserLimits parsing; ///< of this listener
    std::function<void(const std::string&)> report;
    std::shared_ptr<net::Postbox> postbox;
    HandlerPool* handlers = nullptr;       ///< outlives us
    std::size_t* held_bodies = nullptr;    ///< bytes of unanswered requests, of all listeners
    std::uint64_t* last_request = nullptr; ///< numbers for Request::id, of all listeners
};

/// HTTP/1.1 on one connection: one request at a time, its answer out before the next is looked at,
/// so that a peer that pipelines without reading fills its own buffers and not ours.
class HttpProtocol : public net::Protocol {
public:
    HttpProtocol(net::Connection& connection, HttpService& service)
        : connection_(connection), service_(service), parser_(service.parsing)
    {
    }

    void on_open() override;
    void on_bytes(std::string_view bytes) override;
    void on_end() override;
    void on_deadline() override;
    void on_drain() override;
    void on_flushed() override;
    void on_closed() override;

    /// The answer to request number `request` as bytes; ignored when it came too late.
    void answer(std::uint64_t request, std::string bytes, bool close);

    /// The same for a stream; `open` is cleared when the peer goes.
    void begin_stream(std::uint64_t request, std::string head,
                      std::shared_ptr<std::atomic<bool>> open);
    void write_stream(std::string bytes);
    void end_stream();

private:
    enum class State { Reading, Handling, Sending, Streaming, Refused };

    void advance();
    void follow_phase();
    void hand_over(Request request);
    void refuse(const Refusal& refusal);
    void send(std::string bytes, bool close);
    void hold(std::size_t bytes);
    AnswerFacts facts_of(const Request& request) const;

    net::Connection& connection_;
    HttpService& service_;
    RequestParser parser_;
    State state_ = State::Reading;
    RequestParser::Phase phase_ = RequestParser::Phase::Between;
    net::Moment body_began_{};
    std::uint64_t requests_ = 0; ///< so far; the number of the present one
    std::size_t held_ = 0;       ///< our part of held_bodies
    bool is_last_ = false;       ///< close after the present answer
    std::shared_ptr<std::atomic<bool>> stream_open_;
};

} // namespace relay::http
