#pragma once
// What became of a mail, for programs: the machine-readable part of a report (RFC 3464).
#include "mail/address.h"
#include "mail/result.h"
#include <chrono>
#include <optional>
#include <string>

namespace mail {

/// One recipient's fate. The words for people stand in the mail's text.
struct OutgoingReport {
    std::string reporting_host;                 ///< RFC 3464 2.2.2, a domain
    std::chrono::sys_seconds arrived{};         ///< 2.2.5
    Address recipient;                          ///< 2.3.2
    bool has_failed = false;                    ///< 2.3.3; else it is delivered
    std::string diagnostic;                     ///< 2.3.6, one line of ours; may be empty
    std::optional<std::chrono::sys_seconds> at; ///< 2.3.7
    std::string envelope_id;                    ///< 2.2.1, decoded; empty: there was none
    std::string original_recipient;             ///< 2.3.1, "type;address", decoded; may be empty
};

/// The body of a message/delivery-status part, with CR LF line ends; ASCII, since anything else in
/// `diagnostic` and in what the sender gave becomes '?'. Refuses a host that is no domain.
Result<std::string> write_delivery_status(const OutgoingReport& report);

} // namespace mail
