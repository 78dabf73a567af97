#include "relay/api/availability.h"
#include "relay/api/availability_json.h"
#include "relay/core/quiet_hours.h"
#include "store/contact_repository.h"

namespace relay::api {
namespace {

/// By id or OPID, as who may be addressed by the caller.
const store::Contact* find(const Call& call)
{
    const auto& people = *call.people;
    const auto id = store::ContactId::parse(call.id);
    const store::Contact* found = id ? people.contact(*id) : nullptr;
    if (!id) {
        const auto member = people.find(call.id);
        const auto* named = member ? std::get_if<store::ContactId>(&*member) : nullptr;
        found = named == nullptr ? nullptr : people.contact(*named);
    }
    return found != nullptr && may_see(people, call.caller, found->domain) ? found : nullptr;
}

http::Response respond_with(const Call& call, const store::Contact& contact)
{
    JsonWriter json;
    json.object([&] { write_availability(json, contact, *call.people); });
    auto response = json_response(200, json);
    response.headers.add("ETag", etag(contact.version));
    return response;
}

} // namespace

Outcome read_contact_availability(const Call& call)
{
    const auto* contact = find(call);
    if (contact == nullptr)
        return tl::unexpected(not_found());
    const auto now = call.house().now();
    const bool rests = core::is_undisturbed(*contact, now);
    const auto quiet_until = core::held_until(
        *contact, store::Channel::Sms, store::Priority::Normal, *call.house().rules.zones, now);
    const auto* stand_in =
        rests ? call.people->contact(contact->do_not_disturb->stand_in) : nullptr;
    JsonWriter json;
    json.object([&] {
        json.member("opid", contact->opid.text());
        json.member("state", rests ? "do_not_disturb" : quiet_until ? "quiet_hours" : "available");
        if (rests)
            json.member("until", contact->do_not_disturb->until);
        else
            json.member("until", quiet_until);
        if (stand_in != nullptr && may_see(*call.people, call.caller, stand_in->domain))
            json.member("standIn", stand_in->opid.text());
    });
    return json_response(200, json);
}

Outcome read_own_availability(const Call& call)
{
    const auto* contact = call.people->contact(call.caller.token.contact);
    if (contact == nullptr)
        return tl::unexpected(not_found());
    return respond_with(call, *contact);
}

Outcome change_own_availability(const Call& call)
{
    const auto* before = call.people->contact(call.caller.token.contact);
    if (before == nullptr)
        return tl::unexpected(not_found());
    if (auto refused = refuse_unless_matches(call.request, before->version))
        return tl::unexpected(std::move(*refused));
    auto contact = *before;
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    read_availability(call, fields, contact, errors);
    fields.finish();
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    const auto saved = change(call, [&](store::Connection& connection) {
        if (!store::ContactRepository(connection, call.house().vault).update(contact))
            return false;
        audit(call, connection, "contact.availability", contact.id.text());
        return true;
    });
    if (!saved)
        return tl::unexpected(saved.error());
    ++contact.version;
    if (!*saved)
        return tl::unexpected(stale(etag(contact.version)));
    return respond_with(call, contact);
}

} // namespace relay::api
