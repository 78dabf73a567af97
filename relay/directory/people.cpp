#include "relay/directory/people.h"
#include <algorithm>
#include <map>

namespace relay::directory {

namespace {

template <class Row>
std::map<std::string, const Row*> by_opid(const std::vector<Row>& rows)
{
    std::map<std::string, const Row*> index;
    for (const auto& row : rows)
        index.emplace(row.opid.text(), &row);
    return index;
}

const store::ContactDetail* same_detail(const store::Contact& contact, const WantedDetail& wanted)
{
    for (const auto& detail : contact.details) {
        if (detail.kind == wanted.kind && detail.address == wanted.address)
            return &detail;
    }
    return nullptr;
}

/// The contact's details as wanted; those that stay keep their key and so their opt-out state.
std::vector<store::ContactDetail> details_of(const WantedContact& wanted,
                                             const store::Contact* present, store::IdGenerator& ids,
                                             store::Instant now, Changes& changes)
{
    std::vector<store::ContactDetail> details;
    for (const auto& detail : wanted.details) {
        const auto* found = present == nullptr ? nullptr : same_detail(*present, detail);
        store::ContactDetail row{{}, detail.kind, detail.address, false};
        if (found != nullptr)
            row = *found;
        else
            row.id = ids.make<store::DetailId>(now);
        if (detail.opted_out && *detail.opted_out != row.opted_out)
            changes.opt_outs.push_back({row.id, *detail.opted_out});
        details.push_back(std::move(row));
    }
    return details;
}

void set_acknowledgement(store::Contact& row, const WantedContact& wanted,
                         const store::Contact* present, Names& names, store::Instant now)
{
    if (present != nullptr)
        row.acknowledgement = present->acknowledgement;
    const auto& by = wanted.acknowledged_by;
    if (!by.empty() && (!row.acknowledgement || row.acknowledgement->by != by))
        row.acknowledgement = store::Acknowledgement{now, by};
    if (!row.secure && !row.acknowledgement)
        names.mistake(wanted.place, "'secure: false' needs an acknowledgement on record",
                      "add 'acknowledged_by: NAME', who said that plain channels are agreed to");
}

/// What the file does not speak of is left alone.
void set_certificate(store::Contact& row, const WantedContact& wanted,
                     const store::Contact* present)
{
    if (wanted.certificate)
        row.certificate = wanted.certificate;
    else if (present != nullptr)
        row.certificate = present->certificate;
}

/// What the contact says of itself is left alone, unless the file says otherwise.
void set_availability(store::Contact& row, const WantedContact& wanted,
                      const store::Contact* present)
{
    if (present != nullptr) {
        row.zone = present->zone;
        row.quiet_hours = present->quiet_hours;
        row.do_not_disturb = present->do_not_disturb;
        row.shift_reminder = present->shift_reminder;
    }
    row.zone = wanted.zone.value_or(row.zone);
    row.quiet_hours = wanted.quiet_hours.value_or(row.quiet_hours);
    row.shift_reminder = wanted.shift_reminder.value_or(row.shift_reminder);
}

/// Names are unique among groups, those besides the wanted ones included.
void check_group_names(const Wanted& wanted, const store::Directory::Parts& present, Names& names)
{
    std::map<std::string, std::string> owners;
    for (const auto& group : wanted.groups) {
        if (!owners.emplace(group.row.name, group.row.opid.text()).second)
            names.mistake(group.place, "another group has the name '" + group.row.name + "'",
                          "give each group a name of its own");
    }
    const auto by_address = by_opid(present.groups);
    for (const auto& group : wanted.groups) {
        for (const auto& [address, other] : by_address) {
            const bool stays = std::none_of(wanted.groups.begin(), wanted.groups.end(),
                                            [&, &opid = address](const auto& candidate) {
                                                return candidate.row.opid.text() == opid;
                                            });
            if (stays && other->name == group.row.name)
                names.mistake(group.place,
                              "the group " + address + " has the name '" + group.row.name + "'",
                              "give each group a name of its own");
        }
    }
}

std::vector<store::Member> members_of(const std::vector<Name>& wanted, store::GroupId whose,
                                      Names& names)
{
    std::vector<store::Member> members;
    for (const auto& name : wanted) {
        const auto member = names.member(name, whose);
        if (!member)
            continue;
        if (std::find(members.begin(), members.end(), *member) != members.end())
            names.mistake(name.place, "'" + name.text + "' stands twice in this list",
                          "take one of them out");
        members.push_back(*member);
    }
    return members;
}

template <class Row>
void note(Row row, const Row* present, Difference<Row>& difference)
{
    if (present == nullptr)
        difference.added.push_back(std::move(row));
    else if (row != *present)
        difference.changed.push_back(std::move(row));
}

} // namespace

void compare_contacts(const Wanted& wanted, const store::Directory::Parts& present, Names& names,
                      store::IdGenerator& ids, store::Instant now, Changes& changes)
{
    const auto index = by_opid(present.contacts);
    for (const auto& contact : wanted.contacts) {
        const auto found = index.find(contact.row.opid.text());
        const auto* before = found == index.end() ? nullptr : found->second;
        auto row = contact.row;
        row.id = names.own<store::ContactId>(row.opid);
        row.domain = names.domain(contact.domain);
        row.alias = store::folded_lower(contact.alias.text);
        row.created = before == nullptr ? now : before->created;
        row.version = before == nullptr ? 1 : before->version;
        if (before != nullptr)
            row.devices = before->devices;
        set_acknowledgement(row, contact, before, names, now);
        set_availability(row, contact, before);
        set_certificate(row, contact, before);
        row.details = details_of(contact, before, ids, now, changes);
        note(std::move(row), before, changes.contacts);
    }
}

void compare_groups(const Wanted& wanted, const store::Directory::Parts& present, Names& names,
                    store::Instant now, Changes& changes)
{
    check_group_names(wanted, present, names);
    const auto index = by_opid(present.groups);
    for (const auto& group : wanted.groups) {
        const auto found = index.find(group.row.opid.text());
        const auto* before = found == index.end() ? nullptr : found->second;
        auto row = group.row;
        row.id = names.own<store::GroupId>(row.opid);
        row.domain = names.domain(group.domain);
        row.created = before == nullptr ? now : before->created;
        row.version = before == nullptr ? 1 : before->version;
        row.members = members_of(group.members, row.id, names);
        row.failovers = members_of(group.failovers, row.id, names);
        note(std::move(row), before, changes.groups);
    }
}

void compare_schedules(const Wanted& wanted, const store::Directory::Parts& present, Names& names,
                       store::Instant now, Changes& changes)
{
    const auto index = by_opid(present.schedules);
    for (const auto& schedule : wanted.schedules) {
        const auto found = index.find(schedule.row.opid.text());
        const auto* before = found == index.end() ? nullptr : found->second;
        auto row = schedule.row;
        row.id = names.own<store::ScheduleId>(row.opid);
        row.domain = names.domain(schedule.domain);
        row.created = before == nullptr ? now : before->created;
        if (before != nullptr) {
            row.version = before->version;
            row.overrides = before->overrides;
            row.swaps = before->swaps;
        }
        for (const auto& layer : schedule.layers) {
            row.layers.push_back(layer.row);
            for (const auto& person : layer.people)
                row.layers.back().people.push_back(person.text.empty() ? store::ContactId{}
                                                                       : names.contact(person));
        }
        note(std::move(row), before, changes.schedules);
    }
}

} // namespace relay::directory
