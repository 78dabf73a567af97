#pragma once
#include "store/model/instant.h"
#include <cstddef>
#include <optional>
#include <string_view>

// What is a PIN, and when nobody may try one any more.

namespace relay::core {

/// What trying a PIN comes to.
enum class PinVerdict {
    Right,
    Wrong,
    Locked ///< wrong too often: not even looked at
};

/// Over calls and links together.
struct PinRules {
    std::size_t most_wrong = 5;
    store::Millis within{3600 * 1000};
};

/// No more tries, after so many wrong ones within the rule's span?
bool is_locked(std::size_t wrong, const PinRules& rules);

/// Why a text is no PIN that a contact may have, as the end of a sentence; empty: it is one. 4 to 8
/// digits, and none of those that everybody tries first: one digit throughout, or an even run.
std::optional<std::string_view> why_not_pin(std::string_view text);

} // namespace relay::core
