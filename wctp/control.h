#pragma once
#include "wctp/timestamp.h"
#include <optional>
#include <string>

namespace wctp {

/// wctp-Originator, and wctp-ClientOriginator, whose grammar has no securityCode (some clients send
/// it all the same, and it is kept). miscInfo is the password of many transient clients: both
/// secrets are for comparing, never for a log.
struct Originator {
    std::string sender_id;
    std::string security_code;
    std::string misc_info;
    friend bool operator==(const Originator&, const Originator&) = default;
};

struct Recipient {
    std::string recipient_id; ///< empty: named none (Failure 403)
    std::string authorization_code;
    friend bool operator==(const Recipient&, const Recipient&) = default;
};

enum class Priority { High, Normal, Low };

/// wctp-MessageControl with the defaults of the grammar. wctp-ClientMessageControl has neither
/// message_id nor transaction_id: they are empty after reading and left out in writing.
struct MessageControl {
    std::string message_id; ///< the sender's own; may be empty
    std::string transaction_id;
    std::string respond_to; ///< sendResponsesToID; empty: senderID
    bool allow_response = true;
    bool notify_when_queued = false;
    bool notify_when_delivered = false;
    bool notify_when_read = false;
    Priority priority = Priority::Normal;
    std::optional<Instant> deliver_after;
    std::optional<Instant> deliver_before;
    bool preformatted = false;
    bool allow_truncation = true;
    friend bool operator==(const MessageControl&, const MessageControl&) = default;
};

} // namespace wctp
