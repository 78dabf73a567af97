#include "relay/core/pace.h"
#include <algorithm>
#include <limits>

namespace relay::core {
namespace {

using namespace std::chrono_literals;

constexpr store::Millis clean_time = 10s;
constexpr double growth = 1.1;
constexpr double slowest = 0.1; // a second

/// 0: no limit.
double rate(const Pace& pace, const PaceRule& rule)
{
    return pace.eased ? pace.eased->per_second : static_cast<double>(rule.per_second);
}

Pace recovered(Pace pace, store::Instant now)
{
    while (pace.eased && now >= pace.eased->since + clean_time) {
        pace.eased->per_second *= growth;
        pace.eased->since += clean_time;
        if (pace.eased->per_second >= pace.eased->usual)
            pace.eased.reset();
    }
    return pace;
}

Pace counted(Pace pace, store::Instant now)
{
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    if (second != pace.second) {
        pace.in_last_second = second == pace.second + 1s ? pace.in_second : 0;
        pace.in_second = 0;
        pace.second = second;
    }
    return pace;
}

std::int64_t share_of_day(const PaceRule& rule)
{
    return rule.per_day - rule.per_day * rule.reserve_percent / 100;
}

} // namespace

store::Instant midnight_before(store::Instant at)
{
    return std::chrono::floor<std::chrono::days>(at);
}

Pace at(const Pace& pace, const PaceRule& rule, store::Instant now)
{
    auto next = counted(recovered(pace, now), now);
    if (const auto day = midnight_before(now); day != pace.day) {
        next.day = day;
        next.today = 0;
    }
    // A clock that was set back fills nothing; it starts anew from there.
    const auto passed = std::max(now - pace.filled, store::Millis{0});
    const auto full = rate(next, rule);
    next.tokens = std::min(std::max(full, 1.0),
                           pace.tokens + full * static_cast<double>(passed.count()) / 1000.0);
    next.filled = now;
    return next;
}

std::size_t room(const Pace& pace, const PaceRule& rule)
{
    auto room = std::numeric_limits<std::size_t>::max();
    if (rate(pace, rule) > 0)
        room = static_cast<std::size_t>(std::max(pace.tokens, 0.0));
    if (rule.per_day > 0)
        room = std::min(room, static_cast<std::size_t>(
                                  std::max<std::int64_t>(share_of_day(rule) - pace.today, 0)));
    return room;
}

bool is_day_used_up(const Pace& pace, const PaceRule& rule)
{
    return rule.per_day > 0 && pace.today >= share_of_day(rule);
}

bool is_day_nearly_used_up(const Pace& pace, const PaceRule& rule)
{
    return rule.per_day > 0 && pace.today * 5 >= share_of_day(rule) * 4;
}

Pace after(const Pace& pace, const PaceRule& rule, std::size_t sends)
{
    auto next = pace;
    next.today += static_cast<std::int64_t>(sends);
    next.in_second += static_cast<std::int64_t>(sends);
    if (const auto full = rate(pace, rule); full > 0) // high priority may draw ahead, by a second
        next.tokens = std::max(next.tokens - static_cast<double>(sends), -full);
    return next;
}

Pace eased(const Pace& pace, const PaceRule& rule, store::Instant now)
{
    auto next = at(pace, rule, now);
    if (next.eased && now < next.eased->since + 1s)
        return next;
    const auto lately = static_cast<double>(std::max(next.in_second, next.in_last_second));
    const auto until_now = rate(next, rule) > 0 ? rate(next, rule) : std::max(lately, 1.0);
    const auto usual = next.eased ? next.eased->usual : until_now;
    next.eased = EasedPace{std::max(until_now / 2, slowest), usual, now};
    next.tokens = std::min(next.tokens, 0.0);
    return next;
}

} // namespace relay::core
