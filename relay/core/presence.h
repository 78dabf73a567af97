#pragma once
#include "store/model/contact.h"
#include "store/model/instant.h"
#include "store/model/words.h"
#include <optional>

namespace relay::core {

/// Is somebody's device at hand? For people who look; it holds up no page (S0.36).
enum class Presence { Online, Away, Offline, DoNotDisturb };

/// `seen`: when a device of theirs last asked for something; empty: never.
Presence presence_of(const std::optional<store::Instant>& seen, store::Instant now);
/// Of the contact as a whole, who may not want to be disturbed (X.5).
Presence presence_of(const store::Contact& contact, const std::optional<store::Instant>& seen,
                     store::Instant now);

} // namespace relay::core

template <>
struct store::Words<relay::core::Presence> {
    static constexpr std::array table{
        std::pair{relay::core::Presence::Online, "online"},
        std::pair{relay::core::Presence::Away, "away"},
        std::pair{relay::core::Presence::Offline, "offline"},
        std::pair{relay::core::Presence::DoNotDisturb, "do_not_disturb"}};
};
