#pragma once
#include "relay/http/edge.h"
#include "relay/intake/source_guard.h"
#include "relay/intake/submission.h"
#include "relay/intake/wctp_responses.h"
#include <memory>

namespace relay::intake {

/// How we speak WCTP; from the configuration.
struct WctpRules {
    bool uniform_auth_errors = false; ///< 402 for an unknown sender too, where 401 would tell
    std::size_t max_text_characters = 65535;
    std::size_t max_choices = 100;
    std::size_t max_choice_characters = 1024;
    store::Millis query_interval{10'000}; ///< between two ClientQueries about one message
    int service_unavailable = 606;        ///< error code while the store cannot write: 605 or 606
    store::Millis tracking_retention{72 * 3600 * 1000};
    std::string responder = "belfry"; ///< in VersionResponse
};

/// WCTP over the edge: a request in, the answer out, always HTTP 200 (WCTP.md 4.1) but for
/// methods that are not WCTP's.
///
/// Thread-safe. A submission is answered from the writer's thread, after the commit; it may outlive
/// the call, not this object's house.
class WctpHandler {
public:
    /// `responses`: who takes StatusInfo and MessageReply; null: nobody does. Outlives this.
    WctpHandler(const engine::House& house, const SubmissionDoor& door, SourceGuard& guard,
                WctpRules rules, WctpResponses* responses = nullptr);
    ~WctpHandler();
    WctpHandler(const WctpHandler&) = delete;
    WctpHandler& operator=(const WctpHandler&) = delete;

    void handle(http::Request request, http::Responder respond);

private:
    class Inside;
    std::unique_ptr<Inside> inside_;
};

} // namespace relay::intake
