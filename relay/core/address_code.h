#pragma once
#include "store/model/detail_code.h"
#include <string>
#include <string_view>
#include <vector>

// Codes that prove that an address is the contact's own (X.20): what they say, how many there may
// be, and how long they count.

namespace relay::core {

struct CodeRules {
    store::Millis life{10 * 60 * 1000};
    int most_wrong = 5;       ///< then the code is over
    int most_of_detail = 3;   ///< sent to one address within the span below
    int most_of_contact = 10; ///< to all of one contact's
    store::Millis within{3600 * 1000};
};

constexpr std::size_t code_length = 6;

/// Six digits out of a keyed hash (hex, at least 15 digits of it).
std::string code_digits(std::string_view keyed_hash);

/// May it still be told?
bool is_alive(const store::DetailCode& code, const CodeRules& rules, store::Instant now);

/// When the next code may go to that address; not after `now`: at once. `sent`: within the rule's
/// span, oldest first.
store::Instant next_code_at(const std::vector<store::SentCode>& sent, store::DetailId detail,
                            const CodeRules& rules, store::Instant now);

/// What is said with it: for the eye, or for the ear, digit by digit and twice.
std::string code_text(std::string_view digits, const CodeRules& rules);
std::string code_speech(std::string_view digits, const CodeRules& rules);

} // namespace relay::core
