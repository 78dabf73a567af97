#include "relay/engine/pin_check.h"
#include "store/audit_repository.h"
#include "store/pin.h"
#include "store/pin_repository.h"

namespace relay::engine {

/// One that counts as wrong until it proves right: a thousand guesses at once are five.
struct PinCheck::Try {
    std::int64_t id = 0;
    std::string hash; ///< empty: the contact has no PIN
};

core::PinVerdict PinCheck::ask(store::ContactId contact, std::string_view digits,
                               std::string_view where) const
{
    const auto begun = house_.writer.ask(
        [&](store::Connection& connection) { return begin(connection, contact, where); });
    if (!begun)
        return core::PinVerdict::Locked;
    const bool is_right = store::pin_matches(begun->hash, digits);
    house_.writer.run([&](store::Connection& connection) {
        if (is_right)
            store::PinRepository(connection, house_.vault).forget_try(begun->id);
        audit(connection, contact, is_right ? "right" : "wrong", where);
    });
    return is_right ? core::PinVerdict::Right : core::PinVerdict::Wrong;
}

std::optional<PinCheck::Try> PinCheck::begin(store::Connection& connection,
                                             store::ContactId contact, std::string_view where) const
{
    if (is_locked(connection, contact)) {
        audit(connection, contact, "locked", where);
        return std::nullopt;
    }
    store::PinRepository pins(connection, house_.vault);
    Try made{house_.ids.next(house_.now()), pins.find(contact).value_or(std::string())};
    pins.begin_try(made.id, contact, house_.now(), window_start());
    return made;
}

bool PinCheck::is_locked(store::Connection& connection, store::ContactId contact) const
{
    const auto wrong =
        store::PinRepository(connection, house_.vault).tries_since(contact, window_start());
    return core::is_locked(wrong, rules_);
}

store::Instant PinCheck::window_start() const
{
    return house_.now() - rules_.within;
}

void PinCheck::audit(store::Connection& connection, store::ContactId contact,
                     std::string_view outcome, std::string_view where) const
{
    store::AuditEntry entry;
    entry.at = house_.now();
    entry.actor = "contact";
    entry.action = "pin.try";
    entry.subject = contact.text();
    entry.outcome = outcome;
    entry.origin = where;
    store::AuditRepository(connection, house_.vault).append(std::move(entry));
}

} // namespace relay::engine
