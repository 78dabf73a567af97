#pragma once
#include <string_view>

namespace wctp {

/// The numbers of wctp-Success and wctp-Failure. A peer may send others: every int is legal, and
/// `Code{number}` makes one. Codes of two refusing and accepting variants keep their shape:
/// ...Unsupported4xx refuses what ...Unsupported2xx accepts with a loss.
enum class Code : int {
    Accepted = 200,
    DeprecatedVersion = 210,
    WillBeTruncated = 211,
    NoDeliveryReceiptOfDevice = 212,
    NoReadReceiptOfDevice = 213,
    NoChoicesOnDevice = 215,
    ChoicesWillBeTruncated = 216,
    ChoicesWillBeDropped = 217,
    NoDeliveryReceipt = 218,
    NoReadReceipt = 219,
    NoChoices = 220,

    OperationNotSupported = 300,
    CannotParse = 301,
    NotValid = 302, ///< well-formed, but not what the grammar says
    VersionNotSupported = 303,
    CannotAccept = 304, ///< nothing is taken before the poller has fetched what waits for it

    FunctionNotSupported = 400,
    InvalidSender = 401,
    InvalidSecurityCode = 402,
    InvalidRecipient = 403,
    InvalidAuthorizationCode = 404,
    InvalidTime = 405,
    UnsupportedTimeRange = 406,
    TimeTooFarAhead = 407,
    TimeHasPassed = 408,
    AliasNotUnique = 409,
    AliasAccessDenied = 410,
    MessageTooLong = 411,
    DeliveryReceiptRefusedByDevice = 412,
    ReadReceiptRefusedByDevice = 413,
    ChoicesRefusedByDevice = 414,
    ChoicesTooLong = 415,
    TooManyChoices = 416,
    DeliveryReceiptRefused = 417,
    ReadReceiptRefused = 418,
    ChoicesRefused = 419,
    BinaryNotSupported = 430,
    SubscriberLimitExceeded = 431,
    InvalidPoller = 432,

    MessageTimedOut = 500,
    MessageExpired = 501, ///< deliveryBefore passed first
    NoFurtherResponses = 502,
    SenderDisabled = 503,
    UnknownReference = 504, ///< trackingNumber or responseToMessageID

    PollRateExceeded = 600,
    ExcessivePolling = 601,
    TrafficRateExceeded = 602,
    ExcessiveTraffic = 603,
    InternalError = 604,
    ServiceUnavailable = 605,
    ServiceUnavailable13 = 606, ///< the number of 605 since version 1.3
};

constexpr int number(Code code) noexcept
{
    return static_cast<int>(code);
}

/// What a code asks of whoever reads it. Clients look at the hundreds only.
enum class CodeClass {
    Success,   ///< 2xx
    Final,     ///< 3xx, 4xx, 5xx and whatever is none of these: the same again fails again
    Temporary, ///< 6xx: try later
};

CodeClass code_class(Code code) noexcept;

/// The short text for successText or errorText, at most 80 characters. Never empty, also not for
/// a number we do not know.
std::string_view text(Code code) noexcept;

} // namespace wctp
