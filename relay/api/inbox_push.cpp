#include "relay/api/inbox_push.h"
#include "relay/push/endpoint.h"
#include "relay/push/sealed_push.h"
#include "store/device_repository.h"

namespace relay::api {
namespace {

/// Empty: the token that asks is no device's.
std::optional<store::Device> device_of(const Call& call)
{
    const auto reader = call.house().database.reader();
    return store::DeviceRepository(*reader, call.house().vault).of_token(call.caller.token.id);
}

Problem no_device()
{
    return conflict("no-device", "Only an enrolled device takes pushes; this token is none's.");
}

/// As PushSubscription.toJSON() writes it.
tl::expected<store::PushSubscription, Problem> read_subscription(const Call& call)
{
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    store::PushSubscription made;
    fields.line("endpoint", made.endpoint, {0, 2000});
    const auto endpoint = push::Endpoint::parse(made.endpoint);
    if (!endpoint || !endpoint->is_at(call.rooms.settings.push_hosts))
        fields.wrong("endpoint", "is no address of a push service that is allowed here");
    static_cast<void>(fields.has("expirationTime")); // it is the service's to end a subscription
    if (const auto* keys = fields.find("keys")) {
        Fields inside(*keys, "/keys", errors);
        inside.line("p256dh", made.public_key, {});
        inside.line("auth", made.secret, {});
        inside.finish();
    }
    if (!push::Reader::parse(made.public_key, made.secret))
        fields.wrong("keys", "must hold p256dh, a point of P-256, and auth, 16 octets");
    fields.finish();
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    return made;
}

} // namespace

Outcome read_inbox_push(const Call& call)
{
    const auto device = device_of(call);
    JsonWriter json;
    json.object([&] {
        json.member_unless_empty("key", call.rooms.settings.push_key);
        json.member("subscribed", device && device->push);
    });
    return json_response(200, json);
}

Outcome subscribe_inbox_push(const Call& call)
{
    if (call.rooms.settings.push_key.empty())
        return tl::unexpected(conflict("no-push", "Pushes are not configured here."));
    const auto subscription = read_subscription(call);
    if (!subscription)
        return tl::unexpected(subscription.error());
    const auto device = device_of(call);
    if (!device)
        return tl::unexpected(no_device());
    const auto saved = change(call, [&](store::Connection& connection) {
        store::DeviceRepository(connection, call.house().vault)
            .save_push(device->id, *subscription);
        audit(call, connection, "push.subscribe", device->id.text());
        return true;
    });
    if (!saved)
        return tl::unexpected(saved.error());
    return empty_response();
}

Outcome leave_inbox_push(const Call& call)
{
    const auto device = device_of(call);
    if (!device)
        return tl::unexpected(no_device());
    const auto left = change(call, [&](store::Connection& connection) {
        if (store::DeviceRepository(connection, call.house().vault).forget_push(device->id))
            audit(call, connection, "push.leave", device->id.text());
        return true;
    });
    if (!left)
        return tl::unexpected(left.error());
    return empty_response();
}

Outcome take_push_receipt(const Call& call)
{
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    std::string receipt;
    if (!fields.has("receipt"))
        fields.wrong("receipt", "is missing");
    fields.line("receipt", receipt, {1, 100});
    fields.finish();
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    const auto shown = call.rooms.observation.shown(receipt);
    if (!shown)
        return tl::unexpected(unavailable("It could not be noted."));
    if (!*shown)
        return tl::unexpected(not_found());
    return empty_response();
}

} // namespace relay::api
