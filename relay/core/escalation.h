#pragma once
#include "store/model/escalation.h"
#include <string_view>
#include <variant>
#include <vector>

// The walk along a group's rungs, until somebody answered as far as the group's factor asks
// (S0.53-S0.63): members in order, then the failover OPIDs, then the fail report.

namespace relay::core {

/// A page of this escalation, or of one below it, got further.
struct PageProgressed {
    store::Progress progress = store::Progress::Delivered;
};
/// The current rung's time may be up. `below_waiting`: a failover group of ours is still
/// escalating.
struct IntervalPassed {
    bool below_waiting = false;
};
/// Nobody of the current rung can be reached any more: do not wait for the interval.
struct PageFailed {};
/// All whom the current rung paged have declined: do not wait for the interval, and do not take for
/// an answer that they got or read it.
struct RungDeclined {};
/// Who had taken it does it no more: the walk goes on where it stopped (D13). Somebody has the
/// interval for it first where the last rung was tried, or where `others_are_asked`.
struct AcceptanceLapsed {
    bool others_are_asked = false;
};
/// Somebody wants the next rung now. `below_waiting` as above.
struct Hurried {
    bool below_waiting = false;
};
/// The message was recalled, or the escalation above it is over: it is not needed any more.
struct Recalled {};
/// Nothing of the message may go out any more.
struct MessageExpired {};

using EscalationEvent = std::variant<PageProgressed, IntervalPassed, PageFailed, RungDeclined,
                                     AcceptanceLapsed, Hurried, Recalled, MessageExpired>;

/// Page the target of this rung (index into the rule's rungs).
struct PageRung {
    int rung = 0;
    bool operator==(const PageRung&) const = default;
};
/// It is handled: what is still planned for the others is needless.
struct StandDown {
    bool operator==(const StandDown&) const = default;
};
/// Everybody was tried (or no time is left) and nobody answered: the fail report is due (S0.62).
struct ReportExhausted {
    bool operator==(const ReportExhausted&) const = default;
};

using EscalationAction = std::variant<PageRung, StandDown, ReportExhausted>;

struct EscalationStep {
    store::Escalation next;
    std::vector<EscalationAction> actions;
    std::string_view reason; ///< one line for the ledger, never empty
};

/// A fresh escalation waits with no rung tried and its due instant now, so the first IntervalPassed
/// pages the first rung.
EscalationStep advance(const store::Escalation& current, const EscalationEvent& event,
                       store::Instant now);

} // namespace relay::core
