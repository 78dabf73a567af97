#pragma once
#include "store/model/channel.h"
#include "store/model/id.h"
#include "store/model/instant.h"
#include "store/model/opid.h"
#include <string>
#include <variant>
#include <vector>

namespace store {

/// What a group holds and what a failover OPID names. A schedule stands for who is on duty.
using Member = std::variant<ContactId, GroupId, ScheduleId>;

/// Contacts under one address (S0.51). Without escalation all members are paged at once; with it
/// one after another in member order, then the failover OPIDs, then the fail report (S0.53-S0.63).
struct Group {
    GroupId id;
    Opid opid;
    std::string name; ///< unique
    std::string description;
    DomainId domain;
    std::vector<Member> members; ///< in position order
    bool escalation = false;
    Millis failover_interval{5 * 60 * 1000};
    Progress factor = Progress::Read; ///< escalate until Delivered, Read or Replied
    std::vector<Member> failovers;
    std::string fail_report_email; ///< empty: no fail report
    bool include_original = false; ///< the fail report quotes the message
    /// Without escalation: the first answer stands the others down. False: each is to answer.
    bool first_answer_ends = false;
    /// Who answered first must close the message within this time, or it is open again for all;
    /// 0: an answer holds (D13).
    Millis acceptance{0};
    Instant created{};
    std::int64_t version = 1;
    bool operator==(const Group&) const = default;
};

} // namespace store
