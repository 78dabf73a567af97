#pragma once
#include "wctp/answer.h"
#include "wctp/control.h"
#include "wctp/payload.h"
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace wctp {

/// wctp-SendMsgMulti, since 1.2: one message to many.
struct SendMsgMulti {
    Originator originator;
    MessageControl control;
    bool all_recipients_required = false; ///< true: one bad recipient refuses all
    std::vector<Recipient> recipients;    ///< at least one when read
    std::optional<Instant> submitted;
    Payload payload;
    friend bool operator==(const SendMsgMulti&, const SendMsgMulti&) = default;
};

/// wctp-FailedRecipient
struct FailedRecipient {
    std::string recipient_id;
    Code code = Code::InvalidRecipient;
    std::string text{};
    friend bool operator==(const FailedRecipient&, const FailedRecipient&) = default;
};

/// wctp-SendMsgMultiResponse, since 1.2
struct SendMsgMultiResponse {
    std::variant<Success, Failure> outcome;
    std::vector<FailedRecipient> failed;
    std::uint32_t max_recipients = 0;
    std::optional<std::uint32_t> valid;
    std::optional<std::uint32_t> invalid;
    friend bool operator==(const SendMsgMultiResponse&, const SendMsgMultiResponse&) = default;
};

} // namespace wctp
