#pragma once
#include "relay/engine/house.h"
#include "relay/http/message.h"
#include "relay/intake/observation.h"
#include "relay/intake/submission.h"
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The REST API of docs/api.yaml, as a function from request to answer. Opens no socket.

namespace relay::api {

/// What a listener has done so far, for /metrics.
struct ConnectionCounts {
    std::string listener; ///< "http", "smtp" ...
    std::uint64_t open = 0;
    std::uint64_t accepted = 0;
    std::uint64_t refused = 0;
};

struct ApiSettings {
    /// Asked once for each submission, before it is taken. Engaged: the source is over its rate and
    /// may come again after that time. Empty function: no rate.
    std::function<std::optional<store::Millis>(const store::Source&)> over_rate;
    /// Empty function: none are shown.
    std::function<std::vector<ConnectionCounts>()> connections;
    std::string version; ///< of the program, shown by /metrics
};

/// Thread-safe. Called in the edge's handler threads; never on the writer's.
class Api {
public:
    /// http::Responder is one. Called exactly once, in handle() or later on the writer's thread,
    /// where it must be quick.
    using Answer = std::function<void(const http::Response&)>;

    /// All arguments but the settings outlive the Api.
    Api(const engine::House& house, const intake::SubmissionDoor& door,
        const intake::Observation& observation, ApiSettings settings);

    /// Answers whatever comes, unknown paths too: 404 as application/problem+json.
    void handle(http::Request request, const Answer& answer) const;

    /// What there is, with paths as in docs/api.yaml: {"GET", "/api/v1/inbox/{page}"}.
    struct Operation {
        std::string_view method;
        std::string_view path;
    };
    static std::vector<Operation> operations();

private:
    const engine::House& house_;             ///< outlives us
    const intake::SubmissionDoor& door_;     ///< outlives us
    const intake::Observation& observation_; ///< outlives us
    ApiSettings settings_;
};

} // namespace relay::api
