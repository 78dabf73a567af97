#pragma once
#include "store/model/instant.h"
#include "store/model/message.h"
#include <optional>
#include <string_view>

// Is a way out well? Decided from what its gateway answered, so that a page does not wait behind
// one that is not (D8). CHANNELS.md 1.4.

namespace relay::core {

/// What one answer says about the gateway, whatever it says about the page.
enum class Sign {
    Good,   ///< it works, also where it refused this one phone
    Bad,    ///< no connection, its own trouble, or no answer
    Locked, ///< it does not let us in: a repeat may lock us out
};

struct HealthRule {
    int bad_signs = 3; ///< one after another, until it counts as ill
    store::Millis first_pause{15'000};
    store::Millis longest_pause{5 * 60'000};
    bool operator==(const HealthRule&) const = default;
};

/// Well, as long as `ill_until` is empty. An ill one is asked again at that instant, by one send.
struct Health {
    int bad_signs = 0;
    std::optional<store::Instant> ill_until;
    store::Millis pause{0}; ///< the last; it doubles
    bool operator==(const Health&) const = default;

    bool is_well() const { return !ill_until.has_value(); }
};

/// After an answer that came at `now`. What was sent before it fell ill counts like a probe.
Health after(const Health& health, Sign sign, const HealthRule& rule, store::Instant now);

/// May one send ask how it is now? At its instant; one of high priority at any time.
bool may_probe(const Health& health, store::Priority priority, store::Instant now);

} // namespace relay::core
