#pragma once
#include "wctp/answer.h"
#include "wctp/lookup.h"
#include "wctp/reply.h"
#include "wctp/status_info.h"
#include "wctp/submit.h"
#include "wctp/unreadable.h"
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace wctp {

/// wctp-MessageReceived: the poller has it, or will never take it. Either ends it.
struct MessageReceived {
    std::int64_t sequence = 0;
    std::variant<Success, Failure> outcome;
    friend bool operator==(const MessageReceived&, const MessageReceived&) = default;
};

/// wctp-PollForMessages
struct PollForMessages {
    std::string poller_id;
    std::string security_code;
    std::optional<std::uint32_t> max_messages; ///< 0: acknowledges only
    std::vector<MessageReceived> received;
    friend bool operator==(const PollForMessages&, const PollForMessages&) = default;
};

/// wctp-Message of a wctp-PollResponse
struct PolledMessage {
    std::int64_t sequence = 0;
    std::variant<SubmitRequest, MessageReply, StatusInfo, LookupResponse> operation;
    friend bool operator==(const PolledMessage&, const PolledMessage&) = default;
};

/// wctp-PollResponse. An empty list of messages is written as wctp-NoMessages. 1.0 has no Failure
/// here: failure_document() answers a 1.0 poller by Confirmation.
struct PollResponse {
    std::variant<NoMessages, std::vector<PolledMessage>, Failure> outcome;
    std::optional<std::chrono::seconds> min_next_poll;
    std::vector<Unreadable> unreadable{}; ///< what else stood there, by sequence; with a list only
    friend bool operator==(const PollResponse&, const PollResponse&) = default;
};

} // namespace wctp
