#pragma once
#include "wctp/detail/element.h"
#include "wctp/operation.h"
#include "wctp/result.h"

namespace wctp::detail {

/// The value of an operation's element. It conforms to the tables (Conformer); what they cannot
/// say is refused here: base64 that is none, a choice without words.
Result<Operation> operation_from(const Element& element);

} // namespace wctp::detail
