#pragma once
#include "relay/smpp/pdu.h"
#include <optional>
#include <string>

namespace relay::smpp {

/// How far a text has come, by the message centre's word. SMPP 3.4 5.2.28
enum class Progress {
    Underway,  ///< ENROUTE, ACCEPTD, and words that we do not know
    Delivered, ///< DELIVRD
    Expired,
    Deleted,
    Undeliverable,
    Rejected,
    Unknown ///< the message centre has lost track: it is not expected to arrive
};

struct ReceiptNews {
    std::string id; ///< as the message centre writes it; may be empty
    Progress progress = Progress::Underway;
    std::string code;   ///< "UNDELIV 011": its word and error, without anything of the text
    std::string detail; ///< network error code, where there is one
    bool operator==(const ReceiptNews&) const = default;
};

/// Empty: this is no receipt but a text that somebody wrote.
///
/// The parameters receipted_message_id, message_state and network_error_code win over the text
/// (SMPP 3.4 appendix B), in which case and blanks vary. What follows "text:" is never looked at.
std::optional<ReceiptNews> read_receipt(const ShortMessage& message);

} // namespace relay::smpp
