#pragma once
#include "wctp/answer.h"
#include "wctp/control.h"
#include "wctp/payload.h"
#include "wctp/status_info.h"
#include "wctp/unreadable.h"
#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace wctp {

/// wctp-ClientQuery: what became of a transient client's message?
struct ClientQuery {
    std::string sender_id; ///< may be empty in the lenient profile
    std::string recipient_id;
    std::string tracking_number; ///< never empty
    /// quirk: OpenNotification sends a securityCode that no grammar has. Read, never written.
    std::string security_code;
    friend bool operator==(const ClientQuery&, const ClientQuery&) = default;
};

/// wctp-ClientResponseHeader
struct ClientResponseHeader {
    Originator originator;
    Recipient recipient;
    std::optional<Instant> responded;
    std::optional<Instant> responding_to;
    friend bool operator==(const ClientResponseHeader&, const ClientResponseHeader&) = default;
};

struct ClientMessageReply {
    ClientResponseHeader header;
    Payload payload;
    bool of_choice = false; ///< MCRMessageReply, as in MessageReply
    friend bool operator==(const ClientMessageReply&, const ClientMessageReply&) = default;
};

struct ClientStatusInfo {
    ClientResponseHeader header;
    std::variant<Notification, Failure> event;
    friend bool operator==(const ClientStatusInfo&, const ClientStatusInfo&) = default;
};

/// wctp-ClientMessage
using ClientMessage = std::variant<ClientMessageReply, ClientStatusInfo>;

/// wctp-ClientQueryResponse. There is no acknowledgement: each answer holds all events so far,
/// the oldest first. An empty list of messages is written as wctp-NoMessages.
struct ClientQueryResponse {
    std::variant<NoMessages, std::vector<ClientMessage>, Failure> outcome;
    std::optional<std::chrono::seconds> min_next_poll; ///< minNextPollInterval
    std::vector<Unreadable> unreadable{};              ///< what else stood there; with a list only
    friend bool operator==(const ClientQueryResponse&, const ClientQueryResponse&) = default;
};

} // namespace wctp
