#include "wctp/timestamp.h"
#include "wctp/detail/ascii.h"
#include <algorithm>
#include <array>
#include <cstdio>

namespace wctp {
namespace {

using namespace std::chrono;

/// Takes a time apart from the left.
class Cursor {
public:
    explicit Cursor(std::string_view text) : rest_(text) {}

    bool done() const noexcept { return rest_.empty(); }

    bool skip(std::string_view any_of)
    {
        if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos)
            return false;
        rest_.remove_prefix(1);
        return true;
    }

    std::optional<int> digits(std::size_t count)
    {
        if (rest_.size() < count)
            return std::nullopt;
        const auto value = detail::parse_number(rest_.substr(0, count));
        if (!value)
            return std::nullopt;
        rest_.remove_prefix(count);
        return static_cast<int>(*value);
    }

    /// What is left of a fraction, cut to milliseconds.
    std::optional<milliseconds> fraction()
    {
        int value = 0;
        int places = 0;
        for (; !rest_.empty() && detail::is_digit(rest_.front()); rest_.remove_prefix(1)) {
            if (places++ < 3)
                value = value * 10 + (rest_.front() - '0');
        }
        if (places == 0)
            return std::nullopt;
        for (; places < 3; ++places)
            value *= 10;
        return milliseconds{value};
    }

    bool next_is_sign() const noexcept
    {
        return !rest_.empty() && (rest_.front() == '+' || rest_.front() == '-');
    }

private:
    std::string_view rest_;
};

std::optional<sys_days> read_date(Cursor& at, bool& basic)
{
    const auto y = at.digits(4);
    basic = y && !at.skip("-");
    const auto m = at.digits(2);
    if (!basic && !at.skip("-"))
        return std::nullopt;
    const auto d = at.digits(2);
    if (!y || !m || !d || *y == 0)
        return std::nullopt;
    const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)},
                              day{static_cast<unsigned>(*d)}};
    if (!date.ok())
        return std::nullopt;
    return sys_days{date};
}

std::optional<milliseconds> time_of_day(int hour, int minute, int second)
{
    if (hour > 23 || minute > 59 || second > 59)
        return std::nullopt;
    return hours{hour} + minutes{minute} + seconds{second};
}

std::optional<milliseconds> read_time(Cursor& at, bool basic)
{
    const auto hour = at.digits(2);
    if (!basic && !at.skip(":"))
        return std::nullopt;
    const auto minute = at.digits(2);
    if (!hour || !minute)
        return std::nullopt;
    const bool seconds_follow = basic ? !at.done() : at.skip(":");
    const auto second = seconds_follow ? at.digits(2) : 0;
    if (!second)
        return std::nullopt;
    auto total = time_of_day(*hour, *minute, *second);
    if (total && at.skip(".,")) {
        const auto part = at.fraction();
        if (!part)
            return std::nullopt;
        *total += *part;
    }
    return total;
}

/// What has to be added to come to UTC.
std::optional<minutes> read_zone(Cursor& at)
{
    if (at.done() || at.skip("Zz"))
        return minutes{0};
    if (!at.next_is_sign())
        return std::nullopt;
    const bool ahead = at.skip("+");
    if (!ahead)
        at.skip("-");
    const auto hour = at.digits(2);
    at.skip(":");
    const auto minute = at.digits(2);
    if (!hour || !minute || *hour > 23 || *minute > 59)
        return std::nullopt;
    const minutes offset = hours{*hour} + minutes{*minute};
    return ahead ? -offset : offset;
}

} // namespace

std::optional<Instant> parse_strict_time(std::string_view text)
{
    constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd";
    const bool fits =
        std::equal(text.begin(), text.end(), shape.begin(), shape.end(), [](char c, char wanted) {
            return wanted == 'd' ? detail::is_digit(c) : c == wanted;
        });
    return fits ? parse_time(text) : std::nullopt;
}

std::optional<Instant> parse_time(std::string_view text)
{
    Cursor at(detail::trimmed(text));
    bool basic = false;
    const auto date = read_date(at, basic);
    if (!date || !at.skip("Tt "))
        return std::nullopt;
    const auto time = read_time(at, basic);
    if (!time)
        return std::nullopt;
    const auto zone = read_zone(at);
    if (!zone || !at.done())
        return std::nullopt;
    return Instant{*date} + *time + *zone;
}

std::string time_text(Instant at)
{
    constexpr Instant first{sys_days{year{1} / January / 1}};
    constexpr Instant last{sys_days{year{9999} / December / 31} + 24h - 1ms};
    at = std::clamp(at, first, last);
    const auto today = floor<days>(at);
    const year_month_day date{today};
    const hh_mm_ss time{floor<seconds>(at - today)};
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text.data();
}

} // namespace wctp
