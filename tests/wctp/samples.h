#pragma once
#include "wctp/operation.h"
#include <vector>

namespace wctp_test {

/// Every operation with every field set, several where an operation has several shapes. Each is
/// what 1.3 can say: writing and reading gives it back.
std::vector<wctp::Operation> every_operation();

/// Characters that somebody could take for markup, and some that nobody can type.
extern const std::string awkward_text;

} // namespace wctp_test
