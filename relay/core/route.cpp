#include "relay/core/route.h"
#include <algorithm>
#include <numeric>

namespace relay::core {

std::vector<std::size_t> route_order(const std::vector<Health>& routes, store::Priority priority,
                                     store::Instant now)
{
    const auto is_in_its_place = [&](std::size_t route) {
        const auto& health = routes[route];
        return health.is_well() || (priority != store::Priority::High && now >= *health.ill_until);
    };
    std::vector<std::size_t> order(routes.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_partition(order.begin(), order.end(), is_in_its_place);
    const auto asked = std::ranges::stable_partition(order, [&](std::size_t route) {
        return !routes[route].is_locked || may_probe(routes[route], priority, now);
    });
    if (asked.begin() != order.begin())
        order.erase(asked.begin(), asked.end());
    return order;
}

} // namespace relay::core
