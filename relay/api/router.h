#pragma once
#include "relay/api/rooms.h"
#include "relay/http/message.h"
#include <functional>
#include <string>
#include <string_view>
#include <vector>

// The REST API of docs/api.yaml, as a function from request to answer. Opens no socket.

namespace relay::api {

/// Thread-safe. Called in the edge's handler threads; never on the writer's.
class Api {
public:
    /// http::Responder is one. Called exactly once, in handle() or later on the writer's thread,
    /// where it must be quick.
    using Answer = std::function<void(const http::Response&)>;

    /// All arguments but the settings outlive the Api.
    Api(const engine::House& house, const intake::SubmissionDoor& door,
        const intake::Observation& observation, intake::SourceGuard& guard, ApiSettings settings);

    /// Answers whatever comes, unknown paths too: 404 as application/problem+json.
    void handle(http::Request request, const Answer& answer) const;

    /// What there is, with paths as in docs/api.yaml: {"GET", "/api/v1/inbox/{page}"}.
    struct Operation {
        std::string_view method;
        std::string_view path;
    };
    static std::vector<Operation> operations();

private:
    Rooms rooms_;
};

} // namespace relay::api
