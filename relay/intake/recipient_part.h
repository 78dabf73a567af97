#pragma once
#include "relay/intake/submission.h"
#include <string>
#include <vector>

namespace relay::intake {

/// The message for that one of the submission's recipients. A source with a priority of its own
/// keeps it (X.3).
store::Message message_for(const Submission& submission, std::size_t recipient,
                           const store::Source& source);

/// What its ledger says of how it was read.
std::vector<std::string> notes_for(const Submission& submission, std::size_t recipient);

} // namespace relay::intake
