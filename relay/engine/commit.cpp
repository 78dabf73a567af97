#include "relay/engine/commit.h"
#include "store/attempt_repository.h"
#include "store/delivery_repository.h"
#include "store/error.h"
#include "store/ledger_repository.h"
#include "store/message_repository.h"
#include "store/page_repository.h"
#include "store/promise_repository.h"
#include "store/reply_repository.h"
#include <algorithm>

namespace relay::engine {
namespace {

using store::Progress;

/// What a channel's answer is to the state machine.
struct EventOf {
    double jitter;
    core::DeliveryEvent operator()(const channels::Accepted& outcome) const
    {
        return core::GatewayAccepted{outcome.reference};
    }
    core::DeliveryEvent operator()(const channels::Refused&) const
    {
        return core::GatewayRefused{};
    }
    core::DeliveryEvent operator()(const channels::Busy& outcome) const
    {
        return core::GatewayBusy{jitter, outcome.retry_after};
    }
    core::DeliveryEvent operator()(const channels::Unclear&) const
    {
        return core::GatewayUnclear{};
    }
};

} // namespace

Commit::Commit(store::Connection& connection, const House& house)
    : connection_(connection), house_(house), people_(house.people()), now_(house.now())
{
}

void Commit::accept(const store::Message& message, const Draft& draft)
{
    store::MessageRepository(connection_, house_.vault).insert(message);
    insert(connection_, house_.vault, draft);
}

void Commit::attempted(const store::Delivery& claimed, const store::Attempt& attempt,
                       const channels::Outcome& outcome, double jitter)
{
    if (!store::AttemptRepository(connection_, house_.vault).finish(attempt))
        return;
    const auto current = store::DeliveryRepository(connection_).find(claimed.id);
    if (!current || current->claimed_by != claimed.claimed_by ||
        current->attempts != claimed.attempts)
        return;
    const auto step = core::advance(*current, std::visit(EventOf{jitter}, outcome),
                                    house_.rules.of(*current), now_);
    save(*current, step, claimed.claimed_by);
    note(current->message, current->page, current->contact, current->id, "attempted",
         std::string(step.reason) + (attempt.code.empty() ? "" : " (" + attempt.code + ")"));
    after(*current, step);
}

void Commit::claim_lost(const store::Delivery& delivery)
{
    const auto step = core::advance(delivery, core::ClaimLost{}, house_.rules.of(delivery), now_);
    save(delivery, step);
    note(delivery.message, delivery.page, delivery.contact, delivery.id, "attempted",
         std::string(step.reason));
}

bool Commit::fell_due(const store::Delivery& delivery)
{
    const auto rule = house_.rules.of(delivery);
    auto step = core::advance(delivery, core::Due{}, rule, now_);
    if (step.next.state != store::DeliveryState::Queued) {
        if (step.next == delivery) // nothing to do about it, ever: an unclear one without repeat
            step.next.due = delivery.expires.value_or(store::Instant::max());
        save(delivery, step);
        if (step.next.state != delivery.state)
            note(delivery.message, delivery.page, delivery.contact, delivery.id,
                 std::string(store::word(step.next.state)), std::string(step.reason));
        after(delivery, step);
        return false;
    }
    if (delivery.channel != store::Channel::Secure)
        return true;
    step.next.state = store::DeliveryState::Sending;
    const auto done = core::advance(step.next, core::GatewayAccepted{}, rule, now_);
    save(delivery, done);
    after(delivery, done);
    return false;
}

void Commit::must(bool saved)
{
    if (!saved)
        throw store::Busy("another node changed the same row; the step is decided again");
}

void Commit::save(const store::Delivery& before, const core::DeliveryStep& step, std::int64_t fence)
{
    auto next = step.next;
    if (next.state != store::DeliveryState::Sending) {
        next.claimed_by = 0;
        next.lease_until.reset();
    }
    must(store::DeliveryRepository(connection_).save(next, fence));
    store::PromiseRepository promises(connection_);
    const bool waits = core::is_open(next.state) && next.state != store::DeliveryState::Sending;
    if (!waits)
        return promises.keep(store::PromiseKind::Delivery, next.id.value, now_);
    if (next.due != before.due || before.state == store::DeliveryState::Sending)
        promise(store::PromiseKind::Delivery, next.id.value, next.version, next.message, next.due);
}

/// In place of whatever was promised about the row before. Its version makes the number.
void Commit::promise(store::PromiseKind kind, std::int64_t subject, std::int64_t version,
                     store::MessageId message, store::Instant due)
{
    store::PromiseRepository promises(connection_);
    promises.keep(kind, subject, now_);
    promises.insert({kind, subject, static_cast<int>(version) + 1, message, due, {}});
}

void Commit::after(const store::Delivery& before, const core::DeliveryStep& step)
{
    const auto& delivery = step.next;
    if (delivery.kind == store::DeliveryKind::Notice || !delivery.page.valid() ||
        delivery.state == before.state)
        return;
    if (delivery.state == store::DeliveryState::Accepted)
        progressed(delivery.page, Progress::Accepted, store::word(delivery.channel));
    if (step.next_channel_now)
        bring_forward(delivery.page);
    if (core::is_final(delivery.state))
        judge_lost(delivery.page);
}

void Commit::progressed(store::PageId id, Progress news, std::string_view how)
{
    const auto page = store::PageRepository(connection_).find(id);
    if (page)
        raise(*page, news, {}, how);
}

void Commit::replied(const store::Reply& reply)
{
    store::ReplyRepository(connection_, house_.vault).insert(reply);
    const auto page = store::PageRepository(connection_).find(reply.page);
    if (!page)
        return;
    if (page->progress == Progress::Replied) {
        // A further answer: told like the first, although nothing moves any more.
        auto more = drafter(reply.message);
        more.note(*page, "replied", "again, by " + std::string(store::word(reply.channel)));
        more.owe_for(*page, Progress::Replied, reply.id);
        return insert(connection_, house_.vault, more.take());
    }
    raise(*page, Progress::Replied, reply.id, store::word(reply.channel));
}

void Commit::raise(store::Page page, Progress news, store::ReplyId reply, std::string_view how)
{
    const auto step = core::raise(page, news, now_);
    if (step.reached.empty())
        return;
    must(store::PageRepository(connection_).save(step.next));
    auto rows = drafter(page.message);
    for (const auto stage : step.reached) {
        rows.note(page, std::string(store::word(stage)), "by " + std::string(how));
        rows.owe_for(page, stage, stage == Progress::Replied ? reply : store::ReplyId{},
                     stage == Progress::Failed ? 500 : 0);
    }
    insert(connection_, house_.vault, rows.take());
    cancel_needless(step.next);
    if (news == Progress::Failed)
        return tell_escalations(step.next, core::PageFailed{});
    tell_escalations(step.next, core::PageProgressed{news});
}

void Commit::cancel_needless(const store::Page& page)
{
    const auto deliveries = store::DeliveryRepository(connection_).of_page(page.id);
    for (const auto& delivery : core::needless(deliveries, page.progress)) {
        const auto step =
            core::advance(delivery, core::AnsweredElsewhere{}, house_.rules.of(delivery), now_);
        if (step.next.state == delivery.state)
            continue;
        save(delivery, step);
        note(page.message, page.id, page.contact, delivery.id, "cancelled",
             "the page is " + std::string(store::word(page.progress)));
    }
}

/// The page's channels that still wait for their delay do not wait any longer: the next one goes
/// now.
void Commit::bring_forward(store::PageId page)
{
    store::DeliveryRepository repository(connection_);
    auto deliveries = repository.of_page(page);
    std::erase_if(deliveries, [&](const auto& delivery) {
        return delivery.state != store::DeliveryState::Planned || delivery.due <= now_ ||
               delivery.kind == store::DeliveryKind::Notice;
    });
    if (deliveries.empty())
        return;
    auto next = *std::ranges::min_element(deliveries, {}, &store::Delivery::due);
    core::DeliveryStep step{next, false, "brought forward: the channel before it is of no use"};
    step.next.due = now_;
    save(next, step);
    note(next.message, next.page, next.contact, next.id, "brought_forward",
         std::string(step.reason));
}

void Commit::judge_lost(store::PageId id)
{
    const auto page = store::PageRepository(connection_).find(id);
    if (!page || core::got_as_far_as(page->progress, Progress::Delivered))
        return;
    auto deliveries = store::DeliveryRepository(connection_).of_page(id);
    std::erase_if(deliveries, [](const auto& delivery) {
        return delivery.kind == store::DeliveryKind::Notice;
    });
    if (core::is_lost(deliveries))
        raise(*page, Progress::Failed, {}, "no channel is left");
}

const store::Message& Commit::message(store::MessageId id)
{
    const auto known = std::ranges::find(loaded_, id, &store::Message::id);
    if (known != loaded_.end())
        return *known;
    auto found = store::MessageRepository(connection_, house_.vault).find(id);
    if (!found)
        throw store::StoreError("message " + id.text() + " is missing although rows refer to it");
    loaded_.reserve(16); // references stay good: one transaction touches few messages
    loaded_.push_back(std::move(*found));
    return loaded_.back();
}

Drafter Commit::drafter(store::MessageId id)
{
    return {house_.rules, *people_, house_.ids, message(id), now_};
}

void Commit::note(store::MessageId message, store::PageId page, store::ContactId contact,
                  store::DeliveryId delivery, std::string decision, std::string reason)
{
    const store::LedgerLine line{message,           page, contact, delivery, std::move(decision),
                                 std::move(reason), now_};
    store::LedgerRepository(connection_).insert(std::span(&line, 1));
}

} // namespace relay::engine
