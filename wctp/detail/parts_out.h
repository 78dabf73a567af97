#pragma once
#include "wctp/answer.h"
#include "wctp/control.h"
#include "wctp/detail/element.h"
#include "wctp/lookup.h"
#include "wctp/payload.h"
#include "wctp/status_info.h"
#include "wctp/version.h"
#include <optional>
#include <string>
#include <variant>

// Values that several operations share, as elements. They set every attribute they know; the
// writer leaves out what is empty or not of the version.

namespace wctp::detail {

std::string flag_text(bool value);
std::string yes_no(bool value);
std::string optional_time(const std::optional<Instant>& at);

Element originator_out(const Originator& originator, std::string name = "wctp-Originator");
Element recipient_out(const Recipient& recipient);
Element control_out(const MessageControl& control, std::string name = "wctp-MessageControl");
Element query_control_out(const QueryControl& control, std::string name);
Element success_out(const Success& success, std::string name = "wctp-Success");
Element failure_out(const Failure& failure);
Element outcome_out(const std::variant<Success, Failure>& outcome);
Element event_out(const std::variant<Notification, Failure>& event);
Element response_header_out(const ResponseHeader& header);
/// wctp-IHEPCDACM at the end of a wctp-StatusInfo or wctp-MessageReply, in the version that has it.
void add_alert(Element& event, const std::string& alert, Version version);
Element payload_out(const Payload& payload, Version version);

} // namespace wctp::detail
