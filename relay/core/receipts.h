#pragma once
#include "store/model/channel.h"
#include "store/model/incoming.h"
#include "store/model/message.h"
#include <vector>

// What a gateway's receipts amount to.

namespace relay::core {

/// A part's fate after news of it. Receipts come twice and out of order; what has arrived stays so,
/// and what was given up may arrive all the same.
store::Fate later(store::Fate known, store::Fate news);

/// Of the whole text: lost with its first part that is lost, since nobody can read the rest;
/// arrived with its last part.
store::Fate fate_of_all(const std::vector<store::Fate>& parts);

/// Does the next channel go at once when a mail server says that it is late?
bool late_moves_on(store::Priority priority);

/// How far a page got whose mail was opened: a stub that was opened shows nothing of the message.
store::Progress progress_when_shown(bool full_text);

} // namespace relay::core
