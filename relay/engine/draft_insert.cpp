#include "relay/engine/draft.h"
#include "store/delivery_repository.h"
#include "store/escalation_repository.h"
#include "store/ledger_repository.h"
#include "store/notice_repository.h"
#include "store/page_repository.h"
#include "store/promise_repository.h"
#include <algorithm>

namespace relay::engine {
namespace {

/// Sets back the delivery that carries it, and says so.
void set_back(Draft& draft, const store::Notice& notice, store::Instant until)
{
    const auto delivery = std::ranges::find(draft.deliveries, notice.id, &store::Delivery::notice);
    if (delivery == draft.deliveries.end() || delivery->due >= until)
        return;
    delivery->expires = *delivery->expires + (until - delivery->due);
    delivery->due = until;
    for (auto& promise : draft.promises) {
        if (promise.kind == store::PromiseKind::Delivery && promise.subject == delivery->id.value)
            promise.due = until;
    }
    draft.ledger.push_back({notice.message, notice.page, notice.contact, delivery->id, "held",
                            "status mail: its address gets no more of them in an hour", notice.at});
}

/// Takes back the delivery that would carry it, and says so.
void take_back(Draft& draft, const store::Notice& notice)
{
    std::erase_if(draft.deliveries, [&](const auto& delivery) {
        if (delivery.notice != notice.id)
            return false;
        std::erase_if(draft.promises, [&](const auto& promise) {
            return promise.kind == store::PromiseKind::Delivery &&
                   promise.subject == delivery.id.value;
        });
        return true;
    });
    draft.ledger.push_back({notice.message,
                            notice.page,
                            notice.contact,
                            {},
                            "left_out",
                            "status mail: too many of them wait for its address",
                            notice.at});
}

void insert_notice(store::NoticeRepository& notices, const House& house, Draft& draft,
                   const store::Notice& notice)
{
    const auto& limit = house.rules.status_mails;
    if (!core::is_status_mail(notice))
        return notices.insert(notice);
    const auto earlier =
        limit.most == 0 ? std::nullopt : notices.mailed(notice.address, limit.most - 1);
    if (core::is_urgent_status(notice))
        return notices.insert(notice, notice.at);
    const auto at = core::status_mail_at(notice.at, earlier, limit, house.rules.notice_expiry);
    if (!at)
        return take_back(draft, notice);
    set_back(draft, notice, *at);
    notices.insert(notice, at);
}

} // namespace

void insert(store::Connection& connection, const House& house, Draft draft)
{
    store::PageRepository pages(connection);
    for (const auto& page : draft.pages)
        pages.insert(page);
    store::NoticeRepository notices(connection, house.vault);
    for (const auto& notice : draft.notices)
        insert_notice(notices, house, draft, notice);
    store::DeliveryRepository deliveries(connection);
    for (const auto& delivery : draft.deliveries)
        deliveries.insert(delivery);
    store::EscalationRepository escalations(connection, house.vault);
    for (const auto& escalation : draft.escalations)
        escalations.insert(escalation);
    store::PromiseRepository promises(connection);
    for (const auto& promise : draft.promises)
        promises.insert(promise);
    store::LedgerRepository(connection).insert(draft.ledger);
}

} // namespace relay::engine
