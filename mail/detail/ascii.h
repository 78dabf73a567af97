#pragma once
#include <cstddef>
#include <string>
#include <string_view>

/// ASCII without locale: protocols do not know ours.
namespace mail::ascii {

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
constexpr char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}
constexpr bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}
constexpr bool is_alnum(char c)
{
    return is_digit(c) || is_letter(c);
}
constexpr bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}
constexpr bool is_8bit(char c)
{
    return static_cast<unsigned char>(c) >= 0x80;
}
constexpr bool is_control(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}
constexpr bool is_graphic(char c)
{
    return c > 0x20 && c < 0x7F;
} ///< printable, no blank

/// -1: not a hexadecimal digit.
constexpr int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    const char folded = lower(c);
    return folded >= 'a' && folded <= 'f' ? folded - 'a' + 10 : -1;
}

std::string lowered(std::string_view text);
std::string uppered(std::string_view text);
bool same(std::string_view a, std::string_view b);                ///< case does not matter
bool starts_with(std::string_view text, std::string_view prefix); ///< likewise
bool contains(std::string_view text, std::string_view word);      ///< likewise
std::string_view trimmed(std::string_view text);                  ///< of blanks, CR and LF

/// Cuts and returns what stands before the first `separator`; the rest stays in `text`.
std::string_view cut_before(std::string_view& text, char separator);

} // namespace mail::ascii
