#include "relay/core/storm.h"
#include <algorithm>

namespace relay::core {
namespace {

std::vector<store::Instant> within(const std::vector<store::Instant>& recent, const StormRule& rule,
                                   store::Instant now)
{
    std::vector<store::Instant> found;
    std::ranges::copy_if(recent, std::back_inserter(found),
                         [&](store::Instant at) { return at > now - rule.window && at <= now; });
    return found;
}

} // namespace

StormPlan calm(const std::vector<store::Delivery>& due, const std::vector<store::Instant>& recent,
               const StormRule& rule, store::Instant now)
{
    StormPlan plan;
    std::vector<store::DeliveryId> others;
    for (const auto& delivery : due) {
        const bool is_alone = rule.sends == 0 || delivery.priority == store::Priority::High;
        (is_alone ? plan.alone : others).push_back(delivery.id);
    }
    const auto sent = within(recent, rule, now);
    const auto used = sent.size() + plan.alone.size();
    const auto most = static_cast<std::size_t>(rule.sends);
    const auto free = most > used ? most - used : 0;
    if (others.size() <= free) {
        plan.alone.insert(plan.alone.end(), others.begin(), others.end());
    } else if (free == 0) {
        plan.later = std::move(others);
        plan.again = (sent.empty() ? now : sent.front()) + rule.window;
    } else { // the last free place is for all that have none
        const auto first = others.begin() + static_cast<std::ptrdiff_t>(free - 1);
        plan.alone.insert(plan.alone.end(), others.begin(), first);
        plan.together.assign(first, others.end());
    }
    return plan;
}

} // namespace relay::core
