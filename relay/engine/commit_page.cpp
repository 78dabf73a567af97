// The part of Commit that is about pages: how far they got, and whom that concerns.
#include "relay/engine/commit.h"
#include "store/delivery_repository.h"
#include "store/ledger_repository.h"
#include "store/page_repository.h"
#include "store/reply_repository.h"
#include <algorithm>

namespace relay::engine {
namespace {

using store::Progress;

constexpr int wctp_message_timed_out = 500;
constexpr int wctp_message_expired = 501;

std::vector<store::Delivery> ways_of(store::Connection& connection, store::PageId page)
{
    auto deliveries = store::DeliveryRepository(connection).of_page(page);
    std::erase_if(deliveries, [](const auto& delivery) {
        return delivery.kind == store::DeliveryKind::Notice;
    });
    return deliveries;
}

} // namespace

void Commit::progressed(store::PageId id, Progress news, std::string_view how)
{
    const auto page = store::PageRepository(connection_).find(id);
    if (page)
        raise(*page, news, {}, how);
}

void Commit::replied(const store::Reply& reply)
{
    store::ReplyRepository(connection_, house_.vault).insert(reply);
    house_.metrics.replies().fetch_add(1, std::memory_order_relaxed);
    auto page = store::PageRepository(connection_).find(reply.page);
    if (!page)
        return;
    if (page->declined) { // thought better of it
        page->declined.reset();
        must(store::PageRepository(connection_).save(*page));
        ++page->version;
    }
    const StageNews answer{.reply = reply.id};
    if (page->progress != Progress::Replied) {
        raise(*page, Progress::Replied, answer, store::word(reply.channel));
        return take(*page, reply.channel);
    }
    // A further answer: told like the first, although nothing moves any more.
    auto more = drafter(reply.message);
    more.note(*page, "replied", "again, by " + std::string(store::word(reply.channel)));
    more.owe_for(*page, Progress::Replied, answer);
    insert(connection_, house_, more.take());
    take(*page, reply.channel); // what lapsed meanwhile is taken anew
}

void Commit::remarked(const store::Reply& reply)
{
    store::ReplyRepository(connection_, house_.vault).insert(reply);
    house_.metrics.replies().fetch_add(1, std::memory_order_relaxed);
    const auto by = store::word(reply.channel);
    progressed(reply.page, Progress::Read, by);
    const auto page = store::PageRepository(connection_).find(reply.page);
    if (!page)
        return;
    auto rows = drafter(reply.message);
    rows.note(*page, "remarked", "settles nothing, by " + std::string(by));
    rows.owe_for(*page, Progress::Replied, StageNews{.reply = reply.id});
    insert(connection_, house_, rows.take());
}

void Commit::owe(store::MessageId id, store::Notice notice)
{
    auto rows = drafter(id);
    rows.owe(std::move(notice));
    insert(connection_, house_, rows.take());
}

void Commit::raise(const store::Page& page, Progress news, const StageNews& details,
                   std::string_view how)
{
    const auto step = core::raise(page, news, now_);
    if (step.reached.empty())
        return;
    must(store::PageRepository(connection_).save(step.next));
    auto rows = drafter(page.message);
    for (const auto stage : step.reached) {
        rows.note(page, std::string(store::word(stage)), "by " + std::string(how));
        rows.owe_for(page, stage, details);
    }
    insert(connection_, house_, rows.take());
    tell_deliveries(step.next);
    if (!step.next.declined) // who will not do it satisfies nobody by having read it
        tell_escalations(step.next, news);
}

void Commit::fail(const store::Page& page, std::string reason)
{
    const auto step = core::raise(page, Progress::Failed, now_);
    if (step.reached.empty())
        return;
    must(store::PageRepository(connection_).save(step.next));
    const auto escalations = escalations_of(page.message);
    const auto owner = std::ranges::find_if(escalations, [&](const auto& escalation) {
        return std::ranges::count(escalation.pages, page.id) > 0;
    });
    StageNews details{.error_code = is_past_expiry(page.message) ? wctp_message_expired
                                                                 : wctp_message_timed_out,
                      .reason = reason};
    details.is_escalating = owner != escalations.end();
    auto rows = drafter(page.message);
    rows.note(page, "failed", std::move(reason));
    rows.owe_for(page, Progress::Failed, details);
    insert(connection_, house_, rows.take());
    if (owner != escalations.end())
        rung_over(*owner, step.next, core::PageFailed{});
    else
        page_last_resort(step.next);
}

void Commit::page_expired(const store::Page& page)
{
    fail(page, "not delivered before its expiry");
    for (const auto& delivery : store::DeliveryRepository(connection_).of_page(page.id)) {
        if (delivery.kind != store::DeliveryKind::Notice)
            cancel(delivery, core::Withdrawn{true}, "the message expired");
    }
}

/// The inbox's delivery got as far as the page; what waited for less is needless.
void Commit::tell_deliveries(const store::Page& page)
{
    const auto deliveries = store::DeliveryRepository(connection_).of_page(page.id);
    for (const auto& delivery : core::needless(deliveries, page.progress))
        cancel(delivery, core::AnsweredElsewhere{},
               "the page is " + std::string(store::word(page.progress)));
    if (!core::got_as_far_as(page.progress, Progress::Delivered))
        return;
    for (const auto& delivery : deliveries) {
        if (delivery.channel != store::Channel::Secure)
            continue;
        const auto step = core::advance(delivery, core::ReceiptCame{page.progress},
                                        house_.rules.of(delivery), now_);
        if (step.next.state != delivery.state)
            save(delivery, step);
    }
}

void Commit::judge_lost(store::PageId id)
{
    const auto page = store::PageRepository(connection_).find(id);
    if (!page || core::got_as_far_as(page->progress, Progress::Delivered))
        return;
    lock(page->message);
    if (core::is_lost(ways_of(connection_, id)))
        fail(*page, is_past_expiry(page->message) ? "not delivered before its expiry"
                                                  : "no channel is left that could reach it");
    else if (!is_heard(*page))
        nobody_hears(*page);
}

/// A channel is of no use now. Where the page has no other, the next person is not kept waiting for
/// it to be well (X.19, D8); it goes all the same once it is.
void Commit::judge_silent(store::PageId id)
{
    const auto page = store::PageRepository(connection_).find(id);
    if (!page || core::got_as_far_as(page->progress, Progress::Delivered) || is_watched(*page))
        return;
    lock(page->message);
    if (core::is_silent(ways_of(connection_, id)))
        nobody_hears(*page);
}

bool Commit::is_watched(const store::Page& page) const
{
    const auto* contact = people_->contact(page.contact);
    return contact != nullptr && core::is_watching(*contact, *people_);
}

/// Was it found that nothing calls its recipient?
bool Commit::was_unheard(const store::Page& page)
{
    return std::ranges::any_of(
        store::LedgerRepository(connection_).of_message(page.message),
        [&](const auto& line) { return line.page == page.id && line.decision == "unheard"; });
}

/// It got to a device, something may still call its recipient to it, or a program of theirs looks
/// into the inbox.
bool Commit::is_heard(const store::Page& page)
{
    if (core::got_as_far_as(page.progress, Progress::Delivered))
        return true;
    if (page.progress == Progress::Failed || is_watched(page))
        return page.progress != Progress::Failed;
    const auto ways = ways_of(connection_, page.id);
    return !core::is_unheard(ways) && (core::has_gone_out(ways) || !was_unheard(page));
}

/// It waits in the inbox of somebody whom nothing calls there: others do not wait for it (X.19).
void Commit::nobody_hears(const store::Page& page)
{
    if (is_out_of_hand(page) || is_past_expiry(page.message) || was_unheard(page))
        return;
    auto rows = drafter(page.message);
    rows.note(page, "unheard", "no channel brings it to anybody now; it waits in the inbox");
    insert(connection_, house_, rows.take());
    const auto escalations = escalations_of(page.message);
    const auto owner = std::ranges::find_if(escalations, [&](const auto& escalation) {
        return std::ranges::count(escalation.pages, page.id) > 0;
    });
    if (owner != escalations.end())
        rung_over(*owner, page, core::PageFailed{});
    else
        page_last_resort(page);
}

/// Of a message without an escalation, once none of its pages is heard by anybody (X.19).
void Commit::page_last_resort(const store::Page& page)
{
    const auto target = people_->find(house_.rules.last_resort);
    if (!target || is_out_of_hand(page) || is_past_expiry(page.message))
        return;
    std::vector<store::ContactId> paged;
    for (const auto& other : store::PageRepository(connection_).of_message(page.message)) {
        if (is_heard(other))
            return;
        paged.push_back(other.contact);
    }
    const auto* contact = std::get_if<store::ContactId>(&*target);
    const bool was_paged = contact != nullptr && std::ranges::count(paged, *contact) > 0;
    if (was_paged || !escalations_of(page.message).empty())
        return;
    auto rows = drafter(page.message);
    rows.continues(std::move(paged), {});
    rows.note("last_resort", "every channel to whom it was for came to nothing");
    (void)rows.address(*target);
    insert(connection_, house_, rows.take());
}

} // namespace relay::engine
