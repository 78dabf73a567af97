#include "mail/detail/calendar_time.h"

#include "mail/detail/ascii.h"

#include <algorithm>

namespace mail {
namespace {

std::optional<int> number_in(std::string_view digits)
{
    int number = 0;
    for (const char digit : digits) {
        if (digit < '0' || digit > '9')
            return std::nullopt;
        number = number * 10 + (digit - '0');
    }
    return number;
}

/// What one of it lasts; seconds are cut.
std::optional<std::chrono::minutes> minutes_of(char unit, bool is_time)
{
    using std::chrono::minutes;
    switch (unit) {
    case 'W':
        return minutes(7 * 24 * 60);
    case 'D':
        return minutes(24 * 60);
    case 'H':
        return is_time ? std::optional(minutes(60)) : std::nullopt;
    case 'M':
        return is_time ? std::optional(minutes(1)) : std::nullopt;
    case 'S':
        return minutes(0);
    default:
        return std::nullopt;
    }
}

std::string text_of(std::chrono::sys_days day)
{
    const std::chrono::year_month_day date(day);
    const auto two = [](unsigned number) {
        return (number < 10 ? "-0" : "-") + std::to_string(number);
    };
    return std::to_string(static_cast<int>(date.year())) +
           two(static_cast<unsigned>(date.month())) + two(static_cast<unsigned>(date.day()));
}

/// Of what date_in() has written.
std::chrono::sys_days day_in(std::string_view date)
{
    using namespace std::chrono;
    return sys_days(year(number_in(date.substr(0, 4)).value_or(0)) /
                    static_cast<int>(number_in(date.substr(5, 2)).value_or(1)) /
                    static_cast<int>(number_in(date.substr(8, 2)).value_or(1)));
}

} // namespace

// RFC 5545 3.3.4
std::optional<std::string> date_in(std::string_view text)
{
    using namespace std::chrono;
    const auto all = text.size() == 8 ? number_in(text) : std::nullopt;
    if (!all)
        return std::nullopt;
    const year_month_day date(year(*all / 10000), month(static_cast<unsigned>(*all / 100 % 100)),
                              day(static_cast<unsigned>(*all % 100)));
    if (!date.ok())
        return std::nullopt;
    return std::string(text.substr(0, 4)) + '-' + std::string(text.substr(4, 2)) + '-' +
           std::string(text.substr(6));
}

// RFC 5545 3.3.6
std::optional<std::chrono::minutes> duration_in(std::string_view text)
{
    constexpr std::size_t most_digits = 5;
    if (!text.starts_with('P') || text.size() == 1)
        return std::nullopt;
    std::chrono::minutes all{0};
    bool is_time = false;
    for (text.remove_prefix(1); !text.empty();) {
        const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
        if (digits == 0 && text.front() == 'T' && !is_time) {
            is_time = true;
            text.remove_prefix(1);
            continue;
        }
        const auto number = digits > 0 && digits <= most_digits && digits < text.size()
                                ? number_in(text.substr(0, digits))
                                : std::nullopt;
        const auto unit = number ? minutes_of(text[digits], is_time) : std::nullopt;
        if (!unit)
            return std::nullopt;
        all += *unit * *number;
        text.remove_prefix(digits + 1);
    }
    return all;
}

// RFC 5545 3.3.12
std::optional<std::string> time_in(std::string_view text)
{
    const auto all = text.size() == 6 ? number_in(text) : std::nullopt;
    if (!all || *all / 10000 > 23 || *all / 100 % 100 > 59 || *all % 100 > 60)
        return std::nullopt;
    return std::string(text.substr(0, 2)) + ':' + std::string(text.substr(2, 2));
}

std::string end_of(const std::string& start, std::chrono::minutes length)
{
    using namespace std::chrono;
    if (start.empty())
        return {};
    auto end = day_in(start) + length;
    if (start.size() == date_length)
        return text_of(floor<days>(end));
    end += hours(number_in(start.substr(11, 2)).value_or(0)) +
           minutes(number_in(start.substr(14, 2)).value_or(0));
    const auto day = floor<days>(end);
    const hh_mm_ss time(end - day);
    const auto two = [](auto number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return text_of(day) + ' ' + two(time.hours().count()) + ':' + two(time.minutes().count()) +
           start.substr(minute_length);
}

// RFC 5545 3.6.1
std::string last_day(const std::string& start, const std::string& end)
{
    if (start.size() != date_length || end.size() != date_length || end <= start)
        return end;
    return text_of(day_in(end) - std::chrono::days(1));
}

} // namespace mail
