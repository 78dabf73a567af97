#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Which numbers may be dialled, and how a trunk wants them written.
namespace relay::voice {

/// What the site adds to the rules that are always so.
struct DialRules {
    /// Beginnings of numbers that are never dialled, "+1900" or "4911": patient rooms, emergency
    /// lines of the house (47 CFR 64.1200(a)(1)), premium ranges.
    std::vector<std::string> never;
    /// Digits that reach an outside line, which may stand before an emergency number.
    std::vector<std::string> outside{"0", "00", "8", "9", "99"};
    bool operator==(const DialRules&) const = default;
};

/// The number without what people write between the digits: blanks, - . ( ) /. Empty: it is no
/// telephone number, which is an optional '+' and 2 to 15 digits (E.164 6.1).
std::optional<std::string> plain_number(std::string_view written);

/// Why a plain number must not be dialled; empty: it may be. Emergency numbers are refused in every
/// form that would reach one: alone, behind a country code, behind an outside line.
std::optional<std::string> why_not_dial(std::string_view plain, const DialRules& rules);

/// The number as the trunk wants it. `format` may hold {e164} (as it stands), {digits} (without its
/// plus sign) and {national} (without '+' and `country`; numbers of other countries stay whole).
/// Whatever else it holds is kept, such as a prefix.
std::string formatted(std::string_view plain, std::string_view format, std::string_view country);

/// Empty: `format` can be used. Else what is wrong with it.
std::optional<std::string> format_problem(std::string_view format);

} // namespace relay::voice
