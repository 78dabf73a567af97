#include "relay/core/pace.h"
#include <algorithm>
#include <limits>

namespace relay::core {
namespace {

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
    auto next = pace;
    if (const auto day = midnight_before(now); day != pace.day) {
        next.day = day;
        next.today = 0;
    }
    // A clock that was set back fills nothing; it starts anew from there.
    const auto passed = std::max(now - pace.filled, store::Millis{0});
    const auto full = static_cast<double>(rule.per_second);
    next.tokens = std::min(full, pace.tokens + full * static_cast<double>(passed.count()) / 1000.0);
    next.filled = now;
    return next;
}

std::size_t room(const Pace& pace, const PaceRule& rule)
{
    auto room = std::numeric_limits<std::size_t>::max();
    if (rule.per_second > 0)
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

Pace after(const Pace& pace, const PaceRule& rule, std::size_t sends)
{
    auto next = pace;
    next.today += static_cast<std::int64_t>(sends);
    if (rule.per_second > 0) // high priority may draw ahead, by a second at most
        next.tokens = std::max(next.tokens - static_cast<double>(sends),
                               -static_cast<double>(rule.per_second));
    return next;
}

} // namespace relay::core
