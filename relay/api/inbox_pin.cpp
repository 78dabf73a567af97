#include "relay/api/inbox_pin.h"
#include "relay/api/contact_json.h"
#include "relay/engine/pin_check.h"
#include "store/pin.h"
#include "store/pin_repository.h"

namespace relay::api {
namespace {

struct Wish {
    std::string pin; ///< empty: none from now on
    std::string current;
};

tl::expected<Wish, Problem> read_wish(const Call& call)
{
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    Wish wish;
    const auto pin = read_pin(fields, "pin");
    if (!pin)
        fields.wrong("pin", "is missing");
    fields.line("currentPin", wish.current, {});
    fields.finish();
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    wish.pin = *pin;
    return wish;
}

bool has_pin(const Call& call)
{
    const auto reader = call.house().database.reader();
    return store::PinRepository(*reader, call.house().vault).has_pin(call.caller.token.contact);
}

/// Who holds the device reads the inbox, and is not by that who may be called.
std::optional<Problem> refuse_unless_known(const Call& call, const std::string& current)
{
    if (!has_pin(call))
        return std::nullopt;
    if (current.empty())
        return invalid({{"/currentPin", "is missing"}});
    const auto verdict = engine::PinCheck(call.house())
                             .ask(call.caller.token.contact, current, call.request.peer_address);
    switch (verdict) {
    case core::PinVerdict::Right:
        return std::nullopt;
    case core::PinVerdict::Wrong:
        return invalid({{"/currentPin", "is not the PIN"}});
    case core::PinVerdict::Locked:
        return conflict("pin-locked", "The PIN was wrong too often. Try again in an hour, or ask "
                                      "an administrator for a new one.");
    }
    std::abort(); // a value that is no enumerator
}

} // namespace

Outcome read_inbox_pin(const Call& call)
{
    JsonWriter json;
    json.object([&] { json.member("hasPin", has_pin(call)); });
    return json_response(200, json);
}

Outcome set_inbox_pin(const Call& call)
{
    const auto wish = read_wish(call);
    if (!wish)
        return tl::unexpected(wish.error());
    if (auto refused = refuse_unless_known(call, wish->current))
        return tl::unexpected(std::move(*refused));
    const auto hash = wish->pin.empty() ? std::string() : store::pin_hash(wish->pin);
    const auto contact = call.caller.token.contact;
    call.house().writer.run([&](store::Connection& connection) {
        store::PinRepository pins(connection, call.house().vault);
        if (!hash.empty())
            pins.save(contact, hash, call.house().now());
        if (!hash.empty() || pins.clear(contact))
            audit(call, connection, hash.empty() ? "pin.clear" : "pin.set", contact.text());
    });
    return empty_response();
}

} // namespace relay::api
