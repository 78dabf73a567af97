#pragma once
#include "store/model/instant.h"
#include "store/model/message.h"
#include <cstddef>
#include <cstdint>
#include <optional>

// How much may go out by one channel: so many a second, so many a day (CHANNELS.md 1.4, 6), and
// half of it where the gateway says that it is too much. Messages of high priority are counted and
// never wait.

namespace relay::core {

struct PaceRule {
    int per_second = 0;       ///< 0: no limit
    int per_day = 0;          ///< counted from midnight UTC; 0: no limit
    int reserve_percent = 20; ///< of per_day, which low and normal priority leave untouched
    bool operator==(const PaceRule&) const = default;
};

/// A pace that the gateway found too fast, on its way back to the usual one.
struct EasedPace {
    double per_second = 0;
    double usual = 0;
    store::Instant since{}; ///< of the last change
    bool operator==(const EasedPace&) const = default;
};

/// What went out so far.
struct Pace {
    double tokens = 0; ///< of the second's bucket, which holds one second
    store::Instant filled{};
    std::int64_t today = 0;
    store::Instant day{};       ///< midnight of `today`
    std::int64_t in_second = 0; ///< since `second`
    std::int64_t in_last_second = 0;
    store::Instant second{};
    std::optional<EasedPace> eased;
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

/// Is four fifths of the day's share used up? For a warning, while there is time to act.
bool is_day_nearly_used_up(const Pace& pace, const PaceRule& rule);

/// After `sends` more.
Pace after(const Pace& pace, const PaceRule& rule, std::size_t sends);

/// The gateway said that this was too fast: half of what went until now, also where the rule has no
/// limit; a tenth more after each ten seconds in which it does not say so again. Several such
/// answers within a second are one.
Pace eased(const Pace& pace, const PaceRule& rule, store::Instant now);

} // namespace relay::core
