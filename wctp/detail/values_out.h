#pragma once
#include "wctp/detail/element.h"
#include "wctp/operation.h"
#include "wctp/version.h"

namespace wctp::detail {

/// The element of an operation, with everything it says. What `version` does not have, and the
/// order of things, is left to the tables in write_element(); only where a version lacks a whole
/// shape (wctp-ChoicePair) does this choose another.
Element element_of(const Operation& operation, Version version);

} // namespace wctp::detail
