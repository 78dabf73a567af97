#pragma once
#include "relay/core/time_zone.h"
#include "store/model/directory.h"
#include "store/model/escalation.h"
#include "store/model/message.h"
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

// From an address to people. One message may name a contact, a group, a schedule, or a group of
// these; each person is paged once (U.11, S3.44), loops are cut, and whoever gets nothing is named
// with the reason.

namespace relay::core {

/// When the page is to go out, and how urgent it is: who is on duty and who is not to be disturbed
/// depends on it.
struct Moment {
    store::Instant at{};
    const TimeZones& zones; ///< outlives it
    store::Priority priority = store::Priority::Normal;
};

/// What the message has done before; empty for a new one.
struct Before {
    std::vector<store::ContactId> paged; ///< duplicates
    std::vector<store::GroupId> seen;    ///< the chain that leads here: loops
    std::vector<store::GroupId> run;     ///< other groups: duplicates
};

/// A contact that is to be paged now, and the groups it was found through, outermost first.
struct ResolvedPage {
    store::ContactId contact;
    std::vector<store::GroupId> path;
    store::ScheduleId schedule;  ///< valid: on duty there
    store::ContactId instead_of; ///< valid: stands in for that one, who is not to be disturbed
    bool operator==(const ResolvedPage&) const = default;
};

/// A group whose escalation begins: its rungs are paged one after another (S0.53).
struct EscalationStart {
    store::GroupId group;
    std::vector<store::GroupId> path; ///< groups above it, outermost first
    bool operator==(const EscalationStart&) const = default;
};

enum class LeftOutWhy {
    Domain,
    Duplicate,
    Loop,
    EmptyGroup,
    Gone,
    NobodyOnDuty,
    OffDuty,      ///< of a schedule that has somebody else on duty
    UnknownZone,  ///< of a schedule: who is on duty cannot be said here
    Undisturbed,  ///< somebody stands in
    StandInLoop,  ///< whoever stands in leads back; paged in spite of it
    StandInCannot ///< whoever stands in is gone, or names nobody in turn; paged in spite of it
};

std::string_view word(LeftOutWhy why);

/// Somebody who gets nothing, and why (D2). Of StandInLoop and StandInCannot: a stand-in that was
/// passed over.
struct LeftOut {
    store::Member who;
    std::vector<store::GroupId> path;
    LeftOutWhy why = LeftOutWhy::Domain;
    bool operator==(const LeftOut&) const = default;
};

struct Resolution {
    std::vector<ResolvedPage> pages;
    std::vector<EscalationStart> escalations;
    std::vector<LeftOut> left_out;
    bool is_nobody() const { return pages.empty() && escalations.empty(); }
    bool operator==(const Resolution&) const = default;
};

/// Who gets what when `target` is addressed by `principal`. Members keep their order.
///
/// Whoever is not to be disturbed is passed over for the one who stands in, along the chain of
/// stand-ins; with high priority both are paged. Where nobody can stand in, the contact is paged
/// all the same.
Resolution resolve(const store::Directory& directory, store::PrincipalId principal,
                   const store::Member& target, const Moment& moment, const Before& before = {});

/// True when nobody at all would ever be paged: the door refuses such an address as unknown, so
/// that the existence of hidden people does not show (S3.7).
bool reaches_nobody(const store::Directory& directory, store::PrincipalId principal,
                    const store::Member& target);

/// The escalation's own copy of the group's rule (S0.67): members in order, then failover OPIDs.
/// Contacts that the principal may not reach are not among the rungs. A schedule stays one: who is
/// on duty is asked when the rung is paged.
store::EscalationRule rule_of(const store::Directory& directory, store::PrincipalId principal,
                              const store::Group& group);

} // namespace relay::core
