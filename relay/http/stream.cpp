#include "relay/http/stream.h"
#include "relay/http/http_protocol.h"

namespace relay::http {

void Stream::write(std::string bytes) const
{
    if (!is_open()) {
        return;
    }
    postbox_->post([connection = connection_, bytes = std::move(bytes)](net::Loop& loop) mutable {
        loop.visit(connection, [&](net::Protocol& protocol) {
            static_cast<HttpProtocol&>(protocol).write_stream(std::move(bytes));
        });
    });
}

void Stream::close() const
{
    postbox_->post([connection = connection_](net::Loop& loop) {
        loop.visit(connection, [](net::Protocol& protocol) {
            static_cast<HttpProtocol&>(protocol).end_stream();
        });
    });
}

} // namespace relay::http
