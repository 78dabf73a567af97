#include "relay/snpp/command.h"
#include <algorithm>
#include <array>

namespace relay::snpp {

namespace {

using namespace std::chrono;

constexpr std::array verbs{std::pair{std::string_view("LOGI"), Verb::Login},
                           std::pair{std::string_view("PAGE"), Verb::Pager},
                           std::pair{std::string_view("MESS"), Verb::Message},
                           std::pair{std::string_view("DATA"), Verb::Data},
                           std::pair{std::string_view("RESE"), Verb::Reset},
                           std::pair{std::string_view("SEND"), Verb::Send},
                           std::pair{std::string_view("QUIT"), Verb::Quit},
                           std::pair{std::string_view("HELP"), Verb::Help},
                           std::pair{std::string_view("LEVE"), Verb::Level},
                           std::pair{std::string_view("ALER"), Verb::Alert},
                           std::pair{std::string_view("COVE"), Verb::Coverage},
                           std::pair{std::string_view("HOLD"), Verb::Hold},
                           std::pair{std::string_view("CALL"), Verb::CallerId},
                           std::pair{std::string_view("SUBJ"), Verb::Subject},
                           std::pair{std::string_view("2WAY"), Verb::TwoWay},
                           std::pair{std::string_view("PING"), Verb::Ping},
                           std::pair{std::string_view("EXPT"), Verb::Expiry},
                           std::pair{std::string_view("NOQU"), Verb::NoQueue},
                           std::pair{std::string_view("ACKR"), Verb::ReadAck},
                           std::pair{std::string_view("RTYP"), Verb::ReplyType},
                           std::pair{std::string_view("MCRE"), Verb::Choice},
                           std::pair{std::string_view("MSTA"), Verb::Status},
                           std::pair{std::string_view("KTAG"), Verb::KillTag}};

constexpr std::string_view blanks = " \t";

std::string trimmed(std::string_view text)
{
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos)
        return {};
    return std::string(text.substr(begin, text.find_last_not_of(blanks) - begin + 1));
}

bool are_digits(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

int two_digits(std::string_view text, std::size_t pair)
{
    return (text[2 * pair] - '0') * 10 + (text[2 * pair + 1] - '0');
}

/// "+0100"; also "+1", as the standard's own example writes it.
std::optional<minutes> read_difference(std::string_view text)
{
    if (text.size() < 2 || text.size() > 5 || (text[0] != '+' && text[0] != '-') ||
        !are_digits(text.substr(1)))
        return std::nullopt;
    const auto number = std::stoi(std::string(text.substr(1)));
    const auto size =
        text.size() <= 3 ? hours(number) : hours(number / 100) + minutes(number % 100);
    if (size > hours(14))
        return std::nullopt;
    return text[0] == '-' ? -size : size;
}

} // namespace

Command read_command(std::string_view line)
{
    const auto text = trimmed(line);
    const auto word = text.substr(0, text.find_first_of(blanks));
    auto name = word.substr(0, 4);
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    const auto found = std::ranges::find(verbs, name, &std::pair<std::string_view, Verb>::first);
    return {found == verbs.end() ? Verb::Unknown : found->second,
            trimmed(text.substr(word.size()))};
}

std::pair<std::string, std::string> first_word(const std::string& text)
{
    const auto end = std::min(text.find_first_of(blanks), text.size());
    return {text.substr(0, end), trimmed(text.substr(end))};
}

std::optional<Instant> read_hold_time(const std::string& text)
{
    const auto [digits, rest] = first_word(text);
    const auto difference = read_difference(rest);
    if (digits.size() != 12 || !are_digits(digits) || !difference)
        return std::nullopt;
    const year_month_day day{year(2000 + two_digits(digits, 0)),
                             month(static_cast<unsigned>(two_digits(digits, 1))),
                             std::chrono::day(static_cast<unsigned>(two_digits(digits, 2)))};
    const hours hour(two_digits(digits, 3));
    const minutes minute(two_digits(digits, 4));
    const seconds second(two_digits(digits, 5));
    if (!day.ok() || hour > hours(23) || minute > minutes(59) || second > seconds(59))
        return std::nullopt;
    return sys_days(day) + hour + minute + second - *difference;
}

} // namespace relay::snpp
