#pragma once
#include "relay/http/message.h"
#include "relay/http/response_writer.h"
#include "relay/http/stream.h"
#include "relay/net/postbox.h"
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace relay::http {

/// What a peer gets when we have failed; says nothing of why.
Response respond_with_fault();

/// The way back for one answer. Copies share it: whoever has one may answer, from any thread, now
/// or long after the handler has returned (the group commit does). When the last copy goes and
/// nobody has answered, the peer gets 500, so no request is ever left hanging by us.
///
/// May outlive the Edge; what is answered then is dropped.
class Responder {
public:
    /// Where the answer goes. Made by the edge.
    struct Address {
        std::shared_ptr<net::Postbox> postbox;
        std::uint64_t connection = 0;
        std::uint64_t request = 0; ///< number on that connection
        AnswerFacts facts;
        std::string request_id;
        std::function<void(const std::string&)> report; ///< one line for the log; any thread
    };

    explicit Responder(Address address);

    /// The first answer counts, later ones do nothing. A response that cannot be written (see
    /// write_response()) is reported and answered with 500.
    void operator()(const Response& response) const;

    /// Answers with the head and keeps the connection for a stream: no Content-Length, ends when
    /// the connection does. Empty: somebody has answered before.
    std::optional<Stream> start_stream(const Response& head) const;

private:
    class Pending;
    std::shared_ptr<Pending> pending_;
};

} // namespace relay::http
