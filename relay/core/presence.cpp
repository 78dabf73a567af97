#include "relay/core/presence.h"
#include "relay/core/quiet_hours.h"

namespace relay::core {
namespace {

using namespace std::chrono_literals;

constexpr store::Millis at_hand = 60s;
constexpr store::Millis nearby = 15min;

} // namespace

Presence presence_of(const std::optional<store::Instant>& seen, store::Instant now)
{
    if (!seen || now - *seen >= nearby)
        return Presence::Offline;
    return now - *seen < at_hand ? Presence::Online : Presence::Away;
}

Presence presence_of(const store::Contact& contact, const std::optional<store::Instant>& seen,
                     store::Instant now)
{
    return is_undisturbed(contact, now) ? Presence::DoNotDisturb : presence_of(seen, now);
}

} // namespace relay::core
