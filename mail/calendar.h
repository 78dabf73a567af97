#pragma once
#include <string>
#include <string_view>

namespace mail {

/// What a calendar file (RFC 5545) says to people, a line for each of its first ten events, without
/// line end behind the last:
///
///     [calendar, invitation: Tumour board, 2027-03-01 14:00 to 15:00 Europe/Berlin, in Room 4]
///
/// `text` is UTF-8. Of METHOD (RFC 5546) CANCEL and an event's STATUS CANCELLED it says
/// "cancelled", of REPLY and COUNTER what they are. Times stand as they were written, with their
/// zone: "UTC", the TZID, or "no zone" for a floating one. Empty: there is no event that can be
/// read. Lines that are no content lines, and times that are none, are left out.
/// A duration is read for an end; the end of whole days is the last of them.
std::string calendar_lines(std::string_view text);

/// What those events say at length (DESCRIPTION), a paragraph each, up to 4,000 octets of one.
std::string calendar_descriptions(std::string_view text);

} // namespace mail
