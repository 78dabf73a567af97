#include "relay/core/retry.h"
#include <algorithm>
#include <cmath>

namespace relay::core {
namespace {

constexpr store::Millis longest_retry_after_for_high{5 * 60 * 1000};

} // namespace

const RetryRule& RetryRules::of(store::Priority priority) const
{
    switch (priority) {
    case store::Priority::High:
        return high;
    case store::Priority::Normal:
        return normal;
    case store::Priority::Low:
        return low;
    }
    std::abort();
}

std::optional<store::Millis> UnclearRules::of(store::Priority priority) const
{
    switch (priority) {
    case store::Priority::High:
        return high;
    case store::Priority::Normal:
        return normal;
    case store::Priority::Low:
        return low;
    }
    std::abort();
}

store::Millis retry_delay(const RetryRule& rule, store::Priority priority, int failed_tries,
                          double jitter, std::optional<store::Millis> retry_after)
{
    const int doublings = std::clamp(failed_tries - 1, 0, 30);
    const double widest = std::min(static_cast<double>(rule.cap.count()),
                                   static_cast<double>(rule.base.count()) * std::exp2(doublings));
    const auto drawn = store::Millis{std::llround(widest * std::clamp(jitter, 0.0, 1.0))};
    const auto own = std::max(drawn, rule.base / 2);
    if (!retry_after)
        return own;
    const auto asked = priority == store::Priority::High
                           ? std::min(*retry_after, longest_retry_after_for_high)
                           : *retry_after;
    return std::max(own, asked);
}

} // namespace relay::core
