#pragma once
#include "store/model/incoming.h"
#include <vector>

// What a gateway's receipts amount to.

namespace relay::core {

/// A part's fate after news of it. Receipts come twice and out of order; what has arrived stays so,
/// and what was given up may arrive all the same.
store::Fate later(store::Fate known, store::Fate news);

/// Of the whole text: lost with its first part that is lost, since nobody can read the rest;
/// arrived with its last part.
store::Fate fate_of_all(const std::vector<store::Fate>& parts);

} // namespace relay::core
