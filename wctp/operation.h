#pragma once
#include "wctp/answer.h"
#include "wctp/client_query.h"
#include "wctp/lookup.h"
#include "wctp/multi.h"
#include "wctp/poll.h"
#include "wctp/quirks.h"
#include "wctp/reply.h"
#include "wctp/status_info.h"
#include "wctp/submit.h"
#include "wctp/version.h"
#include "wctp/version_query.h"
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// The closed set of operations, and the document around one.

namespace wctp {

using Operation =
    std::variant<SubmitRequest, SubmitClientMessage, SubmitClientResponse, ClientQuery,
                 ClientQueryResponse, Confirmation, StatusInfo, MessageReply, VersionQuery,
                 VersionResponse, PollForMessages, PollResponse, SendMsgMulti, SendMsgMultiResponse,
                 LookupSubscriber, LookupResponse, DeviceLocation, DeviceLocationResponse,
                 ReturnToService>;

/// In the order of Operation's alternatives.
enum class Kind {
    SubmitRequest,
    SubmitClientMessage,
    SubmitClientResponse,
    ClientQuery,
    ClientQueryResponse,
    Confirmation,
    StatusInfo,
    MessageReply,
    VersionQuery,
    VersionResponse,
    PollForMessages,
    PollResponse,
    SendMsgMulti,
    SendMsgMultiResponse,
    LookupSubscriber,
    LookupResponse,
    DeviceLocation,
    DeviceLocationResponse,
    ReturnToService,
};

/// One wctp-Operation.
struct Document {
    Version version = Version::V1r3;
    std::string token{}; ///< wctpToken; echo it in the answer. Not written in 1.0.
    Operation operation{};
    std::vector<Quirk> quirks{}; ///< what the lenient reader forgave, each once; never written
    std::string doctype{};       ///< SYSTEM identifier of the DOCTYPE read; never written
    friend bool operator==(const Document&, const Document&) = default;
};

Kind kind(const Operation& operation) noexcept;

/// The element: "wctp-SubmitRequest".
std::string_view name(Kind kind) noexcept;

/// May it be sent to a server as a request? The others are answers (Failure 300 when posted).
bool is_request(Kind kind) noexcept;

} // namespace wctp
