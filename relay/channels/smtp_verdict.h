#pragma once
#include "mail/smtp_client_session.h"
#include "relay/channels/channel.h"
#include "relay/channels/error_class.h"
#include <string>
#include <vector>

namespace relay::channels {

/// What a refusing reply is about; `to_recipient`: it answered RCPT. CHANNELS 5.1.
///
/// The enhanced code decides where there is one (RFC 3463), else the three digits.
ErrorClass class_of_reply(const mail::Reply& reply, bool to_recipient);

/// `masked` (subject and text) never shows up in `detail`, since filters quote what they dislike.
Outcome outcome_of(const mail::SmtpResult& result, const std::vector<std::string>& masked);

/// As outcome_of() for that class, but a mailbox that is full (5.2.2) is no wrong address.
Outcome refusal(ErrorClass kind, const std::string& enhanced, std::string code, std::string detail);

} // namespace relay::channels
