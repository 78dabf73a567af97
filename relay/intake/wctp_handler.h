#pragma once
#include "relay/http/edge.h"
#include "relay/intake/source_guard.h"
#include "relay/intake/submission.h"
#include "relay/intake/wctp_recorder.h"
#include "relay/intake/wctp_responses.h"
#include "relay/intake/wctp_rules.h"
#include <memory>
#include <string_view>

namespace relay::intake {

/// Takes the answer, once, perhaps on another thread: an http::Responder, or whoever asks without a
/// socket.
using WctpAnswer = std::function<void(const http::Response&)>;

/// WCTP over the edge: a request in, the answer out, always HTTP 200 (WCTP.md 4.1) but for
/// methods that are not WCTP's.
///
/// Thread-safe. A submission is answered from the writer's thread, after the commit; it may outlive
/// the call, not this object's house.
class WctpHandler {
public:
    /// `responses`: who takes StatusInfo and MessageReply; null: nobody does. Outlives this.
    /// `decided`: may be empty.
    WctpHandler(const engine::House& house, const SubmissionDoor& door, SourceGuard& guard,
                WctpRules rules, WctpResponses* responses = nullptr, DecisionEar decided = {});
    ~WctpHandler();
    WctpHandler(const WctpHandler&) = delete;
    WctpHandler& operator=(const WctpHandler&) = delete;

    void handle(http::Request request, WctpAnswer respond);

private:
    class Inside;
    std::unique_ptr<Inside> inside_;
};

/// Is it WCTP's path, in whatever case, or one segment behind it?
bool is_wctp_path(std::string_view path, std::string_view asked);

} // namespace relay::intake
