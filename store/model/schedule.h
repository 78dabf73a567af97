#pragma once
#include "store/model/id.h"
#include "store/model/instant.h"
#include "store/model/opid.h"
#include "store/model/week.h"
#include "store/model/words.h"
#include <chrono>
#include <optional>
#include <string>
#include <vector>

// Who is on duty when (X.1).

namespace store {

enum class Turn { Day, Week };

template <>
struct Words<Turn> {
    static constexpr std::array table{std::pair{Turn::Day, "day"}, std::pair{Turn::Week, "week"}};
};

/// People who take turns. A layer says nothing before `begins` and outside its hours.
struct DutyLayer {
    std::string name;
    Turn turn = Turn::Week;
    int length = 1;               ///< days or weeks until the next one takes over
    std::chrono::sys_days begins; ///< the first one's first day; of weeks also the day of hand-over
    int handoff = 0;              ///< minute of the day at which the next one takes over
    std::vector<ContactId> people; ///< in the order of their turns; not valid: nobody's turn
    std::vector<WeekHours> hours;  ///< empty: always
    bool operator==(const DutyLayer&) const = default;
};

/// Somebody else, whatever the layers say.
struct DutyOverride {
    OverrideId id;
    ContactId contact;
    Instant from{};
    Instant to{};        ///< not any more
    std::string made_by; ///< token id
    Instant made{};
    bool operator==(const DutyOverride&) const = default;
};

enum class SwapState { Asked, Approved, Refused };

template <>
struct Words<SwapState> {
    static constexpr std::array table{std::pair{SwapState::Asked, "asked"},
                                      std::pair{SwapState::Approved, "approved"},
                                      std::pair{SwapState::Refused, "refused"}};
};

/// A span of time.
struct Span {
    Instant from{};
    Instant to{}; ///< not any more
    bool operator==(const Span&) const = default;
};

/// What the giver has in `span` the taker does, and the other way about in `back`. Counts once it
/// is approved.
struct DutySwap {
    SwapId id;
    ContactId giver;
    ContactId taker;
    Span span;
    std::optional<Span> back;
    SwapState state = SwapState::Asked;
    std::string asked_by; ///< token id
    Instant asked{};
    std::string decided_by; ///< token id; empty while it is asked
    std::optional<Instant> decided;
    bool operator==(const DutySwap&) const = default;
};

/// On call: a later layer beats an earlier one where it says anything, swaps beat layers, overrides
/// beat all, the later made one first.
struct Schedule {
    ScheduleId id;
    Opid opid;
    std::string name; ///< unique
    std::string description;
    DomainId domain;
    std::string zone = "UTC"; ///< IANA name of the place whose clock the layers follow
    std::vector<DutyLayer> layers;
    std::vector<DutyOverride> overrides; ///< as they were made
    std::vector<DutySwap> swaps;         ///< as they were asked for
    Instant created{};
    std::int64_t version = 1;
    bool operator==(const Schedule&) const = default;
};

} // namespace store
