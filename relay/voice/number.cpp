#include "relay/voice/number.h"
#include <algorithm>
#include <array>

namespace relay::voice {

namespace {

// Short numbers of other services belong on the site's list: here they may be extensions.
constexpr std::array<std::string_view, 6> emergency{"911", "112", "999", "000", "110", "119"};

// Premium rates, by the beginnings that regulators give them (ITU-T E.164 lists of the countries).
constexpr std::array<std::string_view, 12> premium{"+1900",  "+979",  "+4487",  "+449",
                                                   "+4470",  "+4990", "+49137", "+3389",
                                                   "+39899", "+3490", "+4190",  "+43930"};

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_emergency(std::string_view digits)
{
    return std::ranges::find(emergency, digits) != emergency.end();
}

/// "+1911": a country code has one to three digits (E.164 6.2.1).
bool is_emergency_abroad(std::string_view plain)
{
    if (!plain.starts_with('+'))
        return false;
    for (std::size_t code = 1; code <= 3 && code + 1 < plain.size(); ++code)
        if (is_emergency(plain.substr(1 + code)))
            return true;
    return is_emergency(plain.substr(1));
}

bool is_emergency_outside(std::string_view plain, const DialRules& rules)
{
    return std::ranges::any_of(rules.outside, [&](const std::string& prefix) {
        return !prefix.empty() && plain.starts_with(prefix) &&
               (is_emergency(plain.substr(prefix.size())) ||
                is_emergency_abroad("+" + std::string(plain.substr(prefix.size()))));
    });
}

bool begins_with(std::string_view plain, std::string_view beginning)
{
    return !beginning.empty() && plain.starts_with(beginning);
}

void replace_all(std::string& text, std::string_view what, std::string_view by)
{
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

} // namespace

std::optional<std::string> plain_number(std::string_view written)
{
    constexpr std::size_t most_digits = 15;
    constexpr std::string_view between = " -.()/";
    std::string plain;
    for (const char c : written) {
        if (is_digit(c) || (c == '+' && plain.empty()))
            plain += c;
        else if (between.find(c) == std::string_view::npos)
            return std::nullopt;
    }
    const std::size_t digits = plain.size() - (plain.starts_with('+') ? 1 : 0);
    if (digits < 2 || digits > most_digits)
        return std::nullopt;
    return plain;
}

std::optional<std::string> why_not_dial(std::string_view plain, const DialRules& rules)
{
    if (is_emergency(plain) || is_emergency_abroad(plain) || is_emergency_outside(plain, rules))
        return "emergency numbers are never called";
    if (std::ranges::any_of(premium, [&](auto range) { return begins_with(plain, range); }))
        return "premium numbers are never called";
    if (std::ranges::any_of(rules.never, [&](const auto& range) {
            return begins_with(plain, range) || begins_with(plain, "+" + range);
        }))
        return "the site forbids to call this number";
    return std::nullopt;
}

std::string formatted(std::string_view plain, std::string_view format, std::string_view country)
{
    const std::string_view digits = plain.starts_with('+') ? plain.substr(1) : plain;
    const bool is_ours = plain.starts_with('+') && begins_with(digits, country);
    std::string text(format);
    replace_all(text, "{e164}", plain);
    replace_all(text, "{digits}", digits);
    replace_all(text, "{national}", is_ours ? digits.substr(country.size()) : plain);
    return text;
}

std::optional<std::string> format_problem(std::string_view format)
{
    const std::string probe = formatted("+15550100", format, "1");
    if (format.find("{e164}") == std::string_view::npos &&
        format.find("{digits}") == std::string_view::npos &&
        format.find("{national}") == std::string_view::npos)
        return "holds no {e164}, {digits} or {national}";
    const auto is_good = [](char c) { return is_digit(c) || c == '+' || c == '*' || c == '#'; };
    if (!std::ranges::all_of(probe, is_good))
        return "may add digits, '+', '*' and '#' only";
    return std::nullopt;
}

} // namespace relay::voice
