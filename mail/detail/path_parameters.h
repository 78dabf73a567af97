#pragma once
#include "mail/command.h"
#include "mail/envelope.h"
#include "mail/reply.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// Writes what MAIL's parameters say into `envelope`; a reply: the refusal of the first that is
/// wrong. `may_log_in`: AUTH is offered, or was said.
std::optional<Reply> take_mail_parameters(const std::vector<PathParameter>& parameters,
                                          std::size_t max_bytes, bool may_log_in,
                                          Envelope& envelope);

/// As take_mail_parameters(), for RCPT.
std::optional<Reply> take_rcpt_parameters(const std::vector<PathParameter>& parameters,
                                          ReportWish& wish);

/// RFC 3461 4: "a+2Bb" is "a+b". Empty: it is not written so, or has controls.
std::optional<std::string> from_xtext(std::string_view text);

} // namespace mail
