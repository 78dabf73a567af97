#pragma once
#include "wctp/detail/element.h"
#include "wctp/detail/grammar.h"
#include "wctp/quirks.h"
#include <optional>
#include <string_view>
#include <vector>

// What known senders write, and what they mean by it. Only the lenient reader asks.

namespace wctp::detail {

struct MeantChild {
    std::string_view parent;
    std::string_view written;
    std::string_view meant;
    Quirk quirk;
};

/// nullptr: means itself.
const MeantChild* meant_child(std::string_view parent, std::string_view written);

/// "yes", "1": true; "no", "0": false. Empty: neither.
std::optional<bool> meant_flag(std::string_view text);

/// An attribute that the element does not have in any grammar and that is kept all the same;
/// nullptr: not one of these.
const AttributeRule* foreign_attribute(std::string_view element, std::string_view attribute);

/// Puts an element written in another shape into the shape of the grammar.
void undo_deviations(Element& element, std::vector<Quirk>& quirks);

/// An outcome right under the root goes into the element that may carry it. False: there is none.
bool wrap_bare_outcome(Element& root);

} // namespace wctp::detail
