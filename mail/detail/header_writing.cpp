// The writing half of header.h: folding and RFC 2047 encoding.
#include "mail/charset.h"
#include "mail/detail/ascii.h"
#include "mail/detail/base64.h"
#include "mail/header.h"

#include <algorithm>
#include <optional>

namespace mail {
namespace {

constexpr std::size_t line_width = 78;      // RFC 5322 2.1.1, wanted
constexpr std::size_t max_word_bytes = 900; // RFC 5322 2.1.1, must: 998 with the rest of the line
constexpr std::size_t max_name_bytes = 70;

// A word holds at most 75 characters (RFC 2047 2) and its line 76: 39 octets
// in base64, the brackets and a name like "Subject".
constexpr std::size_t octets_per_word = 39;

bool is_ascii(std::string_view text)
{
    return std::none_of(text.begin(), text.end(), ascii::is_8bit);
}

// U+0080 to U+009F: terminals obey them.
bool has_high_control(std::string_view utf8)
{
    for (std::size_t i = 1; i < utf8.size(); ++i) {
        if (utf8[i - 1] == '\xC2' && static_cast<unsigned char>(utf8[i]) < 0xA0)
            return true;
    }
    return false;
}

std::optional<Error> refusal_of(std::string_view name, std::string_view value)
{
    const bool is_name = !name.empty() && name.size() <= max_name_bytes &&
                         std::all_of(name.begin(), name.end(),
                                     [](char c) { return ascii::is_graphic(c) && c != ':'; });
    if (!is_name)
        return Error{"field_name", "a field's name is short printable ASCII without ':'"};
    if (std::any_of(value.begin(), value.end(), ascii::is_control))
        return Error{"control", "a header field cannot hold line ends or other controls"};
    if (!is_utf8(value) || has_high_control(value))
        return Error{"utf8", "a header field is UTF-8 without controls"};
    return std::nullopt;
}

// Where `text` may be broken next, looking from `from`: before a blank that has text on both
// sides, since a line of blanks only would be taken for the end of the header.
std::size_t break_at(std::string_view text, std::size_t from)
{
    for (std::size_t i = std::max<std::size_t>(from, 1); i + 1 < text.size(); ++i) {
        if (text[i] == ' ' && text[i - 1] != ' ' && text[i + 1] != ' ')
            return i;
    }
    return text.size();
}

// Empty: a stretch without blank is longer than a line may be.
std::optional<std::string> folded(std::string_view name, std::string_view value)
{
    std::string result(name);
    result += ':';
    std::size_t column = result.size();
    std::string rest = value.empty() ? "" : ' ' + std::string(value);
    std::size_t at = 0;
    while (at < rest.size()) {
        const std::size_t end = break_at(rest, at + 1);
        const auto piece = std::string_view(rest).substr(at, end - at);
        if (piece.size() > max_word_bytes)
            return std::nullopt;
        const bool too_wide = column + piece.size() > line_width;
        if (too_wide && at > 0) {
            result += "\r\n";
            column = 0;
        }
        result += piece;
        column += piece.size();
        at = end;
    }
    return result + "\r\n";
}

std::string encoded_words(std::string_view utf8)
{
    std::string result;
    while (!utf8.empty()) {
        const auto piece = utf8_prefix(utf8, octets_per_word);
        result += (result.empty() ? "=?UTF-8?B?" : " =?UTF-8?B?") + base64(piece) + "?=";
        utf8.remove_prefix(piece.size());
    }
    return result;
}

bool is_atom(char c)
{
    return ascii::is_alnum(c) || c == ' ' ||
           std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

std::string quoted(std::string_view text)
{
    std::string result = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\')
            result += '\\';
        result += c;
    }
    return result + '"';
}

} // namespace

Result<std::string> write_field(std::string_view name, std::string_view value)
{
    if (auto refusal = refusal_of(name, value))
        return tl::unexpected(std::move(*refusal));
    if (is_ascii(value) && value.find("=?") == std::string_view::npos) {
        if (auto plain = folded(name, value))
            return std::move(*plain);
    }
    if (auto encoded = folded(name, encoded_words(value)))
        return std::move(*encoded);
    return fail("field_name", "a field's name is too long for a line");
}

Result<std::string> write_structured_field(std::string_view name, std::string_view value)
{
    if (auto refusal = refusal_of(name, value))
        return tl::unexpected(std::move(*refusal));
    if (!is_ascii(value))
        return fail("ascii", "this header field is ASCII only");
    if (auto plain = folded(name, value))
        return std::move(*plain);
    return fail("too_long", "a header field has a word that does not fit on a line");
}

Result<std::string> write_phrase(std::string_view name)
{
    if (auto refusal = refusal_of("phrase", name))
        return tl::unexpected(std::move(*refusal));
    if (!is_ascii(name) || name.find("=?") != std::string_view::npos)
        return encoded_words(name);
    if (std::all_of(name.begin(), name.end(), is_atom) && ascii::trimmed(name) == name)
        return std::string(name);
    return quoted(name);
}

} // namespace mail
