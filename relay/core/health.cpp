#include "relay/core/health.h"
#include <algorithm>
#include <cstdlib>

namespace relay::core {
namespace {

Health fall_ill(const Health& health, store::Millis pause, store::Instant now)
{
    auto next = health;
    next.pause = pause;
    next.ill_until = now + pause;
    return next;
}

Health after_bad(Health health, const HealthRule& rule, store::Instant now)
{
    ++health.bad_signs;
    if (health.is_well())
        return health.bad_signs < rule.bad_signs ? health : fall_ill(health, rule.first_pause, now);
    if (now < *health.ill_until)
        return health; // one of those that were on their way, or of high priority
    return fall_ill(health, std::min(health.pause * 2, rule.longest_pause), now);
}

} // namespace

Health after(const Health& health, Sign sign, const HealthRule& rule, store::Instant now)
{
    switch (sign) {
    case Sign::Good:
        return {};
    case Sign::Bad:
        return after_bad(health, rule, now);
    case Sign::Locked:
        return fall_ill(health, rule.longest_pause, now);
    }
    std::abort(); // a value that is no enumerator
}

bool may_probe(const Health& health, store::Priority priority, store::Instant now)
{
    return health.is_well() || now >= *health.ill_until || priority == store::Priority::High;
}

} // namespace relay::core
