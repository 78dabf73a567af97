#pragma once
#include "wctp/operation.h"
#include <array>
#include <optional>
#include <string_view>

namespace wctp::detail {

struct KindRow {
    Kind kind;
    std::string_view element;
    bool request;
};

/// In the order of Kind.
inline constexpr std::array kinds{
    KindRow{Kind::SubmitRequest, "wctp-SubmitRequest", true},
    KindRow{Kind::SubmitClientMessage, "wctp-SubmitClientMessage", true},
    KindRow{Kind::SubmitClientResponse, "wctp-SubmitClientResponse", false},
    KindRow{Kind::ClientQuery, "wctp-ClientQuery", true},
    KindRow{Kind::ClientQueryResponse, "wctp-ClientQueryResponse", false},
    KindRow{Kind::Confirmation, "wctp-Confirmation", false},
    KindRow{Kind::StatusInfo, "wctp-StatusInfo", true},
    KindRow{Kind::MessageReply, "wctp-MessageReply", true},
    KindRow{Kind::VersionQuery, "wctp-VersionQuery", true},
    KindRow{Kind::VersionResponse, "wctp-VersionResponse", false},
    KindRow{Kind::PollForMessages, "wctp-PollForMessages", true},
    KindRow{Kind::PollResponse, "wctp-PollResponse", false},
    KindRow{Kind::SendMsgMulti, "wctp-SendMsgMulti", true},
    KindRow{Kind::SendMsgMultiResponse, "wctp-SendMsgMultiResponse", false},
    KindRow{Kind::LookupSubscriber, "wctp-LookupSubscriber", true},
    KindRow{Kind::LookupResponse, "wctp-LookupResponse", false},
    KindRow{Kind::DeviceLocation, "wctp-DeviceLocation", true},
    KindRow{Kind::DeviceLocationResponse, "wctp-DeviceLocationResponse", false},
    KindRow{Kind::ReturnToService, "wctp-ReturnToSvc", true},
};

/// Empty result: an element that is no operation (Failure 300).
std::optional<Kind> kind_of(std::string_view element) noexcept;

} // namespace wctp::detail
