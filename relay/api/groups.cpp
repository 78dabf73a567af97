#include "relay/api/groups.h"
#include "relay/api/group_json.h"
#include "relay/api/listing.h"
#include "store/group_repository.h"

namespace relay::api {
namespace {

http::Response respond_with(const Call& call, int status, const store::Group& group)
{
    JsonWriter json;
    write(json, group, call, group_warnings(call, group));
    auto response = json_response(status, json);
    response.headers.add("ETag", etag(group.version));
    return response;
}

enum class Saving { Done, Stale, Cyclic };

/// Judges cycles by what is in the store at that moment, as two may save at once.
tl::expected<Saving, Problem> save(const Call& call, const store::Group& group, bool is_new)
{
    auto saving = Saving::Done;
    const auto saved = change(call, [&](store::Connection& connection) {
        store::GroupRepository groups(connection, call.house().vault);
        if (is_cyclic(group, groups.list())) {
            saving = Saving::Cyclic;
            return false;
        }
        if (is_new)
            groups.insert(group);
        else if (!groups.update(group)) {
            saving = Saving::Stale;
            return false;
        }
        audit(call, connection, is_new ? "group.create" : "group.change", group.id.text());
        return true;
    });
    if (!saved)
        return tl::unexpected(saved.error());
    return saving;
}

Problem cyclic()
{
    return invalid({{"/members", "would make the group a member of itself"}});
}

} // namespace

const store::Group* find_group(const Call& call)
{
    const auto& people = *call.people;
    const auto id = store::GroupId::parse(call.id);
    const store::Group* found = id ? people.group(*id) : nullptr;
    if (const auto opid = store::Opid::parse(call.id); !id && opid) {
        const auto member = people.find(opid->text());
        const auto* named = member ? std::get_if<store::GroupId>(&*member) : nullptr;
        found = named == nullptr ? nullptr : people.group(*named);
    }
    return found != nullptr && may_see(people, call.caller, found->domain) ? found : nullptr;
}

Outcome show_group(const Call& call, store::GroupId id)
{
    const auto people = call.house().people();
    const auto* group = people->group(id);
    if (group == nullptr) // removed meanwhile
        return tl::unexpected(not_found());
    auto now = call;
    now.people = people;
    return respond_with(now, 200, *group);
}

Outcome list_groups(const Call& call)
{
    const auto is_wanted = [&](const store::Group& group) {
        return may_see(*call.people, call.caller, group.domain) &&
               matches(call.parameter("q"), {group.name, group.opid.text(), group.description});
    };
    return list_of<store::GroupId>(
        call, call.people->parts().groups, is_wanted,
        [&](JsonWriter& json, const store::Group& group) { write(json, group, call); });
}

Outcome create_group(const Call& call)
{
    auto group = read_group(call, nullptr);
    if (!group)
        return tl::unexpected(group.error());
    group->id = call.house().ids.make<store::GroupId>(call.house().now());
    group->created = call.house().now();
    const auto saving = save(call, *group, true);
    if (!saving)
        return tl::unexpected(saving.error());
    if (*saving == Saving::Cyclic)
        return tl::unexpected(cyclic());
    auto response = respond_with(call, 201, *group);
    response.headers.add("Location", "/api/v1/groups/" + group->id.text());
    return response;
}

Outcome read_group(const Call& call)
{
    const auto* group = find_group(call);
    if (group == nullptr)
        return tl::unexpected(not_found());
    return respond_with(call, 200, *group);
}

Outcome change_group(const Call& call)
{
    const auto* before = find_group(call);
    if (before == nullptr)
        return tl::unexpected(not_found());
    if (!may_change(*call.people, call.caller, before->domain))
        return tl::unexpected(forbidden("Groups of this domain may only be looked at."));
    if (auto refused = refuse_unless_matches(call.request, before->version))
        return tl::unexpected(std::move(*refused));
    auto group = read_group(call, before);
    if (!group)
        return tl::unexpected(group.error());
    const auto saving = save(call, *group, false);
    if (!saving)
        return tl::unexpected(saving.error());
    ++group->version;
    switch (*saving) {
    case Saving::Done:
        return respond_with(call, 200, *group);
    case Saving::Stale:
        return tl::unexpected(stale(etag(group->version)));
    case Saving::Cyclic:
        return tl::unexpected(cyclic());
    }
    std::abort(); // save() answers nothing else
}

Outcome remove_group(const Call& call)
{
    const auto* group = find_group(call);
    if (group == nullptr)
        return tl::unexpected(not_found());
    if (!may_change(*call.people, call.caller, group->domain))
        return tl::unexpected(forbidden("Groups of this domain may only be looked at."));
    if (auto refused = refuse_unless_matches(call.request, group->version))
        return tl::unexpected(std::move(*refused));
    const auto removed = change(call, [&](store::Connection& connection) {
        store::GroupRepository groups(connection, call.house().vault);
        const auto present = groups.find(group->id);
        if (!present || present->version != group->version ||
            !groups.remove(group->id, call.house().now()))
            return false;
        audit(call, connection, "group.remove", group->id.text());
        return true;
    });
    if (!removed)
        return tl::unexpected(removed.error());
    if (!*removed)
        return tl::unexpected(stale(etag(group->version + 1)));
    return empty_response();
}

} // namespace relay::api
