#include "relay/api/contacts.h"
#include "relay/api/contact_json.h"
#include "relay/api/listing.h"
#include "store/contact_repository.h"
#include "store/device_repository.h"
#include "store/pin.h"
#include "store/pin_repository.h"
#include <algorithm>

namespace relay::api {
namespace {

http::Response respond_with(const Call& call, int status, const store::Contact& contact)
{
    const auto reader = call.house().database.reader();
    const auto& vault = call.house().vault;
    ContactFacts facts;
    facts.has_pin = store::PinRepository(*reader, vault).has_pin(contact.id);
    facts.seen = store::DeviceRepository(*reader, vault).last_seen(contact.id);
    facts.now = call.house().now();
    JsonWriter json;
    write(json, contact, *call.people, facts);
    auto response = json_response(status, json);
    response.headers.add("ETag", etag(contact.version));
    return response;
}

/// Remembers for each detail whose state is another than before, who did it (S1.46).
void record_opt_outs(const Call& call, store::Connection& connection, const store::Contact* before,
                     const store::Contact& after)
{
    store::ContactRepository contacts(connection, call.house().vault);
    const std::vector<store::ContactDetail> none;
    const auto& known = before == nullptr ? none : before->details;
    for (const auto& detail : after.details) {
        const bool was_out = std::ranges::any_of(
            known, [&](const auto& old) { return old.id == detail.id && old.opted_out; });
        if (was_out == detail.opted_out)
            continue;
        // It is there: it was saved a moment ago in this transaction.
        static_cast<void>(contacts.record_opt_out({detail.id, detail.opted_out, call.house().now(),
                                                   "console", call.caller.name(), "by API"}));
    }
}

/// Somebody has looked at an address that gateways called wrong, and says that it is right.
void clear_invalids(const Call& call, store::Connection& connection, const store::Contact& before,
                    const store::Contact& after)
{
    for (const auto& detail : after.details) {
        const auto was = std::ranges::find(before.details, detail.id, &store::ContactDetail::id);
        if (was == before.details.end() || !was->invalid || detail.invalid ||
            !store::ContactRepository(connection, call.house().vault).clear_invalid(detail.id))
            continue;
        audit(call, connection, "detail.valid", detail.id.text());
    }
}

void audit_acknowledgement(const Call& call, store::Connection& connection,
                           const ContactChange& change)
{
    if (change.acknowledges_hipaa) // S0.14; the number stands for the sentence's wording
        audit(call, connection, "contact.acknowledgeHipaa", change.contact.id.text(),
              "ok, sentence 1");
}

/// Hashed before the writer is asked: that takes longer than all that the writer does.
std::string hash_of(const ContactChange& change)
{
    return change.pin && !change.pin->empty() ? store::pin_hash(*change.pin) : std::string();
}

void save_pin(const Call& call, store::Connection& connection, const ContactChange& change,
              const std::string& hash)
{
    const auto id = change.contact.id;
    store::PinRepository pins(connection, call.house().vault);
    if (!change.pin)
        return;
    if (!hash.empty()) {
        pins.save(id, hash, call.house().now());
        audit(call, connection, "pin.set", id.text());
    } else if (pins.clear(id)) {
        audit(call, connection, "pin.clear", id.text());
    }
}

bool is_in_group(const Call& call, const store::Contact& contact, std::string_view group)
{
    const auto member = call.people->find(group);
    const auto* id = member ? std::get_if<store::GroupId>(&*member) : nullptr;
    const auto* found = id == nullptr ? nullptr : call.people->group(*id);
    return found != nullptr && may_see(*call.people, call.caller, found->domain) &&
           std::ranges::find(found->members, store::Member(contact.id)) != found->members.end();
}

bool is_wanted(const Call& call, const store::Contact& contact)
{
    const auto group = call.parameter("group");
    return may_see(*call.people, call.caller, contact.domain) &&
           matches(call.parameter("q"),
                   {contact.name(), contact.display_name, contact.opid.text(), contact.alias}) &&
           (group.empty() || is_in_group(call, contact, group));
}

} // namespace

const store::Contact* find_contact(const Call& call)
{
    const auto& people = *call.people;
    const auto id = store::ContactId::parse(call.id);
    const store::Contact* found = id ? people.contact(*id) : nullptr;
    if (const auto opid = store::Opid::parse(call.id); !id && opid) {
        const auto member = people.find(opid->text());
        const auto* named = member ? std::get_if<store::ContactId>(&*member) : nullptr;
        found = named == nullptr ? nullptr : people.contact(*named);
        found = found != nullptr && found->opid == *opid ? found : nullptr; // no alias
    }
    return found != nullptr && may_see(people, call.caller, found->domain) ? found : nullptr;
}

Outcome list_contacts(const Call& call)
{
    const auto reader = call.house().database.reader();
    const auto& vault = call.house().vault;
    const auto pins = store::PinRepository(*reader, vault).owners();
    const auto seen = store::DeviceRepository(*reader, vault).last_seen();
    const auto now = call.house().now();
    return list_of<store::ContactId>(
        call, call.people->parts().contacts,
        [&](const store::Contact& contact) { return is_wanted(call, contact); },
        [&](JsonWriter& json, const store::Contact& contact) {
            const auto last = seen.find(contact.id);
            ContactFacts facts{std::ranges::binary_search(pins, contact.id), {}, now};
            if (last != seen.end())
                facts.seen = last->second;
            write(json, contact, *call.people, facts);
        });
}

Outcome create_contact(const Call& call)
{
    auto change = read_contact(call, nullptr);
    if (!change)
        return tl::unexpected(change.error());
    auto& contact = change->contact;
    contact.id = call.house().ids.make<store::ContactId>(call.house().now());
    contact.created = call.house().now();
    const auto hash = hash_of(*change);
    const auto made = api::change(call, [&](store::Connection& connection) {
        store::ContactRepository(connection, call.house().vault).insert(contact);
        record_opt_outs(call, connection, nullptr, contact);
        audit_acknowledgement(call, connection, *change);
        save_pin(call, connection, *change, hash);
        audit(call, connection, "contact.create", contact.id.text());
        return true;
    });
    if (!made)
        return tl::unexpected(made.error());
    // As it is now: a number may have been stopped before it was anybody's (S1.56).
    const auto people = call.house().people();
    const auto* saved = people->contact(contact.id);
    auto response = respond_with(call, 201, saved == nullptr ? contact : *saved);
    response.headers.add("Location", "/api/v1/contacts/" + contact.id.text());
    return response;
}

Outcome read_contact(const Call& call)
{
    const auto* contact = find_contact(call);
    if (contact == nullptr)
        return tl::unexpected(not_found());
    return respond_with(call, 200, *contact);
}

Outcome change_contact(const Call& call)
{
    const auto* before = find_contact(call);
    if (before == nullptr)
        return tl::unexpected(not_found());
    if (!may_change(*call.people, call.caller, before->domain))
        return tl::unexpected(forbidden("Contacts of this domain may only be looked at."));
    if (auto refused = refuse_unless_matches(call.request, before->version))
        return tl::unexpected(std::move(*refused));
    auto change = read_contact(call, before);
    if (!change)
        return tl::unexpected(change.error());
    const auto hash = hash_of(*change);
    const auto saved = api::change(call, [&](store::Connection& connection) {
        if (!store::ContactRepository(connection, call.house().vault).update(change->contact))
            return false;
        record_opt_outs(call, connection, before, change->contact);
        clear_invalids(call, connection, *before, change->contact);
        audit_acknowledgement(call, connection, *change);
        save_pin(call, connection, *change, hash);
        audit(call, connection, "contact.change", before->id.text());
        return true;
    });
    if (!saved)
        return tl::unexpected(saved.error());
    ++change->contact.version;
    if (!*saved)
        return tl::unexpected(stale(etag(change->contact.version)));
    return respond_with(call, 200, change->contact);
}

Outcome remove_contact(const Call& call)
{
    const auto* contact = find_contact(call);
    if (contact == nullptr)
        return tl::unexpected(not_found());
    if (!may_change(*call.people, call.caller, contact->domain))
        return tl::unexpected(forbidden("Contacts of this domain may only be looked at."));
    if (auto refused = refuse_unless_matches(call.request, contact->version))
        return tl::unexpected(std::move(*refused));
    const auto removed = change(call, [&](store::Connection& connection) {
        store::ContactRepository contacts(connection, call.house().vault);
        const auto present = contacts.find(contact->id);
        if (!present || present->version != contact->version ||
            !contacts.remove(contact->id, call.house().now()))
            return false;
        audit(call, connection, "contact.remove", contact->id.text());
        return true;
    });
    if (!removed)
        return tl::unexpected(removed.error());
    if (!*removed)
        return tl::unexpected(stale(etag(contact->version + 1)));
    return empty_response();
}

} // namespace relay::api
