#pragma once
#include "wctp/error_code.h"
#include <string>
#include <variant>

namespace wctp {

/// wctp-Success. An empty `text` is written as text(code); an empty `detail` as `text`, since
/// there are clients that fail on an element without content.
struct Success {
    Code code = Code::Accepted;
    std::string text{};   ///< successText
    std::string detail{}; ///< the element's content
    friend bool operator==(const Success&, const Success&) = default;
};

/// wctp-Failure; empty texts as with Success.
struct Failure {
    Code code = Code::InternalError;
    std::string text{};   ///< errorText
    std::string detail{}; ///< the element's content
    friend bool operator==(const Failure&, const Failure&) = default;
};

/// wctp-Confirmation: the answer to SubmitRequest, MessageReply, StatusInfo, ReturnToSvc.
struct Confirmation {
    std::variant<Success, Failure> outcome;
    friend bool operator==(const Confirmation&, const Confirmation&) = default;
};

/// wctp-NoMessages
struct NoMessages {
    friend bool operator==(const NoMessages&, const NoMessages&) = default;
};

} // namespace wctp
