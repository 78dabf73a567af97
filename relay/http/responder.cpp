#include "relay/http/responder.h"
#include "relay/http/http_protocol.h"

namespace relay::http {
namespace {

void post_to(const Responder::Address& address, std::function<void(HttpProtocol&)> act)
{
    address.postbox->post([connection = address.connection, act = std::move(act)](net::Loop& loop) {
        // Only an edge makes Responders, and its connections speak nothing else.
        loop.visit(connection,
                   [&](net::Protocol& protocol) { act(static_cast<HttpProtocol&>(protocol)); });
    });
}

} // namespace

Response respond_with_fault()
{
    return respond(500, "text/plain; charset=utf-8", "Internal error; the log says more.\n");
}

class Responder::Pending {
public:
    explicit Pending(Address address) : address_(std::move(address)) {}
    Pending(const Pending&) = delete;
    Pending& operator=(const Pending&) = delete;

    ~Pending()
    {
        if (!take()) {
            return;
        }
        report("nobody answered it");
        send(respond_with_fault());
    }

    /// True for the first who asks.
    bool take() { return !is_answered_.exchange(true); }

    void send(const Response& response) const
    {
        auto bytes = write_response(response, address_.facts, std::time(nullptr));
        if (!bytes) {
            report(bytes.error());
            send(respond_with_fault());
            return;
        }
        const bool close = response.close || !address_.facts.keeps_alive;
        post_to(address_, [request = address_.request, bytes = std::move(*bytes),
                           close](HttpProtocol& protocol) mutable {
            protocol.answer(request, std::move(bytes), close);
        });
    }

    std::optional<Stream> begin_stream(const Response& head) const
    {
        auto bytes = write_stream_head(head, address_.facts, std::time(nullptr));
        if (!bytes) {
            report(bytes.error());
            send(respond_with_fault());
            return std::nullopt;
        }
        Stream stream(address_.postbox, address_.connection);
        post_to(address_, [request = address_.request, bytes = std::move(*bytes),
                           open = stream.open_flag()](HttpProtocol& protocol) mutable {
            protocol.begin_stream(request, std::move(bytes), std::move(open));
        });
        return stream;
    }

private:
    void report(const std::string& what) const
    {
        if (address_.report) {
            address_.report("request " + address_.request_id + ": " + what);
        }
    }

    Address address_;
    std::atomic<bool> is_answered_{false};
};

Responder::Responder(Address address) : pending_(std::make_shared<Pending>(std::move(address))) {}

void Responder::operator()(const Response& response) const
{
    if (pending_->take()) {
        pending_->send(response);
    }
}

std::optional<Stream> Responder::start_stream(const Response& head) const
{
    if (!pending_->take()) {
        return std::nullopt;
    }
    return pending_->begin_stream(head);
}

} // namespace relay::http
