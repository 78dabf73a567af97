#pragma once
#include "wctp/payload.h"
#include "wctp/status_info.h"

namespace wctp {

/// wctp-MessageReply; answered by Confirmation.
struct MessageReply {
    ResponseHeader header;
    Payload payload;
    /// MCRMessageReply: the payload is the reply text of a choice. Since 1.2; left out before.
    bool of_choice = false;
    std::string alert{}; ///< as StatusInfo's
    friend bool operator==(const MessageReply&, const MessageReply&) = default;
};

} // namespace wctp
