#include "relay/core/zone_rule.h"
#include <algorithm>
#include <optional>

namespace relay::core {
namespace {

using namespace std::chrono;

constexpr int last_year = 2150;

/// A day of the year and the clock's time on it.
struct YearDay {
    char form = 'M'; ///< 'M': month, week, weekday; 'J': 1 to 365, no leap day; 'n': 0 to 365
    int month = 0;
    int week = 0;
    int day = 0;
    seconds time = hours{2};

    local_days date(year of) const
    {
        if (form == 'n')
            return local_days{of / January / 1} + days{day};
        if (form == 'J')
            return local_days{of / January / 1} +
                   days{day - 1 + (of.is_leap() && day >= 60 ? 1 : 0)};
        const std::chrono::month in{static_cast<unsigned>(month)};
        const weekday on{static_cast<unsigned>(day)};
        return week == 5 ? local_days{of / in / on[last]}
                         : local_days{of / in / on[static_cast<unsigned>(week)]};
    }
};

/// Reads a rule from left to right; each part answers empty where it is none.
class Reading {
public:
    explicit Reading(std::string_view text) : rest_(text) {}

    bool is_done() const { return rest_.empty(); }
    bool take(char wanted)
    {
        if (!rest_.starts_with(wanted))
            return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool name()
    {
        const bool is_quoted = take('<');
        const auto end = static_cast<std::size_t>(
            std::ranges::find_if(rest_,
                                 [&](char c) { return is_quoted ? c == '>' : !is_letter(c); }) -
            rest_.begin());
        rest_.remove_prefix(end);
        return end >= 3 && (!is_quoted || take('>'));
    }
    std::optional<int> number(int most)
    {
        int value = 0;
        std::size_t digits = 0;
        for (; digits < rest_.size() && is_digit(rest_[digits]) && digits < 4; ++digits)
            value = value * 10 + (rest_[digits] - '0');
        rest_.remove_prefix(digits);
        return digits == 0 || value > most ? std::nullopt : std::optional(value);
    }
    /// [+-]hh[:mm[:ss]]; hours up to 167 (RFC 9636 3.3.1).
    std::optional<seconds> clock()
    {
        const bool is_minus = take('-');
        if (!is_minus)
            take('+');
        const auto hour = number(167);
        const auto minute = hour && take(':') ? number(59) : std::optional(0);
        const auto second = minute && take(':') ? number(59) : std::optional(0);
        if (!hour || !minute || !second)
            return std::nullopt;
        const auto all = hours{*hour} + minutes{*minute} + seconds{*second};
        return is_minus ? -all : all;
    }
    std::optional<YearDay> year_day()
    {
        YearDay read;
        if (take('M')) {
            const auto month = number(12);
            const auto week = month && take('.') ? number(5) : std::nullopt;
            const auto day = week && take('.') ? number(6) : std::nullopt;
            if (!day || *month < 1 || *week < 1)
                return std::nullopt;
            read.month = *month;
            read.week = *week;
            read.day = *day;
        } else {
            read.form = take('J') ? 'J' : 'n';
            const auto day = number(365);
            if (!day || (read.form == 'J' && *day < 1))
                return std::nullopt;
            read.day = *day;
        }
        if (take('/')) {
            const auto at = clock();
            if (!at)
                return std::nullopt;
            read.time = *at;
        }
        return read;
    }

private:
    static bool is_digit(char c) { return c >= '0' && c <= '9'; }
    static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

    std::string_view rest_;
};

struct Rule {
    seconds standard{0};
    seconds summer{0};
    YearDay begin; ///< of summer time, on the clock of standard time
    YearDay end;   ///< of summer time, on the clock of summer time
    bool has_summer = false;
};

std::optional<Rule> read(std::string_view text)
{
    Reading reading(text);
    const auto behind = reading.name() ? reading.clock() : std::nullopt;
    if (!behind)
        return std::nullopt;
    Rule rule;
    rule.standard = -*behind; // POSIX counts to the west
    if (reading.is_done())
        return rule;
    if (!reading.name())
        return std::nullopt;
    rule.has_summer = true;
    rule.summer = rule.standard + hours{1};
    if (!reading.take(',')) {
        const auto summer = reading.clock();
        if (!summer || !reading.take(','))
            return std::nullopt;
        rule.summer = -*summer;
    }
    const auto begin = reading.year_day();
    const auto end = begin && reading.take(',') ? reading.year_day() : std::nullopt;
    if (!end || !reading.is_done())
        return std::nullopt;
    rule.begin = *begin;
    rule.end = *end;
    return rule;
}

store::Instant instant_of(const YearDay& day, year of, seconds offset)
{
    return store::Instant{(day.date(of) + day.time - offset).time_since_epoch()};
}

} // namespace

bool follow_rule(std::string_view text, std::vector<TimeZone::Change>& changes)
{
    const auto rule = read(text);
    if (!rule)
        return false;
    if (!rule->has_summer)
        return true; // the last change leads to it already
    const auto after = changes.empty() ? store::Instant{} : changes.back().at;
    const auto from = year_month_day{floor<days>(after)}.year();
    std::vector<TimeZone::Change> more;
    for (auto of = from; of <= year{last_year}; ++of) {
        more.push_back({instant_of(rule->begin, of, rule->standard), rule->summer});
        more.push_back({instant_of(rule->end, of, rule->summer), rule->standard});
    }
    std::ranges::sort(more, {}, &TimeZone::Change::at);
    for (const auto& change : more) {
        if (change.at > after && (changes.empty() || changes.back().at < change.at))
            changes.push_back(change);
    }
    return true;
}

} // namespace relay::core
