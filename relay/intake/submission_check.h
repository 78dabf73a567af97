#pragma once
#include "relay/intake/submission.h"
#include <optional>

namespace relay::intake {

/// Without recipients.
Refused refusal(RefusedWhy why, std::string detail);

/// What is wrong with a message, whoever it is for: ids, text, choices, hops and times. Empty:
/// nothing is. Pure.
std::optional<Refused> check(const store::Message& message, const SubmissionRules& rules,
                             store::Instant now);

} // namespace relay::intake
