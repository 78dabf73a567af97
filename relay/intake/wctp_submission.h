#pragma once
#include "relay/intake/submission.h"
#include "relay/intake/wctp_rules.h"
#include "wctp/operation.h"
#include "wctp/result.h"
#include <string>
#include <string_view>

namespace relay::intake {

/// What SubmitRequest, SubmitClientMessage and SendMsgMulti have in common. References live during
/// the call.
struct WctpSubmission {
    const wctp::Document& document;
    const wctp::Originator& originator;
    const wctp::MessageControl& control;
    const wctp::Recipient& recipient;
    const std::optional<wctp::Instant>& submitted;
    const wctp::Payload& payload;
    bool is_transient = false;
    std::string_view address_query{}; ///< of the address it was posted to
    std::size_t recipients = 1;       ///< who get it, each with pictures of its own
};

/// A submission that may be given to the door, and the code that it is then answered with.
struct ReadWctp {
    Submission submission;
    wctp::Code success = wctp::Code::Accepted;
};

/// How urgent a submission is: by its source's rule, by the address that it was posted to where the
/// source may say it there, else by its deliveryPriority.
store::Priority urgency_of(wctp::Priority priority, std::string_view address_query,
                           const store::Source& source);

/// Judges times, text and choices of a submission whose source is known; the recipient is for the
/// door. Pure.
wctp::Result<ReadWctp> read_submission(const WctpSubmission& asked, const store::Source& source,
                                       const WctpRules& rules, store::Instant now);

/// The longest text that is taken from that source: its own limit, and never more than the house's.
std::size_t most_characters(const WctpRules& rules, const store::Source& source);

/// The address that a recipientID names: NAME@DOMAIN is NAME where DOMAIN is the source's.
std::string named_recipient(const std::string& recipient_id, const store::Source& source);

/// The code and the sentence that answer the door's refusal.
wctp::Error wctp_error(const Refused& refused, const WctpRules& rules, const store::Source& source);

/// What that source is told while the store cannot write.
wctp::Code busy_code(const WctpRules& rules, const store::Source& source);

} // namespace relay::intake
