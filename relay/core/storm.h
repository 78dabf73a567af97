#pragma once
#include "store/model/delivery.h"
#include <optional>
#include <vector>

// Many pages of one source for one person at once: the phone rings a few times, and what is over
// goes out as one text that counts it. Nothing is dropped, each page lies in the inbox and can be
// answered by itself (D9). CHANNELS.md 1.6.

namespace relay::core {

struct StormRule {
    int sends = 6; ///< of one source to one address by one channel within the window; 0: no limit
    store::Millis window{60'000};
    bool operator==(const StormRule&) const = default;
};

/// What goes out of that which is due of one source for one address by one channel.
struct StormPlan {
    std::vector<store::DeliveryId> alone;
    std::vector<store::DeliveryId> together; ///< as one text; never a single one
    std::vector<store::DeliveryId> later;    ///< all of them, at `again`
    store::Instant again{};
    bool operator==(const StormPlan&) const = default;
};

/// `recent`: when such sends began, oldest first. `due`: in order of
/// priority and age. High priority goes alone and at once, and counts.
StormPlan calm(const std::vector<store::Delivery>& due, const std::vector<store::Instant>& recent,
               const StormRule& rule, store::Instant now);

} // namespace relay::core
