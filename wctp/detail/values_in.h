#pragma once
#include "wctp/detail/element.h"
#include "wctp/operation.h"
#include "wctp/result.h"
#include "wctp/unreadable.h"
#include <vector>

namespace wctp::detail {

/// The value of an operation's element. It conforms to the tables (Conformer); what they cannot
/// say is refused here: base64 that is none, a choice without words.
///
/// `unreadable`: what the Conformer refused by itself; more may come to it, and all goes into the
/// value. Null: one message that cannot be read refuses its whole list.
Result<Operation> operation_from(const Element& element, std::vector<Unreadable>* unreadable);

} // namespace wctp::detail
