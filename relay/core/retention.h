#pragma once
#include "store/model/contact.h"
#include "store/model/page.h"
#include <optional>

// How long a recipient sees the text of a page (S0.24-S0.29).

namespace relay::core {

/// When the recipient's view of the text ends: at reading, or a calendar month, six, or a year
/// after the page was made. Empty: not yet, or never.
std::optional<store::Instant> purge_instant(store::Retention retention, const store::Page& page);

} // namespace relay::core
