#pragma once
#include "relay/intake/submission.h"
#include <optional>
#include <string>

namespace relay::intake {

/// What tells the sender of a mail that nobody was on duty at `called` by the time the text was
/// there: the recipient had been accepted, so a report of failure is owed (RFC 5321 6.1). A message
/// of its own, since reports are about one recipient, and without words, since nobody has it.
/// Empty: who sent it gets no mail, or has asked for no reports of failure.
std::optional<Drafted> untaken(const engine::House& house, const store::Directory& people,
                               store::Message message, const std::string& called);

} // namespace relay::intake
