#include "relay/api/membership.h"
#include "relay/api/contacts.h"
#include "relay/api/group_json.h"
#include "relay/api/groups.h"
#include "relay/engine/commit.h"
#include "store/group_repository.h"
#include <algorithm>

namespace relay::api {
namespace {

constexpr std::size_t most_at_once = 1000;

/// OPIDs of `name` in the body, each as who has it; `is_right` says whether it may stand there.
template <class IsRight>
std::vector<store::Member> read_opids(const Call& call, Fields& fields, std::string_view name,
                                      std::vector<FieldError>& errors, std::string_view what,
                                      IsRight is_right)
{
    std::vector<store::Member> found;
    fields.list(name, most_at_once, [&](const Json& json, const std::string& pointer) {
        const auto* text = std::get_if<std::string>(&json.value);
        const auto opid = text == nullptr ? std::nullopt : store::Opid::parse(*text);
        const auto member = opid ? call.people->find(opid->text()) : std::nullopt;
        if (!member || !may_see(*call.people, call.caller, *member) || !is_right(*member))
            errors.push_back({pointer, "must be the OPID of " + std::string(what)});
        else if (std::ranges::find(found, *member) == found.end())
            found.push_back(*member);
    });
    return found;
}

bool has_both(const std::vector<store::Member>& some, const std::vector<store::Member>& others)
{
    return std::ranges::any_of(some, [&](const auto& member) {
        return std::ranges::find(others, member) != others.end();
    });
}

/// What one group gains and loses.
struct Change {
    store::GroupId group;
    std::vector<store::Member> add;
    std::vector<store::Member> remove;
};

/// False: nothing changed.
bool apply(const Change& change, std::vector<store::Member>& members)
{
    const auto before = members;
    std::erase_if(members, [&](const auto& member) {
        return std::ranges::find(change.remove, member) != change.remove.end();
    });
    for (const auto& member : change.add) {
        if (std::ranges::find(members, member) == members.end())
            members.push_back(member);
    }
    return members != before;
}

std::optional<Problem> problem_with(const store::Group& group, const std::vector<store::Group>& all)
{
    if (group.members.size() > most_members)
        return invalid({{"", group.opid.text() + " would have more than " +
                                 std::to_string(most_members) + " members"}});
    if (is_cyclic(group, all))
        return invalid({{"", "would make " + group.opid.text() + " a member of itself"}});
    return std::nullopt;
}

/// All of them or none, by what is in the store at that moment: whoever else changes the same group
/// loses nothing.
std::optional<Problem> save(const Call& call, const std::vector<Change>& changes)
{
    std::optional<Problem> refused;
    const auto saved = change(call, [&](store::Connection& connection) {
        store::GroupRepository groups(connection, call.house().vault);
        auto all = groups.list();
        std::vector<const store::Group*> changed;
        for (const auto& change : changes) {
            const auto group = std::ranges::find(all, change.group, &store::Group::id);
            if (group != all.end() && apply(change, group->members))
                changed.push_back(&*group);
        }
        for (const auto* group : changed) {
            refused = problem_with(*group, all);
            if (refused)
                return false;
        }
        for (const auto* group : changed) {
            engine::must(groups.update(*group));
            audit(call, connection, "group.members", group->id.text());
        }
        return true;
    });
    return saved ? refused : std::optional(saved.error());
}

/// By OPID, those that the caller may see.
std::vector<std::string> groups_of(const Call& call, store::ContactId contact)
{
    const auto people = call.house().people();
    std::vector<std::string> opids;
    for (const auto& group : people->parts().groups) {
        if (may_see(*people, call.caller, group.domain) &&
            std::ranges::find(group.members, store::Member(contact)) != group.members.end())
            opids.push_back(group.opid.text());
    }
    return opids;
}

bool is_anything(const store::Member&)
{
    return true;
}

} // namespace

Outcome change_group_members(const Call& call)
{
    const auto* group = find_group(call);
    if (group == nullptr)
        return tl::unexpected(not_found());
    if (!may_change(*call.people, call.caller, group->domain))
        return tl::unexpected(forbidden("Groups of this domain may only be looked at."));
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    Change change{group->id, {}, {}};
    constexpr auto what = "a contact, group or schedule";
    change.add = read_opids(call, fields, "add", errors, what, is_anything);
    change.remove = read_opids(call, fields, "remove", errors, what, is_anything);
    if (has_both(change.add, change.remove))
        fields.wrong("remove", "names somebody who is to be added");
    fields.finish();
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    if (auto refused = save(call, {change}))
        return tl::unexpected(std::move(*refused));
    return show_group(call, group->id);
}

Outcome change_contact_groups(const Call& call)
{
    const auto* contact = find_contact(call);
    if (contact == nullptr)
        return tl::unexpected(not_found());
    const auto may_be_changed = [&](const store::Member& member) {
        const auto* id = std::get_if<store::GroupId>(&member);
        const auto* group = id == nullptr ? nullptr : call.people->group(*id);
        return group != nullptr && may_change(*call.people, call.caller, group->domain);
    };
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    constexpr auto what = "a group that you may change";
    std::vector<Change> changes;
    const auto join = read_opids(call, fields, "join", errors, what, may_be_changed);
    const auto leave = read_opids(call, fields, "leave", errors, what, may_be_changed);
    if (has_both(join, leave))
        fields.wrong("leave", "names a group that is to be joined");
    for (const auto& member : join)
        changes.push_back({std::get<store::GroupId>(member), {contact->id}, {}});
    for (const auto& member : leave)
        changes.push_back({std::get<store::GroupId>(member), {}, {contact->id}});
    fields.finish();
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    if (auto refused = save(call, changes))
        return tl::unexpected(std::move(*refused));
    JsonWriter json;
    json.object([&] { json.members("groups", groups_of(call, contact->id)); });
    return json_response(200, json);
}

} // namespace relay::api
