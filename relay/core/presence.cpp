#include "relay/core/presence.h"

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

} // namespace relay::core
