// The part of Commit that is about deliveries and their attempts.
#include "relay/engine/commit.h"
#include "relay/core/quiet_hours.h"
#include "relay/engine/answered.h"
#include "store/attempt_repository.h"
#include "store/delivery_repository.h"
#include "store/error.h"
#include "store/ledger_repository.h"
#include "store/message_repository.h"
#include "store/notice_repository.h"
#include "store/page_repository.h"
#include "store/promise_repository.h"
#include <algorithm>

namespace relay::engine {
namespace {

using store::DeliveryKind;
using store::DeliveryState;
using store::Progress;

/// What a channel's answer is to the state machine.
struct EventOf {
    double jitter;
    core::DeliveryEvent operator()(const channels::Accepted& outcome) const
    {
        return core::GatewayAccepted{outcome.reference, outcome.is_degraded};
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

/// May this outcome still move the delivery? Ours, or in doubt since our claim was taken.
bool is_about(const store::Delivery& current, const store::Delivery& claimed)
{
    if (current.attempts != claimed.attempts)
        return false;
    return current.state == DeliveryState::Unclear || current.claimed_by == claimed.claimed_by;
}

std::string with_code(std::string_view reason, const std::string& code)
{
    return std::string(reason) + (code.empty() ? "" : " (" + code + ")");
}

} // namespace

void must(bool saved)
{
    if (!saved)
        throw store::Busy("another node changed the same row; the step is decided again");
}

Commit::Commit(store::Connection& connection, const House& house)
    : connection_(connection), house_(house), people_(house.people()), now_(house.now())
{
}

void Commit::accept(const store::Message& message, const Draft& draft)
{
    store::MessageRepository(connection_, house_.vault).insert(message);
    insert(connection_, house_, draft);
}

void Commit::attempted(const store::Delivery& claimed, const store::Attempt& attempt,
                       const channels::Outcome& outcome, double jitter)
{
    if (!store::AttemptRepository(connection_, house_.vault).finish(attempt))
        return;
    const auto current = store::DeliveryRepository(connection_).find(claimed.id);
    if (!current || !is_about(*current, claimed))
        return;
    const auto rule = house_.rules.of(*current);
    auto step = core::advance(*current, std::visit(EventOf{jitter}, outcome), rule, now_);
    note(*current, "attempted", with_code(step.reason, attempt.code));
    judge_address(*current, outcome);
    // What was on its way when the answer came is judged now that it came back.
    if (core::is_open(step.next.state) && is_answered_elsewhere(*current)) {
        step = core::advance(step.next, core::AnsweredElsewhere{}, rule, now_);
        note(*current, "cancelled", std::string(step.reason));
    }
    if (step.next == *current)
        return;
    try_another_phone(step.next, outcome);
    save(*current, step, current->state == DeliveryState::Sending ? claimed.claimed_by : 0);
    after(*current, step);
    if (const auto* accepted = std::get_if<channels::Accepted>(&outcome))
        keep_handles(step.next, attempt, *accepted);
}

void Commit::claim_lost(const store::Delivery& delivery)
{
    store::AttemptRepository(connection_, house_.vault).leave_unclear(delivery.id);
    const auto step = core::advance(delivery, core::ClaimLost{}, house_.rules.of(delivery), now_);
    save(delivery, step);
    note(delivery, "attempted", std::string(step.reason));
    after(delivery, step);
}

/// What falling due makes of it: sending, or an end.
core::DeliveryStep Commit::due_step(const store::Delivery& delivery) const
{
    const auto rule = house_.rules.of(delivery);
    const auto step = core::advance(delivery, core::Due{}, rule, now_);
    if (step.next.state != DeliveryState::Queued)
        return step;
    return core::advance(step.next, core::Due{}, rule, now_);
}

bool Commit::is_to_be_sent(const store::Delivery& delivery) const
{
    return delivery.channel != store::Channel::Secure &&
           due_step(delivery).next.state == DeliveryState::Sending;
}

void Commit::settle(const store::Delivery& delivery)
{
    auto step = due_step(delivery);
    if (step.next.state == DeliveryState::Sending && delivery.channel == store::Channel::Secure)
        step = core::advance(step.next, core::GatewayAccepted{}, house_.rules.of(delivery), now_);
    if (step.next.state == DeliveryState::Sending)
        return; // its instant was a claim's, after all
    save(delivery, step);
    note(delivery, std::string(store::word(step.next.state)), std::string(step.reason));
    after(delivery, step);
}

void Commit::put_off(const store::Delivery& delivery, const core::PutOff& event)
{
    const auto step = core::advance(delivery, event, house_.rules.of(delivery), now_);
    if (step.next == delivery)
        return;
    save(delivery, step);
    note(delivery, "put_off", std::string(step.reason));
    const bool is_of_page = delivery.kind != DeliveryKind::Notice && delivery.page.valid();
    if (!step.next_channel_now || !is_of_page)
        return;
    if (delivery.kind != DeliveryKind::Copy)
        give_way(delivery);
    judge_silent(delivery.page);
}

void Commit::save(const store::Delivery& before, const core::DeliveryStep& step, std::int64_t fence)
{
    auto next = step.next;
    if (next.state != DeliveryState::Sending) {
        next.claimed_by = 0;
        next.lease_until.reset();
    }
    must(store::DeliveryRepository(connection_).save(next, fence));
    const bool waits = core::is_open(next.state) && next.state != DeliveryState::Sending;
    if (!waits)
        return store::PromiseRepository(connection_)
            .keep(store::PromiseKind::Delivery, next.id.value, now_);
    if (next.due != before.due || before.state == DeliveryState::Sending)
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
    if (delivery.channel == store::Channel::WctpPush)
        push_ended(delivery);
    if (delivery.kind == DeliveryKind::Notice && delivery.state != before.state)
        tell_gathered(delivery);
    const bool is_lost =
        delivery.state == DeliveryState::Refused || delivery.state == DeliveryState::Expired;
    if (delivery.kind == DeliveryKind::Notice && delivery.state != before.state && is_lost)
        notice_lost(delivery);
    if (delivery.kind == DeliveryKind::Notice || !delivery.page.valid() ||
        delivery.state == before.state)
        return;
    if (delivery.state == DeliveryState::Accepted)
        progressed(delivery.page, Progress::Accepted, store::word(delivery.channel));
    if (step.next_channel_now && delivery.kind != DeliveryKind::Copy &&
        delivery.channel != store::Channel::Push) // its repeats say the same again
        give_way(delivery);
    if (core::is_final(delivery.state))
        judge_lost(delivery.page);
}

/// Nobody else would hear of it.
void Commit::notice_lost(const store::Delivery& delivery)
{
    const auto notice = store::NoticeRepository(connection_, house_.vault).find(delivery.notice);
    if (notice && notice->kind == store::NoticeKind::FailReport)
        fail_report_lost(*notice);
    if (notice && notice->kind == store::NoticeKind::Export)
        export_lost(*notice);
}

/// What became of a digest stands in the story of each status that is told in it.
void Commit::tell_gathered(const store::Delivery& delivery)
{
    const bool is_settled =
        core::is_final(delivery.state) || delivery.state == DeliveryState::Accepted;
    if (!is_settled || delivery.channel != store::Channel::Email)
        return;
    store::NoticeRepository notices(connection_, house_.vault);
    const auto digest = notices.find(delivery.notice);
    if (!digest || !digest->gathers)
        return;
    for (const auto& other : notices.of_digest(digest->id))
        note({other.message,
              other.page,
              other.contact,
              {},
              std::string(store::word(delivery.state)),
              "status mail: with the others of its address",
              {}});
}

bool Commit::is_out_of_hand(const store::Page& page)
{
    if (message(page.message).recalled)
        return true;
    const auto holder = taken_by(page);
    return holder && holder->page != page.id;
}

bool Commit::is_answered_elsewhere(const store::Delivery& delivery)
{
    if (delivery.channel == store::Channel::WctpPush)
        return store::NoticeRepository(connection_, house_.vault).is_settled(delivery.notice);
    if (delivery.kind == DeliveryKind::Notice || !delivery.page.valid())
        return false;
    const auto page = store::PageRepository(connection_).find(delivery.page);
    if (!page)
        return false;
    if (delivery.unless && core::got_as_far_as(page->progress, *delivery.unless))
        return true;
    return page->declined || is_out_of_hand(*page) || is_stood_down(house_, connection_, *page);
}

/// Nothing happens to what is on its way already.
void Commit::cancel(const store::Delivery& delivery, const core::DeliveryEvent& event,
                    std::string reason)
{
    const auto step = core::advance(delivery, event, house_.rules.of(delivery), now_);
    if (step.next.state == delivery.state)
        return;
    save(delivery, step);
    note(delivery, std::string(store::word(step.next.state)), std::move(reason));
}

/// The page's redundancy that still waits for its delay does not wait any longer: the next one goes
/// now.
void Commit::give_way(const store::Delivery& delivery)
{
    auto deliveries = store::DeliveryRepository(connection_).of_page(delivery.page);
    std::erase_if(deliveries, [&](const auto& other) {
        return other.state != DeliveryState::Planned || other.due <= now_ ||
               other.kind != DeliveryKind::Redundancy || other.channel == store::Channel::Push;
    });
    const auto gave_way = [&](const store::LedgerLine& line) {
        return line.delivery == delivery.id && line.decision == "gave_way";
    };
    if (deliveries.empty() ||
        std::ranges::any_of(store::LedgerRepository(connection_).of_message(delivery.message),
                            gave_way))
        return;
    const auto next = *std::ranges::min_element(deliveries, {}, &store::Delivery::due);
    core::DeliveryStep step{next, false, "the channel before it is of no use"};
    const auto* contact = people_->contact(next.contact);
    const auto held = contact == nullptr ? std::nullopt
                                         : core::held_until(*contact, next.channel, next.priority,
                                                            *house_.rules.zones, now_);
    if (held && *held >= next.due)
        return; // quiet hours hold it longer than its delay does
    step.next.due = held.value_or(now_);
    save(next, step);
    note(delivery, "gave_way", "the next channel does not wait for it");
    note(next, "brought_forward", std::string(step.reason));
}

bool Commit::is_past_expiry(store::MessageId id)
{
    const auto expires = message(id).expires;
    return expires && *expires <= now_;
}

const store::Message& Commit::message(store::MessageId id)
{
    const auto known =
        std::ranges::find_if(loaded_, [&](const auto& loaded) { return loaded->id == id; });
    if (known != loaded_.end())
        return **known;
    auto found = store::MessageRepository(connection_, house_.vault).find_envelope(id);
    if (!found)
        throw store::StoreError("message " + id.text() + " is missing although rows refer to it");
    loaded_.push_back(std::make_unique<store::Message>(std::move(*found)));
    return *loaded_.back();
}

/// Nodes that decide by the same rows do it one after another, and see what the one before saw.
void Commit::lock(store::MessageId id)
{
    store::MessageRepository(connection_, house_.vault).lock(id);
}

Drafter Commit::drafter(store::MessageId id)
{
    return {house_.rules, *people_, house_.ids, message(id), now_};
}

void Commit::note(const store::Delivery& delivery, std::string decision, std::string reason)
{
    note({delivery.message, delivery.page, delivery.contact, delivery.id, std::move(decision),
          std::move(reason), now_});
}

void Commit::note(store::LedgerLine line)
{
    line.at = now_;
    store::LedgerRepository(connection_).insert(std::span(&line, 1));
}

} // namespace relay::engine
