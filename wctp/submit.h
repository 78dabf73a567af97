#pragma once
#include "wctp/answer.h"
#include "wctp/control.h"
#include "wctp/payload.h"
#include <optional>
#include <string>
#include <variant>

namespace wctp {

/// wctp-SubmitRequest: from an enterprise host; answered by Confirmation. When read, its payload
/// has a text that is not blank, or bytes; so has that of the other submissions.
struct SubmitRequest {
    Originator originator;
    MessageControl control;
    Recipient recipient;
    std::optional<Instant> submitted; ///< empty: not given or unreadable, use the time of receipt
    Payload payload;
    friend bool operator==(const SubmitRequest&, const SubmitRequest&) = default;
};

/// wctp-SubmitClientMessage: from a transient client; answered by SubmitClientResponse.
struct SubmitClientMessage {
    Originator originator;
    MessageControl control;
    Recipient recipient;
    std::optional<Instant> submitted;
    Payload payload;
    friend bool operator==(const SubmitClientMessage&, const SubmitClientMessage&) = default;
};

/// wctp-ClientSuccess
struct ClientSuccess {
    Code code = Code::Accepted;
    std::string text{};
    std::string detail{};
    std::string tracking_number; ///< 1 to 16 letters and digits
    friend bool operator==(const ClientSuccess&, const ClientSuccess&) = default;
};

struct SubmitClientResponse {
    std::variant<ClientSuccess, Failure> outcome;
    friend bool operator==(const SubmitClientResponse&, const SubmitClientResponse&) = default;
};

} // namespace wctp
