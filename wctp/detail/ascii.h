#pragma once
#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>

// Letters and blanks as XML and WCTP know them, in no locale.

namespace wctp::detail {

constexpr bool is_blank(char c) noexcept
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
constexpr bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}
constexpr char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr bool is_alphanumeric(char c) noexcept
{
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
}

/// Equal but for the case of letters.
constexpr bool same_word(std::string_view a, std::string_view b) noexcept
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

constexpr std::string_view trimmed(std::string_view text) noexcept
{
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

constexpr bool is_blank_text(std::string_view text) noexcept
{
    return trimmed(text).empty();
}

/// Digits only, of a number that 63 bits hold.
constexpr std::optional<long long> parse_number(std::string_view text) noexcept
{
    if (text.empty())
        return std::nullopt;
    long long value = 0;
    for (const char c : text) {
        if (!is_digit(c) || value > (std::numeric_limits<long long>::max() - (c - '0')) / 10)
            return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

constexpr std::optional<unsigned> hex_digit(char c) noexcept
{
    if (is_digit(c))
        return static_cast<unsigned>(c - '0');
    const char folded = lower(c);
    if (folded >= 'a' && folded <= 'f')
        return static_cast<unsigned>(folded - 'a' + 10);
    return std::nullopt;
}

} // namespace wctp::detail
