// The part of Commit that is about addresses which are wrong.
#include "relay/engine/commit.h"
#include "relay/service/log.h"
#include "store/audit_repository.h"
#include "store/contact_repository.h"
#include <algorithm>

namespace relay::engine {

/// By what the gateway answers at once, and by mail servers' reports. Other receipts say nothing of
/// it: some gateways number their reasons otherwise there. Where reports come back to us, that a
/// mail server took a mail says nothing of its recipient.
void Commit::judge_address(const store::Delivery& delivery, const channels::Outcome& outcome)
{
    if (!delivery.detail.valid())
        return;
    const auto* refused = std::get_if<channels::Refused>(&outcome);
    if (refused != nullptr && refused->is_bad_address)
        bad_address(delivery);
    const bool is_proof = delivery.channel != store::Channel::Email || !house_.rules.mail_returns;
    if (is_proof && std::holds_alternative<channels::Accepted>(outcome))
        store::ContactRepository(connection_, house_.vault).record_good_address(delivery.detail);
}

void Commit::judge_address(const store::Delivery& mail, const channels::Receipt& receipt)
{
    if (mail.channel != store::Channel::Email || !mail.detail.valid())
        return;
    const auto* lost = std::get_if<channels::Lost>(&receipt.state);
    if (lost != nullptr && lost->is_bad_address)
        bad_address(mail);
    if (std::holds_alternative<channels::Arrived>(receipt.state))
        good_address(mail);
}

/// Somebody read it, answered it, or has it.
void Commit::good_address(const store::Delivery& delivery)
{
    if (delivery.detail.valid())
        store::ContactRepository(connection_, house_.vault).record_good_address(delivery.detail);
}

/// A call that nobody takes rings the contact's next phone the next time (CHANNELS 3.2).
void Commit::try_another_phone(store::Delivery& next, const channels::Outcome& outcome) const
{
    const auto* busy = std::get_if<channels::Busy>(&outcome);
    const auto* contact = people_->contact(next.contact);
    if (next.channel != store::Channel::Ivr || next.state != store::DeliveryState::Deferred ||
        busy == nullptr || busy->is_ill || contact == nullptr)
        return;
    std::vector<store::DetailId> phones;
    for (const auto& detail : contact->details) {
        const auto said = core::opt_out_of(detail, next.priority, house_.rules.channels.opt_out);
        if (detail.kind == store::DetailKind::Phone && !detail.invalid &&
            said == core::OptOut::None)
            phones.push_back(detail.id);
    }
    const auto rung = std::ranges::find(phones, next.detail);
    if (rung != phones.end())
        next.detail = std::next(rung) == phones.end() ? phones.front() : *std::next(rung);
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
