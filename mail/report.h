#pragma once
// What other mail servers and mailboxes report on a mail of ours: RFC 3464, RFC 8098.
#include "mail/mime_reader.h"

#include <optional>
#include <string>
#include <vector>

namespace mail {

/// RFC 3464 2.3.3.
enum class ReportedAction { Failed, Delayed, Delivered, Relayed, Expanded, Other };

struct RecipientReport {
    ReportedAction action = ReportedAction::Other;
    std::string status; ///< "5.1.1" (RFC 3463); empty when it is not written so
    /// Whom it is about in the end, of type rfc822, as written: another one than the mail was
    /// addressed to where somebody forwards. May be empty.
    std::string final_recipient;
    friend bool operator==(const RecipientReport&, const RecipientReport&) = default;
};

struct DeliveryReport {
    std::string envelope_id; ///< our ENVID, as it came back; may be empty
    std::vector<RecipientReport> recipients;
    std::string message_id; ///< of the mail that it is about, without brackets; may be empty
    friend bool operator==(const DeliveryReport&, const DeliveryReport&) = default;
};

struct DispositionReport {
    std::string disposition; ///< "displayed", "deleted" ..., lower-case; may be empty
    std::string message_id;  ///< of the mail that it is about, without brackets; may be empty
    friend bool operator==(const DispositionReport&, const DispositionReport&) = default;
};

/// Empty: it is no such report, or its fields are missing. At most 100 recipients are read.
std::optional<DeliveryReport> read_delivery_report(const MimeMessage& message);
std::optional<DispositionReport> read_disposition_report(const MimeMessage& message);

} // namespace mail
