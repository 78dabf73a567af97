#include "relay/directory/names.h"
#include <set>

namespace relay::directory {

namespace {

/// For "did you mean": OPIDs of every contact and group, aliases left aside.
constexpr std::size_t most_suggestions = 5000;

std::string in_quotes(std::string_view text)
{
    return "'" + std::string(text) + "'";
}

template <class Rows, class Text>
std::set<std::string> texts_of(const Rows& rows, Text text)
{
    std::set<std::string> texts;
    for (const auto& row : rows)
        texts.insert(text(row));
    return texts;
}

} // namespace

Names::Names(const Wanted& wanted, const store::Directory& present, store::IdGenerator& ids,
             store::Instant now)
    : ids_(ids), now_(now)
{
    name_domains(wanted, present);
    name_people(wanted, present);
    name_principals(wanted, present);
    name_sources(wanted, present);
}

template <class Id>
Id Names::key(const Keys<Id>& present, std::string_view name)
{
    const auto found = present.find(name);
    return found != present.end() ? found->second : ids_.make<Id>(now_);
}

void Names::name_domains(const Wanted& wanted, const store::Directory& present)
{
    for (const auto& domain : present.parts().domains)
        domains_.emplace(domain.name, domain.id);
    std::set<std::string> said;
    for (const auto& domain : wanted.domains) {
        if (!said.insert(domain.name.text).second)
            mistake(domain.name.place,
                    "the domain " + in_quotes(domain.name.text) + " stands twice",
                    "keep one of them");
        domains_.emplace(domain.name.text, key(domains_, domain.name.text));
    }
}

void Names::claim(std::string_view address, const store::Member& owner, Place place)
{
    const auto [taken, is_new] = addresses_.try_emplace(store::folded_upper(address), owner);
    if (!is_new && (place.line > 0 || taken->second != owner))
        mistake(place, in_quotes(address) + " is the address of somebody else already",
                "give each contact and group an OPID and alias of its own");
}

void Names::name_people(const Wanted& wanted, const store::Directory& present)
{
    const auto opid = [](const auto& row) { return row.row.opid.text(); };
    const auto contacts = texts_of(wanted.contacts, opid);
    const auto groups = texts_of(wanted.groups, opid);
    Keys<store::ContactId> known_contacts;
    Keys<store::GroupId> known_groups;
    for (const auto& contact : present.parts().contacts) {
        known_contacts.emplace(contact.opid.text(), contact.id);
        if (contacts.contains(contact.opid.text()))
            continue;
        claim(contact.opid.text(), contact.id, {});
        if (!contact.alias.empty())
            claim(contact.alias, contact.id, {});
    }
    for (const auto& group : present.parts().groups) {
        known_groups.emplace(group.opid.text(), group.id);
        if (!groups.contains(group.opid.text()))
            claim(group.opid.text(), group.id, {});
    }
    Keys<store::ScheduleId> known_schedules;
    const auto schedules = texts_of(wanted.schedules, opid);
    for (const auto& schedule : present.parts().schedules) {
        known_schedules.emplace(schedule.opid.text(), schedule.id);
        if (!schedules.contains(schedule.opid.text()))
            claim(schedule.opid.text(), schedule.id, {});
    }
    for (const auto& contact : wanted.contacts) {
        const auto id = key(known_contacts, contact.row.opid.text());
        claim(contact.row.opid.text(), id, contact.place);
        if (!contact.alias.text.empty())
            claim(contact.alias.text, id, contact.alias.place);
    }
    for (const auto& schedule : wanted.schedules)
        claim(schedule.row.opid.text(), key(known_schedules, schedule.row.opid.text()),
              schedule.place);
    for (const auto& group : wanted.groups)
        claim(group.row.opid.text(), key(known_groups, group.row.opid.text()), group.place);
}

/// A source brings its principal along; an access does not, since it may be misspelt.
void Names::name_principals(const Wanted& wanted, const store::Directory& present)
{
    for (const auto& principal : present.parts().principals)
        principals_.emplace(principal.name, principal.id);
    for (const auto& source : wanted.sources) {
        const auto& name = source.principal.text.empty() ? source.row.name : source.principal.text;
        principals_.emplace(name, key(principals_, name));
    }
}

void Names::name_sources(const Wanted& wanted, const store::Directory& present)
{
    Keys<std::string> senders;
    for (const auto& source : present.parts().sources) {
        sources_.emplace(source.name, source.id);
        if (source.door == store::Door::Wctp)
            senders.emplace(store::folded_lower(source.sender_id), source.name);
    }
    std::set<std::string> said;
    for (const auto& source : wanted.sources) {
        const auto& name = source.row.name;
        if (!said.insert(name).second)
            mistake(source.place, "the source " + in_quotes(name) + " stands twice",
                    "keep one of them");
        sources_.emplace(name, key(sources_, name));
        if (source.row.door != store::Door::Wctp)
            continue;
        const auto [owner, is_new] =
            senders.emplace(store::folded_lower(source.row.sender_id), name);
        if (!is_new && owner->second != name)
            mistake(source.place,
                    "the sender_id " + in_quotes(source.row.sender_id) + " is that of source " +
                        in_quotes(owner->second),
                    "give each WCTP source a sender_id of its own");
    }
}

void Names::mistake(Place place, std::string message, std::string suggestion)
{
    mistakes_.push_back({place, std::move(message), {}, {}, std::move(suggestion)});
}

void Names::unknown(const Name& name, std::string_view what, std::vector<std::string> known)
{
    mistakes_.push_back({name.place,
                         "there is no " + std::string(what) + " " + in_quotes(name.text),
                         name.text,
                         std::move(known),
                         {}});
}

template <class Id>
Id Names::look_up(const Keys<Id>& keys, const Name& name, std::string_view what)
{
    if (const auto found = keys.find(name.text); found != keys.end())
        return found->second;
    std::vector<std::string> known;
    for (const auto& [text, id] : keys)
        known.push_back(text);
    unknown(name, what, std::move(known));
    return {};
}

store::DomainId Names::domain(const Name& name)
{
    return look_up(domains_, name, "domain");
}

store::PrincipalId Names::principal(const Name& name)
{
    return look_up(principals_, name, "principal");
}

store::SourceId Names::source(const Name& name)
{
    return look_up(sources_, name, "source");
}

std::optional<store::Member> Names::member(const Name& name, store::GroupId whose)
{
    const auto found = addresses_.find(store::folded_upper(name.text));
    if (found == addresses_.end()) {
        std::vector<std::string> known;
        for (const auto& [address, owner] : addresses_) {
            if (known.size() == most_suggestions)
                break;
            known.push_back(address);
        }
        unknown(name, "contact, group or schedule", std::move(known));
        return std::nullopt;
    }
    if (found->second == store::Member(whose)) {
        mistake(name.place, "the group " + in_quotes(name.text) + " is a member of itself",
                "take it out of the list");
        return std::nullopt;
    }
    return found->second;
}

store::ContactId Names::contact(const Name& name)
{
    const auto found = member(name, {});
    if (!found)
        return {};
    if (const auto* contact = std::get_if<store::ContactId>(&*found); contact != nullptr)
        return *contact;
    const bool is_group = std::holds_alternative<store::GroupId>(*found);
    mistake(name.place, in_quotes(name.text) + (is_group ? " is a group" : " is a schedule"),
            "name a contact");
    return {};
}

} // namespace relay::directory
