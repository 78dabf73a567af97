#pragma once
// What comes back on a mail of ours: a report, a machine's answer, or a person's.
#include "mail/answer_text.h"
#include "mail/report.h"

#include <optional>
#include <string>
#include <string_view>

namespace mail {

enum class ReturnedKind {
    DeliveryReport,    ///< RFC 3464, or an older form that says who was not reached
    DispositionReport, ///< RFC 8098
    UnreadReport,      ///< from the null sender, in a form that no program can read
    AutomaticAnswer,   ///< an out-of-office, a list, a ticket system
    Answer
};

struct Returned {
    ReturnedKind kind = ReturnedKind::Answer;
    DeliveryReport delivery;       ///< kind DeliveryReport
    DispositionReport disposition; ///< kind DispositionReport
    AnswerText answer;             ///< kind Answer
    std::string from_address;      ///< of the first From field, clean; may be empty
    std::string message_id;        ///< its own, without brackets; may be empty
    std::size_t hops = 0;          ///< Received fields
};

/// Reads anything. What a machine wrote is never an Answer, whatever else it says.
Returned read_returned(std::string_view message, bool from_null_sender);

} // namespace mail
