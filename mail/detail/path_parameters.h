#pragma once
#include "mail/command.h"
#include "mail/envelope.h"
#include "mail/reply.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace mail {

/// Writes SIZE and BODY into `envelope`; a reply: the refusal of the first that is wrong.
std::optional<Reply> take_mail_parameters(const std::vector<PathParameter>& parameters,
                                          std::size_t max_bytes, Envelope& envelope);

/// Any parameter of RCPT is refused, since DSN is not offered.
std::optional<Reply> refusal_of_rcpt_parameters(const std::vector<PathParameter>& parameters);

} // namespace mail
