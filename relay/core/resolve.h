#pragma once
#include "store/model/directory.h"
#include "store/model/escalation.h"
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

// From an address to people. One message may name a contact, a group, or a group of groups; each
// person is paged once (U.11, S3.44), loops are cut, and whoever gets nothing is named with the
// reason.

namespace relay::core {

/// A contact that is to be paged now, and the groups it was found through, outermost first.
struct ResolvedPage {
    store::ContactId contact;
    std::vector<store::GroupId> path;
    bool operator==(const ResolvedPage&) const = default;
};

/// A group whose escalation begins: its rungs are paged one after another (S0.53).
struct EscalationStart {
    store::GroupId group;
    std::vector<store::GroupId> path; ///< groups above it, outermost first
    bool operator==(const EscalationStart&) const = default;
};

enum class LeftOutWhy { Domain, Duplicate, Loop, EmptyGroup, Gone };

std::string_view word(LeftOutWhy why);

/// Somebody who gets nothing, and why (D2).
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
    bool operator==(const Resolution&) const = default;
};

/// Who gets what when `target` is addressed by `principal`.
///
/// `paged`, `seen` and `run` are what this message has done before (empty for a new one): contacts
/// in `paged` are duplicates, groups in `seen` (the chain that leads here) are loops, other groups
/// in `run` are duplicates. Members keep their order.
Resolution resolve(const store::Directory& directory, store::PrincipalId principal,
                   const store::Member& target, const std::vector<store::ContactId>& paged = {},
                   const std::vector<store::GroupId>& seen = {},
                   const std::vector<store::GroupId>& run = {});

/// True when nobody at all would ever be paged: the door refuses such an address as unknown, so
/// that the existence of hidden people does not show (S3.7).
bool reaches_nobody(const store::Directory& directory, store::PrincipalId principal,
                    const store::Member& target);

/// The escalation's own copy of the group's rule (S0.67): members in order, then failover OPIDs.
/// Contacts that the principal may not reach are not among the rungs.
store::EscalationRule rule_of(const store::Directory& directory, store::PrincipalId principal,
                              const store::Group& group);

} // namespace relay::core
