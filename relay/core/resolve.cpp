#include "relay/core/resolve.h"
#include "relay/core/access.h"
#include <algorithm>

namespace relay::core {
namespace {

template <class T>
bool contains(const std::vector<T>& all, const T& one)
{
    return std::ranges::find(all, one) != all.end();
}

/// One walk over a target and all that it holds.
class Walk {
public:
    Walk(const store::Directory& directory, store::PrincipalId principal,
         std::vector<store::ContactId> paged, const std::vector<store::GroupId>& chain,
         std::vector<store::GroupId> run)
        : directory_(directory), principal_(principal), chain_(chain), paged_(std::move(paged)),
          seen_(std::move(run))
    {
    }

    void visit(const store::Member& target)
    {
        std::visit([this](const auto& id) { visit(id); }, target);
    }

    Resolution take() { return std::move(found_); }

private:
    void visit(store::ContactId id)
    {
        const auto* contact = directory_.contact(id);
        if (contact == nullptr)
            return leave_out(id, LeftOutWhy::Gone);
        if (!may_reach(directory_, principal_, *contact))
            return leave_out(id, LeftOutWhy::Domain);
        if (contains(paged_, id))
            return leave_out(id, LeftOutWhy::Duplicate);
        paged_.push_back(id);
        found_.pages.push_back({id, path_});
    }

    void visit(store::GroupId id)
    {
        const auto* group = directory_.group(id);
        if (group == nullptr)
            return leave_out(id, LeftOutWhy::Gone);
        if (contains(chain_, id) || contains(path_, id))
            return leave_out(id, LeftOutWhy::Loop);
        if (contains(seen_, id))
            return leave_out(id, LeftOutWhy::Duplicate);
        seen_.push_back(id);
        if (group->members.empty() && group->failovers.empty())
            return leave_out(id, LeftOutWhy::EmptyGroup);
        if (group->escalation) {
            found_.escalations.push_back({id, path_});
            return;
        }
        path_.push_back(id);
        for (const auto& member : group->members)
            visit(member);
        path_.pop_back();
    }

    void leave_out(store::Member who, LeftOutWhy why)
    {
        found_.left_out.push_back({who, path_, why});
    }

    const store::Directory& directory_;
    store::PrincipalId principal_;
    const std::vector<store::GroupId>& chain_; ///< outlives us
    std::vector<store::ContactId> paged_;
    std::vector<store::GroupId> seen_;
    std::vector<store::GroupId> path_;
    Resolution found_;
};

/// Could this member ever lead to a person, through members and failovers of any depth?
bool leads_to_somebody(const store::Directory& directory, store::PrincipalId principal,
                       const store::Member& member, std::vector<store::GroupId>& seen)
{
    if (const auto* id = std::get_if<store::ContactId>(&member)) {
        const auto* contact = directory.contact(*id);
        return contact != nullptr && may_reach(directory, principal, *contact);
    }
    const auto id = std::get<store::GroupId>(member);
    const auto* group = directory.group(id);
    if (group == nullptr || contains(seen, id))
        return false;
    seen.push_back(id);
    const auto leads = [&](const store::Member& next) {
        return leads_to_somebody(directory, principal, next, seen);
    };
    return std::ranges::any_of(group->members, leads) ||
           (group->escalation && std::ranges::any_of(group->failovers, leads));
}

} // namespace

std::string_view word(LeftOutWhy why)
{
    switch (why) {
    case LeftOutWhy::Domain:
        return "domain";
    case LeftOutWhy::Duplicate:
        return "duplicate";
    case LeftOutWhy::Loop:
        return "loop_cut";
    case LeftOutWhy::EmptyGroup:
        return "empty_group";
    case LeftOutWhy::Gone:
        return "gone";
    }
    std::abort();
}

Resolution resolve(const store::Directory& directory, store::PrincipalId principal,
                   const store::Member& target, const std::vector<store::ContactId>& paged,
                   const std::vector<store::GroupId>& seen, const std::vector<store::GroupId>& run)
{
    Walk walk(directory, principal, paged, seen, run);
    walk.visit(target);
    return walk.take();
}

bool reaches_nobody(const store::Directory& directory, store::PrincipalId principal,
                    const store::Member& target)
{
    std::vector<store::GroupId> seen;
    return !leads_to_somebody(directory, principal, target, seen);
}

store::EscalationRule rule_of(const store::Directory& directory, store::PrincipalId principal,
                              const store::Group& group)
{
    store::EscalationRule rule;
    rule.interval = group.failover_interval;
    rule.factor = group.factor;
    rule.fail_report_email = group.fail_report_email;
    rule.include_original = group.include_original;
    const auto add = [&](const store::Member& target, bool failover) {
        std::vector<store::GroupId> seen;
        if (leads_to_somebody(directory, principal, target, seen))
            rule.rungs.push_back({target, failover});
    };
    for (const auto& member : group.members)
        add(member, false);
    for (const auto& failover : group.failovers)
        add(failover, true);
    return rule;
}

} // namespace relay::core
