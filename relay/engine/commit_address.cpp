// The part of Commit that is about addresses which are wrong.
#include "relay/engine/commit.h"
#include "relay/service/log.h"
#include "store/audit_repository.h"
#include "store/contact_repository.h"

namespace relay::engine {

/// By what the gateway answers at once. Receipts say nothing of it: some gateways number their
/// reasons otherwise there.
void Commit::judge_address(const store::Delivery& delivery, const channels::Outcome& outcome)
{
    if (!delivery.detail.valid())
        return;
    const auto* refused = std::get_if<channels::Refused>(&outcome);
    if (refused != nullptr && refused->is_bad_address)
        bad_address(delivery);
    if (std::holds_alternative<channels::Accepted>(outcome))
        store::ContactRepository(connection_, house_.vault).record_good_address(delivery.detail);
}

/// Twice in a row, and nothing is sent there any more until somebody has looked at it.
void Commit::bad_address(const store::Delivery& delivery)
{
    store::ContactRepository contacts(connection_, house_.vault);
    if (!contacts.record_bad_address(delivery.detail))
        return;
    note(delivery, "invalid_address",
         delivery.detail.text() + ": twice in a row the gateway knows no such address");
    store::AuditEntry entry;
    entry.at = now_;
    entry.actor = "system";
    entry.action = "detail.invalid";
    entry.subject = delivery.detail.text();
    entry.outcome = "ok";
    store::AuditRepository(connection_, house_.vault).append(std::move(entry));
    service::log::room("engine").warning(
        "an address is wrong and is not used any more, correct it or clear it",
        {{"contact", delivery.contact}, {"detail", delivery.detail}});
}

} // namespace relay::engine
