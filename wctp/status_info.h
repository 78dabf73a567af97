#pragma once
#include "wctp/answer.h"
#include "wctp/control.h"
#include <optional>
#include <string>
#include <variant>

namespace wctp {

/// wctp-ResponseHeader, of StatusInfo and MessageReply.
struct ResponseHeader {
    Originator originator;                ///< who responds
    MessageControl control;               ///< message_id: a new one of the responder's
    Recipient recipient;                  ///< the original sendResponsesToID or senderID
    std::string response_to;              ///< responseToMessageID: the original messageID
    std::optional<Instant> responded;     ///< responseTimestamp
    std::optional<Instant> responding_to; ///< respondingToTimestamp: the original's submitTimestamp
    std::string on_behalf_of;             ///< onBehalfOfRecipientID: who was addressed
    friend bool operator==(const ResponseHeader&, const ResponseHeader&) = default;
};

/// wctp-Notification. The call-back kinds are of IHE's test tool alone: no published grammar has
/// them, only the lenient profile reads them.
enum class Notification { Queued, Delivered, Read, CallbackStart, CallbackEnd };

/// wctp-StatusInfo; answered by Confirmation.
struct StatusInfo {
    ResponseHeader header;
    std::variant<Notification, Failure> event;
    /// MultipleChoice::alert of what it is about. Written in IheV2 only, which demands one: there
    /// an empty one is written too. Not read.
    std::string alert{};
    friend bool operator==(const StatusInfo&, const StatusInfo&) = default;
};

} // namespace wctp
