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
    const auto locked = std::stable_partition(order.begin(), order.end(), [&](std::size_t route) {
        return !routes[route].is_locked || may_probe(routes[route], priority, now);
    });
    if (locked != order.begin())
        order.erase(locked, order.end());
    return order;
}

} // namespace relay::core
