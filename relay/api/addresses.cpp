#include "relay/api/addresses.h"
#include "relay/http/characters.h"
#include "store/model/directory.h"
#include <algorithm>

namespace relay::api {
namespace {

// RFC 5322 3.2.3 atext.
bool is_atom_char(char c)
{
    return http::is_digit(c) || http::is_alpha(c) ||
           std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_dot_atom(std::string_view text)
{
    return !text.empty() && text.front() != '.' && text.back() != '.' &&
           text.find("..") == std::string_view::npos &&
           std::ranges::all_of(text, [](char c) { return c == '.' || is_atom_char(c); });
}

// RFC 1035 2.3.1, with a digit in front as RFC 1123 2.1 allows.
bool is_label(std::string_view label)
{
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(
               label, [](char c) { return http::is_digit(c) || http::is_alpha(c) || c == '-'; });
}

bool is_host(std::string_view text)
{
    for (;;) {
        const auto dot = text.find('.');
        if (!is_label(text.substr(0, dot)))
            return false;
        if (dot == std::string_view::npos)
            return true;
        text.remove_prefix(dot + 1);
    }
}

} // namespace

std::optional<std::string> phone_number(std::string_view text)
{
    constexpr std::size_t least_digits = 7;
    constexpr std::size_t most_digits = 15;
    std::string number;
    for (const char c : http::trimmed(text)) {
        if (http::is_digit(c) || (c == '+' && number.empty()))
            number += c;
        else if (std::string_view(" -.()/").find(c) == std::string_view::npos)
            return std::nullopt;
    }
    const auto digits = number.size() - 1; // of an empty one: far too many
    if (digits < least_digits || digits > most_digits || number[0] != '+' || number[1] == '0')
        return std::nullopt;
    return number;
}

std::optional<std::string> mail_address(std::string_view text)
{
    const auto address = http::trimmed(text);
    const auto at = address.rfind('@');
    if (address.size() > 254 || at == std::string_view::npos || at > 64)
        return std::nullopt;
    if (!is_dot_atom(address.substr(0, at)) || !is_host(address.substr(at + 1)))
        return std::nullopt;
    return std::string(address);
}

std::optional<std::string> alias(std::string_view text)
{
    const auto word = http::trimmed(text);
    if (word.size() > 64 || !is_dot_atom(word))
        return std::nullopt;
    return store::folded_lower(word);
}

} // namespace relay::api
