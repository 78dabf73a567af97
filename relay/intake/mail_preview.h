#pragma once
#include "relay/intake/submission.h"
#include <string>

namespace relay::intake {

/// A mail that was read but not submitted, for the person who has it before them: whom it would
/// page, how, with which words, and why.
std::string preview(const Submission& submission, const store::Source& source,
                    const store::Directory& people);

} // namespace relay::intake
