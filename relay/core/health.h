#pragma once
#include "store/model/instant.h"
#include "store/model/message.h"
#include <array>
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
    /// Ill also where more than half of the signs of the last minute are bad, from so many on.
    int enough_signs = 10;
    store::Millis first_pause{15'000};
    store::Millis longest_pause{5 * 60'000};
    store::Millis locked_pause{60 * 60'000}; ///< of one that does not let us in
    bool operator==(const HealthRule&) const = default;
};

/// The signs of the last minute, counted by tens of seconds.
class RecentSigns {
public:
    void add(bool is_good, store::Instant now);
    /// More than half are bad, and there are `enough`.
    bool are_mostly_bad(int enough, store::Instant now) const;
    bool operator==(const RecentSigns&) const = default;

private:
    struct Slot {
        std::int64_t number = 0; ///< tens of seconds since 1970
        int good = 0;
        int bad = 0;
        bool operator==(const Slot&) const = default;
    };
    std::array<Slot, 6> slots_{};
};

/// Well, as long as `ill_until` is empty. An ill one is asked again at that instant, by one send.
struct Health {
    int bad_signs = 0;
    RecentSigns recent;
    std::optional<store::Instant> ill_until;
    store::Instant urgent_from{}; ///< while ill: what is of high priority may ask from then on
    store::Millis pause{0};       ///< the last; it doubles
    bool is_locked = false;
    bool operator==(const Health&) const = default;

    bool is_well() const { return !ill_until.has_value(); }
};

/// After an answer that came at `now`. What was sent before it fell ill counts like a probe.
Health after(const Health& health, Sign sign, const HealthRule& rule, store::Instant now);

/// May one send ask how it is now? At its instant; one of high priority at any time, but seldom
/// where the gateway does not let us in.
bool may_probe(const Health& health, store::Priority priority, store::Instant now);

/// When one of that priority that was put off is to be looked at again. The gateway is ill.
store::Instant again(const Health& health, store::Priority priority, const HealthRule& rule,
                     store::Instant now);

} // namespace relay::core
