#pragma once
#include "store/model/group.h"
#include "store/model/id.h"
#include "store/model/instant.h"
#include <string>
#include <vector>

namespace store {

/// One step of an escalation: a member of the group, or one of its failover OPIDs.
struct Rung {
    Member target;
    bool failover = false;
    bool operator==(const Rung&) const = default;
};

/// The group's rule as it was when the escalation began: later changes of the group apply to new
/// messages only (S0.67).
struct EscalationRule {
    std::vector<Rung> rungs; ///< members in order, then failovers
    Millis interval{0};
    Progress factor = Progress::Read;
    std::string fail_report_email;
    bool include_original = false;
    bool operator==(const EscalationRule&) const = default;
};

enum class EscalationPhase { Waiting, Satisfied, Exhausted, Withdrawn };

template <>
struct Words<EscalationPhase> {
    static constexpr std::array table{std::pair{EscalationPhase::Waiting, "waiting"},
                                      std::pair{EscalationPhase::Satisfied, "satisfied"},
                                      std::pair{EscalationPhase::Exhausted, "exhausted"},
                                      std::pair{EscalationPhase::Withdrawn, "withdrawn"}};
};

/// The walk along a group's rungs for one message.
struct Escalation {
    EscalationId id;
    MessageId message;
    GroupId group;
    EscalationPhase phase = EscalationPhase::Waiting;
    EscalationRule rule;
    int rungs_tried = 0;
    Instant due{};             ///< Waiting: when the current rung's time is up
    std::vector<PageId> pages; ///< the pages it has sent so far
    std::vector<GroupId> seen; ///< groups already run for this message: loops are cut (S0.61)
    Instant created{};
    std::int64_t version = 1;
    bool operator==(const Escalation&) const = default;
};

} // namespace store
