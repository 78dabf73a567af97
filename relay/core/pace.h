#pragma once
#include "store/model/instant.h"
#include "store/model/message.h"
#include <cstddef>
#include <cstdint>
#include <optional>

// How much may go out by one channel: so many a second, so many a day (CHANNELS.md 1.4, 6).
// Messages of high priority are counted and never wait.

namespace relay::core {

struct PaceRule {
    int per_second = 0;       ///< 0: no limit
    int per_day = 0;          ///< counted from midnight UTC; 0: no limit
    int reserve_percent = 20; ///< of per_day, which low and normal priority leave untouched
    bool operator==(const PaceRule&) const = default;
};

/// What went out so far.
struct Pace {
    double tokens = 0; ///< of the second's bucket, which holds one second
    store::Instant filled{};
    std::int64_t today = 0;
    store::Instant day{}; ///< midnight of `today`
    bool operator==(const Pace&) const = default;
};

store::Instant midnight_before(store::Instant at);

/// As it stands at `now`, with nothing new.
Pace at(const Pace& pace, const PaceRule& rule, store::Instant now);

/// How many of normal and low priority may go now.
std::size_t room(const Pace& pace, const PaceRule& rule);

/// Is the day's share of normal and low priority used up? Then nothing of them goes before
/// midnight.
bool is_day_used_up(const Pace& pace, const PaceRule& rule);

/// After `sends` more.
Pace after(const Pace& pace, const PaceRule& rule, std::size_t sends);

} // namespace relay::core
