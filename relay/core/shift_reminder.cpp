#include "relay/core/shift_reminder.h"
#include "relay/core/quiet_hours.h"
#include <algorithm>

namespace relay::core {
namespace {

/// Do pages go there first? They do, too, where no escalation knows it.
bool is_first(const store::Directory& people, store::ScheduleId id)
{
    const store::Member member = id;
    bool is_named = false;
    for (const auto& group : people.parts().groups) {
        if (!group.escalation || std::ranges::find(group.members, member) == group.members.end())
            continue;
        is_named = true;
        if (group.members.front() == member)
            return true;
    }
    return !is_named;
}

bool wants_to_be_told(const store::Directory& people, const store::Contact& contact,
                      store::ScheduleId schedule)
{
    switch (contact.shift_reminder) {
    case store::ShiftReminder::Always:
        return true;
    case store::ShiftReminder::OnlyIfFirst:
        return is_first(people, schedule);
    case store::ShiftReminder::Never:
        return false;
    }
    std::abort(); // a value that is no enumerator
}

} // namespace

std::vector<ComingShift> coming_shifts(const store::Directory& people, const TimeZones& zones,
                                       store::Instant since, store::Instant now, store::Millis lead)
{
    std::vector<ComingShift> coming;
    for (const auto& schedule : people.parts().schedules) {
        const auto* zone = zones.find(schedule.zone);
        if (zone == nullptr)
            continue;
        // One more millisecond, so that a shift which begins at the very end is seen.
        const auto all = shifts(schedule, *zone, {since, now + lead + store::Millis{1}});
        store::ContactId before;
        for (const auto& shift : all) {
            const auto* contact = people.contact(shift.who.contact);
            if (contact != nullptr && shift.span.from > since && shift.span.to > now &&
                contact->id != before && wants_to_be_told(people, *contact, schedule.id))
                coming.push_back({schedule.id, contact->id, shift.span.from});
            before = shift.who.contact;
        }
    }
    return coming;
}

std::string shift_text(const store::Schedule& schedule, const TimeZones& zones,
                       const ComingShift& shift)
{
    return "Your shift begins at " + clock_text(zones, schedule.zone, shift.begins) + ".";
}

} // namespace relay::core
