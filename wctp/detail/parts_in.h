#pragma once
#include "wctp/answer.h"
#include "wctp/control.h"
#include "wctp/detail/element.h"
#include "wctp/lookup.h"
#include "wctp/payload.h"
#include "wctp/result.h"
#include "wctp/status_info.h"
#include <chrono>
#include <cstdint>
#include <optional>
#include <variant>

// Elements that several operations share, as values. All expect conforming trees.

namespace wctp::detail {

/// The child that the tables require: aborts without it.
const Element& part(const Element& element, std::string_view name);

bool flag_in(const Element& element, std::string_view attribute, bool otherwise);
std::optional<Instant> time_in(const Element& element, std::string_view attribute);
std::optional<std::int64_t> number_in(const Element& element, std::string_view attribute);
std::optional<std::uint32_t> count_in(const Element& element, std::string_view attribute);
std::optional<std::chrono::seconds> poll_interval_in(const Element& element);

Originator originator_in(const Element& element); ///< wctp-Originator, wctp-ClientOriginator
Recipient recipient_in(const Element& element);
MessageControl control_in(const Element& element); ///< any ...MessageControl, MsgMultiControl
QueryControl query_control_in(const Element& element);
Success success_in(const Element& element);
Failure failure_in(const Element& element);
std::variant<Success, Failure> outcome_in(const Element& parent);
std::variant<Notification, Failure> event_in(const Element& parent);
ResponseHeader response_header_in(const Element& element);
Result<Payload> payload_in(const Element& element);

} // namespace wctp::detail
