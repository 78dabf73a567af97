#include "relay/http/http_protocol.h"

namespace relay::http {
namespace {

using Phase = RequestParser::Phase;
using std::chrono::milliseconds;

constexpr auto plain_text = "text/plain; charset=utf-8";
constexpr auto methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

/// How long `bytes` may take at `rate` per second.
milliseconds time_for(std::size_t bytes, std::size_t rate)
{
    return milliseconds(
        static_cast<milliseconds::rep>(bytes * 1000 / std::max<std::size_t>(rate, 1)));
}

Response overload(std::string text)
{
    auto response = respond(503, plain_text, std::move(text));
    response.headers.add("Retry-After", "1");
    return response;
}

} // namespace

void HttpProtocol::on_open()
{
    connection_.set_deadline(connection_.now() + service_.limits.head_time);
}

void HttpProtocol::on_bytes(std::string_view bytes)
{
    parser_.feed(bytes);
    advance();
}

void HttpProtocol::on_end()
{
    switch (state_) {
    case State::Reading:
        // Half a request is none; there is nobody to tell.
        connection_.close();
        return;
    case State::Handling:
    case State::Sending:
        is_last_ = true;
        return;
    case State::Streaming:
    case State::Refused:
        connection_.close();
        return;
    }
}

void HttpProtocol::on_deadline()
{
    switch (state_) {
    case State::Reading:
        if (phase_ == Phase::Between) {
            connection_.close();
            return;
        }
        refuse(
            {408, phase_ == Phase::Head ? "the head took too long" : "the body came too slowly"});
        return;
    case State::Handling:
        service_.report("request of " + connection_.peer() + " was not answered in time");
        refuse({503, "the answer took too long"});
        return;
    case State::Sending:
        service_.report("connection of " + connection_.peer() + " cut: slow reader of an answer");
        connection_.cut();
        return;
    case State::Streaming:
    case State::Refused:
        connection_.cut();
        return;
    }
}

void HttpProtocol::on_drain()
{
    is_last_ = true;
    const bool is_idle = state_ == State::Reading && phase_ == Phase::Between;
    if (is_idle || state_ == State::Streaming) {
        connection_.close();
    }
}

void HttpProtocol::on_flushed()
{
    if (state_ != State::Sending) {
        return;
    }
    state_ = State::Reading;
    connection_.resume_reading();
    connection_.set_deadline(connection_.now() + service_.limits.keep_alive);
    advance();
}

void HttpProtocol::on_closed()
{
    hold(0);
    if (stream_open_) {
        *stream_open_ = false;
    }
}

void HttpProtocol::answer(std::uint64_t request, std::string bytes, bool close)
{
    if (state_ != State::Handling || request != requests_) {
        return;
    }
    hold(parser_.buffered());
    send(std::move(bytes), close || is_last_);
}

void HttpProtocol::begin_stream(std::uint64_t request, std::string head,
                                std::shared_ptr<std::atomic<bool>> open)
{
    if (state_ != State::Handling || request != requests_) {
        *open = false;
        return;
    }
    hold(0);
    state_ = State::Streaming;
    stream_open_ = std::move(open);
    connection_.clear_deadline();
    connection_.resume_reading(); // to notice the peer's end
    connection_.write(std::move(head));
}

void HttpProtocol::write_stream(std::string bytes)
{
    if (state_ == State::Streaming) {
        connection_.write(std::move(bytes));
    }
}

void HttpProtocol::end_stream()
{
    if (state_ == State::Streaming) {
        connection_.close();
    }
}

void HttpProtocol::advance()
{
    if (state_ != State::Reading) {
        return;
    }
    auto outcome = parser_.next();
    if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
        refuse(*refusal);
        return;
    }
    if (auto* request = std::get_if<Request>(&outcome)) {
        hand_over(std::move(*request));
        return;
    }
    hold(parser_.buffered());
    if (*service_.held_bodies > service_.limits.bodies) {
        refuse({503, "too much is being received"});
        return;
    }
    if (parser_.take_continue()) {
        connection_.write("HTTP/1.1 100 Continue\r\n\r\n");
    }
    follow_phase();
}

/// Deadlines: one for the head as a whole, one for the body that moves with each byte of it.
void HttpProtocol::follow_phase()
{
    const auto before = std::exchange(phase_, parser_.phase());
    const auto& limits = service_.limits;
    switch (phase_) {
    case Phase::Between:
        return;
    case Phase::Head:
        if (before != Phase::Head && requests_ > 0) {
            connection_.set_deadline(connection_.now() + limits.head_time);
        }
        return;
    case Phase::Body:
        if (before != Phase::Body) {
            body_began_ = connection_.now();
        }
        connection_.set_deadline(body_began_ + limits.body_grace +
                                 time_for(parser_.body_received(), limits.body_rate));
        return;
    }
}

void HttpProtocol::hand_over(Request request)
{
    ++requests_;
    request.peer_address = connection_.peer();
    request.listener = connection_.listener();
    request.tls = connection_.is_secure();
    request.certificate = connection_.certificate();
    request.id = "h" + std::to_string(++*service_.last_request);
    phase_ = Phase::Between;
    state_ = State::Handling;
    is_last_ = is_last_ || requests_ >= service_.limits.requests;
    connection_.pause_reading();
    connection_.set_deadline(connection_.now() + service_.limits.answer_time);
    hold(request.body.size() + parser_.buffered());
    Responder respond({service_.postbox, connection_.id(), requests_, facts_of(request), request.id,
                       service_.report});
    if (!service_.handlers->accepts(request, respond)) {
        service_.report("request of " + connection_.peer() + " refused: limit of queued requests");
        respond(overload("Too busy; try again in a moment.\n"));
    }
}

void HttpProtocol::refuse(const Refusal& refusal)
{
    service_.report("request of " + connection_.peer() + " refused with " +
                    std::to_string(refusal.status) + ": " + refusal.reason);
    auto response = refusal.status == 503
                        ? overload(refusal.reason + "\n")
                        : respond(refusal.status, plain_text, refusal.reason + "\n");
    response.close = true;
    if (refusal.status == 405) {
        response.headers.add("Allow", methods);
    }
    AnswerFacts facts;
    facts.tls = connection_.is_secure();
    const auto bytes = write_response(response, facts, std::time(nullptr));
    send(*bytes, true);
    state_ = State::Refused;
}

void HttpProtocol::send(std::string bytes, bool close)
{
    const auto& limits = service_.limits;
    connection_.set_deadline(connection_.now() + limits.send_grace +
                             time_for(bytes.size(), limits.send_rate));
    connection_.write(std::move(bytes));
    state_ = State::Sending;
    if (close) {
        connection_.close();
    }
}

void HttpProtocol::hold(std::size_t bytes)
{
    *service_.held_bodies += bytes - held_; // modular arithmetic also goes down
    held_ = bytes;
}

AnswerFacts HttpProtocol::facts_of(const Request& request) const
{
    AnswerFacts facts;
    facts.is_head = request.method == "HEAD";
    facts.keeps_alive = parser_.keeps_alive() && !is_last_;
    facts.is_http_10 = request.version == Version::Http10;
    facts.tls = request.tls;
    return facts;
}

} // namespace relay::http
