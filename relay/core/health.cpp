#include "relay/core/health.h"
#include <algorithm>
#include <cstdlib>

namespace relay::core {
namespace {

constexpr std::int64_t slot_ms = 10'000;

std::int64_t slot_of(store::Instant now)
{
    return now.time_since_epoch().count() / slot_ms;
}

Health fall_ill(Health health, store::Millis pause, store::Instant now)
{
    health.pause = pause;
    health.ill_until = now + pause;
    return health;
}

Health lock(Health health, const HealthRule& rule, store::Instant now)
{
    health.is_locked = true;
    health.urgent_from = now + rule.longest_pause;
    return fall_ill(health, rule.locked_pause, now);
}

Health after_bad(Health health, const HealthRule& rule, store::Instant now)
{
    ++health.bad_signs;
    health.recent.add(false, now);
    if (health.is_well()) {
        const bool is_ill = health.bad_signs >= rule.bad_signs ||
                            health.recent.are_mostly_bad(rule.enough_signs, now);
        return is_ill ? fall_ill(health, rule.first_pause, now) : health;
    }
    if (health.is_locked)
        return lock(health, rule, now); // it was asked, and did not say that it lets us in
    if (now < *health.ill_until)
        return health; // one of those that were on their way, or of high priority
    return fall_ill(health, std::min(health.pause * 2, rule.longest_pause), now);
}

Health after_good(Health health, store::Instant now)
{
    if (!health.is_well())
        return {};
    health.bad_signs = 0;
    health.recent.add(true, now);
    return health;
}

} // namespace

void RecentSigns::add(bool is_good, store::Instant now)
{
    const auto number = slot_of(now);
    auto& slot = slots_[static_cast<std::size_t>(number) % slots_.size()];
    if (slot.number != number)
        slot = {.number = number};
    ++(is_good ? slot.good : slot.bad);
}

bool RecentSigns::are_mostly_bad(int enough, store::Instant now) const
{
    const auto newest = slot_of(now);
    int good = 0;
    int bad = 0;
    for (const auto& slot : slots_) {
        if (slot.number > newest - std::ssize(slots_) && slot.number <= newest) {
            good += slot.good;
            bad += slot.bad;
        }
    }
    return good + bad >= enough && bad > good;
}

Health after(const Health& health, Sign sign, const HealthRule& rule, store::Instant now)
{
    switch (sign) {
    case Sign::Good:
        return after_good(health, now);
    case Sign::Bad:
        return after_bad(health, rule, now);
    case Sign::Locked:
        return lock(health, rule, now);
    }
    std::abort(); // a value that is no enumerator
}

bool may_probe(const Health& health, store::Priority priority, store::Instant now)
{
    return health.is_well() || now >= *health.ill_until ||
           (priority == store::Priority::High && now >= health.urgent_from);
}

store::Instant again(const Health& health, store::Priority priority, const HealthRule& rule,
                     store::Instant now)
{
    const bool is_urgent = priority == store::Priority::High && health.is_locked;
    return std::max(is_urgent ? health.urgent_from : *health.ill_until, now + rule.first_pause);
}

} // namespace relay::core
