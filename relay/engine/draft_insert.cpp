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

void note(Draft& draft, const store::Notice& notice, store::DeliveryId delivery,
          std::string decision, std::string reason)
{
    draft.ledger.push_back({notice.message, notice.page, notice.contact, delivery,
                            std::move(decision), std::move(reason), notice.at});
}

/// Sets back the delivery that carries it, and says so.
void set_back(Draft& draft, const store::Notice& notice, store::Instant until, std::string why)
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
    note(draft, notice, delivery->id, "held", std::move(why));
}

/// Takes back the delivery that would carry it, and says so.
void take_back(Draft& draft, const store::Notice& notice, std::string decision, std::string why)
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
    note(draft, notice, {}, std::move(decision), std::move(why));
}

store::Millis span_of(const Draft& draft, const store::Notice& notice)
{
    const auto found = std::ranges::find(draft.gatherings, notice.id, &Gathering::notice);
    return found == draft.gatherings.end() ? store::Millis{0} : found->span;
}

/// True: it is told in the mail of another, no later than in one of its own.
bool joins(store::NoticeRepository& notices, Draft& draft, store::Notice notice,
           store::Instant latest)
{
    notice.digest = notices.join_digest(notice.address, notice.at, latest, core::most_in_digest);
    if (!notice.digest.valid())
        return false;
    notices.insert(notice);
    take_back(draft, notice, "gathered", "status mail: it is told with others of its address");
    return true;
}

void insert_status_mail(store::NoticeRepository& notices, const House& house, Draft& draft,
                        store::Notice notice)
{
    const auto& limit = house.rules.status_mails;
    const bool is_asked = std::ranges::find(draft.asked, notice.id) != draft.asked.end();
    if (is_asked || core::is_urgent_status(notice))
        return notices.insert(notice, notice.at);
    const auto span = span_of(draft, notice);
    notice.gathers = span.count() > 0;
    const auto earlier =
        limit.most == 0 ? std::nullopt : notices.mailed(notice.address, limit.most - 1);
    const auto at =
        core::status_mail_at(notice.at + span, earlier, limit, house.rules.notice_expiry);
    const auto latest = at.value_or(notice.at + house.rules.notice_expiry);
    if (notice.gathers && joins(notices, draft, notice, latest))
        return;
    if (!at)
        return take_back(draft, notice, "left_out",
                         "status mail: too many of them wait for its address");
    set_back(draft, notice, *at,
             *at > notice.at + span ? "status mail: its address gets no more of them in an hour"
                                    : "status mail: it waits for others of its address");
    notices.insert(notice, at);
}

} // namespace

void insert(store::Connection& connection, const House& house, Draft draft)
{
    store::PageRepository pages(connection);
    for (const auto& page : draft.pages)
        pages.insert(page);
    store::NoticeRepository notices(connection, house.vault);
    for (const auto& notice : draft.notices) {
        if (core::is_status_mail(notice))
            insert_status_mail(notices, house, draft, notice);
        else
            notices.insert(notice);
    }
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
