// The part of Commit that does what an operator or the originator asks for: call off, send anew,
// send on, hurry.
#include "relay/core/acceptance.h"
#include "relay/engine/commit.h"
#include "store/acceptance_repository.h"
#include "store/delivery_repository.h"
#include "store/message_repository.h"
#include "store/page_repository.h"
#include <algorithm>

namespace relay::engine {

namespace {

tl::unexpected<std::string> because(std::string why)
{
    return tl::unexpected(std::move(why));
}

} // namespace

Commit::Done Commit::recall(store::MessageId id, std::string_view by)
{
    if (!store::MessageRepository(connection_, house_.vault).recall(id, now_))
        return because("It was called off before.");
    note({id, {}, {}, {}, "recalled", "by " + std::string(by), {}});
    for (const auto& escalation : escalations_of(id))
        apply(escalation, core::advance(escalation, core::Recalled{}, now_));
    for (const auto& acceptance : store::AcceptanceRepository(connection_).of_message(id)) {
        if (acceptance.state == store::AcceptanceState::Held)
            end(acceptance, store::AcceptanceState::Closed);
    }
    for (const auto& page : store::PageRepository(connection_).of_message(id)) {
        for (const auto& delivery : store::DeliveryRepository(connection_).of_page(page.id)) {
            if (core::is_open(delivery.state) && delivery.kind != store::DeliveryKind::Notice)
                cancel(delivery, core::Withdrawn{}, "the message was called off");
        }
        tell(page, "was called off. You need do nothing.", true);
        fail(page, "called off");
    }
    return {};
}

/// Whoever were paged with a text that is gone would get an empty one.
std::optional<std::string> Commit::why_over(store::MessageId id)
{
    if (message(id).recalled)
        return "It was called off.";
    if (is_past_expiry(id))
        return "It has expired; submit it anew.";
    if (store::MessageRepository(connection_, house_.vault).is_purged(id))
        return "Its text was purged, since the retention of whoever had it is over; submit it "
               "anew.";
    return std::nullopt;
}

Commit::Done Commit::hurry(store::MessageId id, std::string_view by)
{
    if (auto why = why_over(id))
        return because(std::move(*why));
    bool moved = false;
    for (const auto& escalation : escalations_of(id)) {
        if (escalation.phase != store::EscalationPhase::Waiting)
            continue;
        note({id, {}, {}, {}, "hurried", escalation.group.text() + " by " + std::string(by), {}});
        apply(escalation,
              core::advance(escalation, core::Hurried{is_below_waiting(escalation)}, now_));
        moved = true;
    }
    return moved ? Done() : because("No escalation of it is under way.");
}

Commit::Done Commit::redirect(store::MessageId id, const store::Member& target, std::string_view by)
{
    if (auto why = why_over(id))
        return because(std::move(*why));
    auto rows = drafter(id);
    std::vector<store::ContactId> paged;
    const auto pages = store::PageRepository(connection_).of_message(id);
    for (const auto& page : pages)
        paged.push_back(page.contact);
    rows.continues(std::move(paged), {});
    rows.note("redirected", "by " + std::string(by));
    const auto addressed = rows.address(target);
    if (addressed.nobody())
        return because("It reaches nobody there who was not paged.");
    if (!addressed.is_heard)
        return because("Nobody there can be called: they have no address and no device.");
    for (const auto& escalation : escalations_of(id))
        apply(escalation, core::advance(escalation, core::Recalled{}, now_));
    const auto held = end_acceptances(id);
    for (const auto& page : pages) {
        const bool has_it = std::ranges::count(held, page.id, &store::Acceptance::page) > 0;
        if (has_it || !core::got_as_far_as(page.progress, store::Progress::Replied))
            relieve(page, "went to somebody else. You need do nothing.");
    }
    insert(connection_, house_, rows.take());
    return {};
}

/// Whoever has it has it no more, or had done it: the others would be held back for that.
std::vector<store::Acceptance> Commit::end_acceptances(store::MessageId id)
{
    auto all = store::AcceptanceRepository(connection_).of_message(id);
    std::erase_if(all, [](const auto& one) { return one.state == store::AcceptanceState::Lapsed; });
    for (const auto& acceptance : all)
        end(acceptance, store::AcceptanceState::Lapsed);
    return all;
}

Commit::Done Commit::resend(store::MessageId id, std::string_view by)
{
    if (auto why = why_over(id))
        return because(std::move(*why));
    auto again = store::PageRepository(connection_).of_message(id);
    std::erase_if(again, [](const auto& page) {
        return core::got_as_far_as(page.progress, store::Progress::Replied) || page.declined;
    });
    if (again.empty())
        return because("Everybody has answered.");
    const bool was_taken = !end_acceptances(id).empty();
    for (const auto& escalation : escalations_of(id)) {
        const bool is_over = escalation.phase == store::EscalationPhase::Satisfied ||
                             (was_taken && escalation.phase == store::EscalationPhase::Withdrawn);
        if (is_over)
            apply(escalation, core::advance(escalation, core::AcceptanceLapsed{true}, now_));
    }
    for (const auto& page : again)
        plan_again(page, store::Instant::min(), "sent again by " + std::string(by));
    return {};
}

void Commit::bring_forward(const store::Delivery& delivery)
{
    core::DeliveryStep step{delivery, false, "it is sent again"};
    step.next.due = std::min(delivery.due, now_);
    if (step.next.due != delivery.due)
        save(delivery, step);
}

/// By all ways once more, each at its delay after `start`, or now where that is past.
void Commit::plan_again(const store::Page& page, store::Instant start, const std::string& why)
{
    const auto* contact = people_->contact(page.contact);
    if (contact == nullptr)
        return;
    for (const auto& delivery : store::DeliveryRepository(connection_).of_page(page.id)) {
        if (!core::is_open(delivery.state) || delivery.state == store::DeliveryState::Sending ||
            delivery.kind == store::DeliveryKind::Notice)
            continue;
        if (delivery.channel == store::Channel::Secure)
            bring_forward(delivery); // the others say that it lies there
        else
            cancel(delivery, core::Withdrawn{}, why);
    }
    auto rows = drafter(page.message);
    rows.note(page, "planned_again", why);
    rows.deliver_again(page, *contact, start);
    insert(connection_, house_, rows.take());
}

} // namespace relay::engine
