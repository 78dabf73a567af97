#include "relay/core/resolve.h"
#include "relay/core/access.h"
#include "relay/core/quiet_hours.h"
#include "relay/core/schedule.h"
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
    Walk(const store::Directory& directory, store::PrincipalId principal, const Moment& moment,
         const Before& before)
        : directory_(directory), principal_(principal), moment_(moment), chain_(before.seen),
          paged_(before.paged), seen_(before.run)
    {
    }

    void visit(const store::Member& target)
    {
        std::visit([this](const auto& id) { visit(id); }, target);
    }

    Resolution take() { return std::move(found_); }

private:
    void visit(store::ContactId id) { person(id, {}); }

    void visit(store::ScheduleId id)
    {
        const auto* schedule = directory_.schedule(id);
        if (schedule == nullptr)
            return leave_out(id, LeftOutWhy::Gone);
        const auto* zone = moment_.zones.find(schedule->zone);
        if (zone == nullptr)
            return leave_out(id, LeftOutWhy::UnknownZone);
        const auto who = on_duty(*schedule, *zone, moment_.at);
        if (!who.contact.valid())
            return leave_out(id, LeftOutWhy::NobodyOnDuty);
        person(who.contact, id);
        for (const auto other : people_of(*schedule)) {
            if (other != who.contact)
                off_duty(other);
        }
    }

    /// S3.7: of whom the originator may not know, not even this is told.
    void off_duty(store::ContactId id)
    {
        const auto* contact = directory_.contact(id);
        if (contact != nullptr && may_reach(directory_, principal_, *contact))
            leave_out(id, LeftOutWhy::OffDuty);
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

    void person(store::ContactId id, store::ScheduleId duty)
    {
        const auto* contact = directory_.contact(id);
        if (contact == nullptr)
            return leave_out(id, LeftOutWhy::Gone);
        if (!may_reach(directory_, principal_, *contact))
            return leave_out(id, LeftOutWhy::Domain);
        const auto stand_in = stand_in_of(*contact);
        if (stand_in.valid() && moment_.priority != store::Priority::High)
            leave_out(id, LeftOutWhy::Undisturbed);
        else
            page(id, duty, {});
        if (stand_in.valid())
            page(stand_in, duty, id);
    }

    void page(store::ContactId id, store::ScheduleId duty, store::ContactId instead_of)
    {
        if (contains(paged_, id))
            return leave_out(id, LeftOutWhy::Duplicate);
        paged_.push_back(id);
        found_.pages.push_back({id, path_, duty, instead_of});
    }

    /// The end of the chain of stand-ins; not valid: none is asked for, or none can.
    store::ContactId stand_in_of(const store::Contact& contact)
    {
        std::vector<store::ContactId> chain{contact.id};
        const auto* last = &contact;
        while (is_undisturbed(*last, moment_.at)) {
            const auto next = last->do_not_disturb->stand_in;
            if (!next.valid() && last == &contact)
                return {};
            const auto* who = directory_.contact(next);
            if (contains(chain, next)) {
                leave_out(last->id, LeftOutWhy::StandInLoop);
                return {};
            }
            if (who == nullptr) {
                leave_out(next.valid() ? next : last->id, LeftOutWhy::StandInCannot);
                return {};
            }
            if (!may_reach(directory_, principal_, *who)) {
                leave_out(next, LeftOutWhy::Domain); // S3.7: its being there is not told either
                return {};
            }
            chain.push_back(next);
            last = who;
        }
        return last == &contact ? store::ContactId{} : last->id;
    }

    void leave_out(store::Member who, LeftOutWhy why)
    {
        found_.left_out.push_back({who, path_, why});
    }

    const store::Directory& directory_;
    store::PrincipalId principal_;
    const Moment& moment_;                     ///< outlives us
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
    if (const auto* id = std::get_if<store::ScheduleId>(&member)) {
        const auto* schedule = directory.schedule(*id);
        return schedule != nullptr &&
               std::ranges::any_of(people_of(*schedule), [&](store::ContactId person) {
                   return leads_to_somebody(directory, principal, person, seen);
               });
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
    case LeftOutWhy::NobodyOnDuty:
        return "nobody_on_duty";
    case LeftOutWhy::OffDuty:
        return "off_duty";
    case LeftOutWhy::UnknownZone:
        return "unknown_zone";
    case LeftOutWhy::Undisturbed:
        return "do_not_disturb";
    case LeftOutWhy::StandInLoop:
        return "stand_in_loop_cut";
    case LeftOutWhy::StandInCannot:
        return "stand_in_cannot";
    }
    std::abort();
}

Resolution resolve(const store::Directory& directory, store::PrincipalId principal,
                   const store::Member& target, const Moment& moment, const Before& before)
{
    Walk walk(directory, principal, moment, before);
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
        // Of a schedule nobody knows now whom it will name when its rung is paged.
        if (std::holds_alternative<store::ScheduleId>(target) ||
            leads_to_somebody(directory, principal, target, seen))
            rule.rungs.push_back({target, failover});
    };
    for (const auto& member : group.members)
        add(member, false);
    for (const auto& failover : group.failovers)
        add(failover, true);
    return rule;
}

} // namespace relay::core
