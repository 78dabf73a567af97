#include "relay/api/devices.h"
#include "relay/api/contacts.h"
#include "relay/api/device_json.h"
#include "relay/engine/pin_check.h"
#include "store/device_repository.h"
#include "store/pin_repository.h"
#include "store/token.h"
#include "store/token_repository.h"
#include <algorithm>

namespace relay::api {
namespace {

using namespace std::chrono_literals;

constexpr store::Millis code_life = 10min;
constexpr std::size_t most_devices = 20; // in force, of one contact
constexpr Fields::Length name_length{1, 100};
constexpr std::size_t most_agent = 200;

Outcome list_of(const Call& call, store::ContactId contact)
{
    const auto reader = call.house().database.reader();
    const auto devices = store::DeviceRepository(*reader, call.house().vault).of_contact(contact);
    JsonWriter json;
    json.object([&] {
        json.array("items", [&] {
            for (const auto& device : devices)
                write(json, device, call.house().now(), call.caller.token.id);
        });
    });
    return json_response(200, json);
}

Outcome make_enrolment(const Call& call, store::ContactId contact)
{
    const auto code = store::make_ticket();
    store::Enrolment made;
    made.id = call.house().ids.make<store::EnrolmentId>(call.house().now());
    made.contact = contact;
    made.hash = store::token_hash(code);
    made.made_by = call.caller.name();
    made.expires = call.house().now() + code_life;
    call.house().writer.run([&](store::Connection& connection) {
        store::DeviceRepository(connection, call.house().vault).insert(made);
        audit(call, connection, "enrolment.make", contact.text());
    });
    JsonWriter json;
    json.object([&] {
        json.member("code", code);
        json.member("expiresAt", made.expires);
    });
    return json_response(201, json);
}

/// Empty: there is none of that id that `is_theirs` says yes to.
template <class IsTheirs>
std::optional<store::Device> device_of(const Call& call, IsTheirs is_theirs)
{
    const auto id = store::DeviceId::parse(call.id);
    if (!id)
        return std::nullopt;
    const auto reader = call.house().database.reader();
    auto device = store::DeviceRepository(*reader, call.house().vault).find(*id);
    return device && is_theirs(*device) ? std::move(device) : std::nullopt;
}

std::optional<store::Device> own_device(const Call& call)
{
    return device_of(call, [&](const store::Device& device) {
        return device.contact == call.caller.token.contact;
    });
}

/// Of a contact that the administrator may change things about.
std::optional<store::Device> administered_device(const Call& call)
{
    return device_of(call, [&](const store::Device& device) {
        const auto* contact = call.people->contact(device.contact);
        return contact != nullptr && may_change(*call.people, call.caller, contact->domain);
    });
}

Outcome rename(const Call& call, const std::optional<store::Device>& device)
{
    if (!device)
        return tl::unexpected(not_found());
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    auto renamed = *device;
    fields.line("name", renamed.name, name_length);
    fields.finish();
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    call.house().writer.run([&](store::Connection& connection) {
        store::DeviceRepository(connection, call.house().vault).rename(device->id, renamed.name);
        audit(call, connection, "device.rename", device->id.text());
    });
    JsonWriter json;
    write(json, renamed, call.house().now(), call.caller.token.id);
    return json_response(200, json);
}

Outcome revoke(const Call& call, const std::optional<store::Device>& device)
{
    if (!device)
        return tl::unexpected(not_found());
    const auto revoked = change(call, [&](store::Connection& connection) {
        store::DeviceRepository devices(connection, call.house().vault);
        if (devices.revoke(device->id, call.house().now()))
            audit(call, connection, "device.revoke", device->id.text());
        return true;
    });
    if (!revoked)
        return tl::unexpected(revoked.error());
    return empty_response();
}

struct Wish {
    std::string code;
    std::string name;
    std::string pin;
};

tl::expected<Wish, Problem> read_wish(const Call& call)
{
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    Wish wish;
    for (const auto* name : {"code", "name"}) {
        if (!fields.has(name))
            fields.wrong(name, "is missing");
    }
    fields.line("code", wish.code, {});
    fields.line("name", wish.name, name_length);
    fields.line("pin", wish.pin, {});
    fields.finish();
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    return wish;
}

/// A code that somebody photographed over a shoulder is not enough where there is a PIN.
std::optional<Problem> refuse_unless_right(const Call& call, store::ContactId contact,
                                           const std::string& pin)
{
    {
        const auto reader = call.house().database.reader();
        if (!store::PinRepository(*reader, call.house().vault).has_pin(contact))
            return std::nullopt;
    }
    if (pin.empty())
        return invalid({{"/pin", "is missing"}});
    switch (engine::PinCheck(call.house()).ask(contact, pin, call.request.peer_address)) {
    case core::PinVerdict::Right:
        return std::nullopt;
    case core::PinVerdict::Wrong:
        return invalid({{"/pin", "is not the PIN"}});
    case core::PinVerdict::Locked:
        return conflict("pin-locked", "The PIN was wrong too often. Try again in an hour.");
    }
    std::abort(); // a value that is no enumerator
}

std::string agent_of(const http::Request& request)
{
    std::string agent(request.headers.find("User-Agent").value_or(""));
    std::erase_if(agent, [](char c) { return c < ' ' || c > '~'; });
    return agent.substr(0, most_agent);
}

/// The device and its token, from a code that is gone then. False: the code went meanwhile, or
/// there are devices enough.
bool save(const Call& call, store::Connection& connection, const store::Enrolment& enrolment,
          const store::Device& device, const store::Token& token)
{
    store::DeviceRepository devices(connection, call.house().vault);
    const auto in_force = std::ranges::count_if(devices.of_contact(device.contact),
                                                [](const auto& other) { return !other.revoked; });
    if (static_cast<std::size_t>(in_force) >= most_devices || !devices.take_enrolment(enrolment.id))
        return false;
    store::TokenRepository(connection).insert(token);
    devices.insert(device);
    audit(call, connection, "device.enrol", device.id.text());
    return true;
}

} // namespace

Outcome list_contact_devices(const Call& call)
{
    const auto* contact = find_contact(call);
    return contact == nullptr ? tl::unexpected(not_found()) : list_of(call, contact->id);
}

Outcome make_contact_enrolment(const Call& call)
{
    const auto* contact = find_contact(call);
    if (contact == nullptr)
        return tl::unexpected(not_found());
    if (!may_change(*call.people, call.caller, contact->domain))
        return tl::unexpected(forbidden("Contacts of this domain may only be looked at."));
    return make_enrolment(call, contact->id);
}

Outcome rename_device(const Call& call)
{
    return rename(call, administered_device(call));
}

Outcome revoke_device(const Call& call)
{
    return revoke(call, administered_device(call));
}

Outcome list_inbox_devices(const Call& call)
{
    return list_of(call, call.caller.token.contact);
}

Outcome make_inbox_enrolment(const Call& call)
{
    return make_enrolment(call, call.caller.token.contact);
}

Outcome rename_inbox_device(const Call& call)
{
    return rename(call, own_device(call));
}

Outcome revoke_inbox_device(const Call& call)
{
    return revoke(call, own_device(call));
}

Outcome enrol_device(const Call& call)
{
    const auto& house = call.house();
    const auto wish = read_wish(call);
    if (!wish)
        return tl::unexpected(wish.error());
    std::optional<store::Enrolment> enrolment;
    {
        const auto reader = house.database.reader();
        enrolment = store::DeviceRepository(*reader, house.vault)
                        .find_enrolment(store::token_hash(wish->code), house.now());
    }
    const auto gone = conflict("code-gone", "The code is unknown, was used or has expired.");
    if (!enrolment || house.people()->contact(enrolment->contact) == nullptr)
        return tl::unexpected(gone);
    if (auto refused = refuse_unless_right(call, enrolment->contact, wish->pin))
        return tl::unexpected(std::move(*refused));
    const auto text = store::make_token();
    store::Device device{.id = house.ids.make<store::DeviceId>(house.now()),
                         .contact = enrolment->contact,
                         .name = wish->name};
    device.token = house.ids.make<store::TokenId>(house.now());
    device.user_agent = agent_of(call.request);
    device.enrolled_by = enrolment->made_by;
    device.enrolled = house.now();
    device.seen = house.now();
    store::Token token{
        .id = device.token, .name = "device " + device.id.text(), .scope = store::Scope::Inbox};
    token.hash = store::token_hash(text);
    token.contact = device.contact;
    token.created_ms = store::ms(house.now());
    const auto saved = change(call, [&](store::Connection& connection) {
        return save(call, connection, *enrolment, device, token);
    });
    if (!saved)
        return tl::unexpected(saved.error());
    if (!*saved)
        return tl::unexpected(gone);
    JsonWriter json;
    json.object([&] {
        json.member("token", text);
        json.name("device");
        write(json, device, house.now(), device.token);
    });
    return json_response(201, json);
}

} // namespace relay::api
