#pragma once
#include "relay/api/attendance.h"
#include "relay/core/reply_match.h"
#include "relay/engine/house.h"
#include "relay/intake/observation.h"
#include "relay/intake/source_guard.h"
#include "relay/intake/submission.h"
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace relay::api {

/// What a listener has done so far, for /metrics.
struct ConnectionCounts {
    std::string listener; ///< "http", "smtp" ...
    std::uint64_t open = 0;
    std::uint64_t accepted = 0;
    std::uint64_t refused = 0;
};

struct ApiSettings {
    /// Empty function: none are shown.
    std::function<std::vector<ConnectionCounts>()> connections;
    std::string version; ///< of the program, shown by /metrics
    /// What browsers subscribe with (applicationServerKey); empty: there are no pushes here.
    std::string push_key;
    std::vector<std::string> push_hosts; ///< whose services devices may subscribe at
    core::KeyWords words{};              ///< by which people leave, return and ask
};

/// What the operations work with. All but the settings outlives the Api.
struct Rooms {
    const engine::House& house;
    const intake::SubmissionDoor& door;
    const intake::Observation& observation;
    intake::SourceGuard& guard;
    ApiSettings settings;
    std::shared_ptr<Attendance> attendance;
};

} // namespace relay::api
