#include "mail/clean_text.h"

#include "mail/charset.h"

#include <array>

namespace mail {
namespace {

struct Character {
    char32_t code = 0;
    std::size_t bytes = 1;
};

// The character at the front of valid UTF-8.
Character first_character(std::string_view text)
{
    const auto octet = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) & 0x3Fu : 0u;
    };
    const auto lead = static_cast<unsigned char>(text.front());
    if (lead < 0x80)
        return {lead, 1};
    if (lead < 0xE0)
        return {(lead & 0x1Fu) << 6 | octet(1), 2};
    if (lead < 0xF0)
        return {(lead & 0x0Fu) << 12 | octet(1) << 6 | octet(2), 3};
    return {(lead & 0x07u) << 18 | octet(1) << 12 | octet(2) << 6 | octet(3), 4};
}

bool is_bidi_control(char32_t c)
{
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

bool is_invisible(char32_t c)
{
    return c == 0x00AD || c == 0x180E || c == 0x200B || (c >= 0x2060 && c <= 0x2064) ||
           (c >= 0x206A && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
           (c >= 0xE0000 && c <= 0xE007F);
}

bool is_line_end(char32_t c)
{
    return c == '\n' || c == 0x0B || c == 0x0C || c == 0x2028 || c == 0x2029;
}

/// Of HTML's references by number and of Java, which take windows-1252 for Latin-1.
bool is_misnumbered(char32_t c)
{
    return c >= 0x80 && c < 0xA0;
}

bool is_control(char32_t c)
{
    return (c < 0x20 && c != '\t') || c == 0x7F;
}

bool is_wide_blank(char32_t c)
{
    return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
           c == 0x3000;
}

bool is_space(char32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || is_wide_blank(c);
}

std::string shown(char32_t c, std::string_view octets)
{
    if (is_control(c) || c == 0xA0)
        return " ";
    if (is_bidi_control(c) || is_invisible(c))
        return {};
    if (!is_misnumbered(c))
        return std::string(octets);
    const std::string_view letter = letter_of_windows_1252(static_cast<unsigned char>(c));
    return std::string(letter.empty() ? " " : letter);
}

Character last_character(std::string_view text)
{
    std::size_t at = text.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0u) == 0x80u)
        --at;
    return first_character(text.substr(at));
}

std::string_view without_spaces_behind(std::string_view text, bool (*is_cut)(char32_t))
{
    while (!text.empty()) {
        const auto [code, bytes] = last_character(text);
        if (!is_cut(code))
            break;
        text.remove_suffix(std::min(bytes, text.size()));
    }
    return text;
}

void end_line(std::string& text)
{
    const auto is_blank = [](char32_t c) { return c != '\n' && is_space(c); };
    const bool has_blank = text.ends_with("-- ");
    text.resize(without_spaces_behind(text, is_blank).size());
    const bool is_whole_line = text == "--" || text.ends_with("\n--");
    text += has_blank && is_whole_line ? " \n" : "\n";
}

} // namespace

std::string clean_text(std::string_view utf8)
{
    std::string result;
    result.reserve(utf8.size());
    while (!utf8.empty()) {
        const auto [code, bytes] = first_character(utf8);
        const bool crlf = utf8.substr(0, 2) == "\r\n";
        if (is_line_end(code) || (code == '\r' && !crlf))
            end_line(result);
        else if (!crlf)
            result += shown(code, utf8.substr(0, bytes));
        utf8.remove_prefix(std::min(bytes, utf8.size()));
    }
    result.resize(without_spaces_behind(result, is_space).size());
    return result;
}

std::string clean_line(std::string_view utf8)
{
    std::string result;
    const auto text = clean_text(utf8);
    for (char c : trimmed_text(text)) {
        const bool blank = c == ' ' || c == '\t' || c == '\n';
        if (!blank)
            result += c;
        else if (!result.empty() && result.back() != ' ')
            result += ' ';
    }
    return result;
}

std::string short_line(std::string_view utf8, std::size_t max_bytes)
{
    std::string line = clean_line(utf8);
    if (line.size() <= max_bytes)
        return line;
    return std::string(utf8_prefix(line, max_bytes)) + "…";
}

std::string_view trimmed_text(std::string_view utf8)
{
    while (!utf8.empty()) {
        const auto [code, bytes] = first_character(utf8);
        if (!is_space(code))
            break;
        utf8.remove_prefix(std::min(bytes, utf8.size()));
    }
    return without_spaces_behind(utf8, is_space);
}

} // namespace mail
