// The part of Commit that is about what mail servers and mailboxes say of a mail.
#include "relay/core/receipts.h"
#include "relay/engine/commit.h"
#include "store/delivery_repository.h"
#include "store/ledger_repository.h"
#include "store/page_repository.h"
#include <algorithm>

namespace relay::engine {

std::optional<store::Delivery> Commit::page_delivery(store::DeliveryId id)
{
    auto delivery = store::DeliveryRepository(connection_).find(id);
    return delivery && delivery->page.valid() && delivery->kind != store::DeliveryKind::Notice
               ? delivery
               : std::nullopt;
}

void Commit::delayed(store::DeliveryId id, const std::string& code)
{
    const auto delivery = page_delivery(id);
    if (!delivery)
        return;
    note(*delivery, "delayed", "says a mail server" + (code.empty() ? "" : " (" + code + ")"));
    const bool waits = delivery->state == store::DeliveryState::Accepted;
    if (waits && core::late_moves_on(delivery->priority))
        give_way(*delivery);
}

void Commit::answered(store::DeliveryId id)
{
    if (const auto delivery = page_delivery(id))
        good_address(*delivery);
}

void Commit::shown(store::DeliveryId id)
{
    const auto delivery = page_delivery(id);
    if (!delivery)
        return;
    good_address(*delivery);
    const auto* contact = people_->contact(delivery->contact);
    const auto news =
        core::progress_when_shown(contact != nullptr && core::may_leave_in_full(*contact));
    const auto step =
        core::advance(*delivery, core::ReceiptCame{news}, house_.rules.of(*delivery), now_);
    if (step.next == *delivery)
        return;
    save(*delivery, step);
    note(*delivery, std::string(store::word(step.next.state)), "the mail was opened");
    progressed(delivery->page, news, store::word(delivery->channel));
}

void Commit::remark(store::DeliveryId id, std::string decision, std::string reason)
{
    if (const auto delivery = page_delivery(id))
        note(*delivery, std::move(decision), std::move(reason));
}

} // namespace relay::engine
