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

bool Commit::recall(store::MessageId id, std::string_view by)
{
    if (!store::MessageRepository(connection_, house_.vault).recall(id, now_))
        return false;
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
    return true;
}

bool Commit::is_over(store::MessageId id)
{
    return message(id).recalled || is_past_expiry(id);
}

bool Commit::hurry(store::MessageId id, std::string_view by)
{
    if (is_over(id))
        return false;
    bool moved = false;
    for (const auto& escalation : escalations_of(id)) {
        if (escalation.phase != store::EscalationPhase::Waiting)
            continue;
        note({id, {}, {}, {}, "hurried", escalation.group.text() + " by " + std::string(by), {}});
        apply(escalation, core::advance(escalation, core::Hurried{}, now_));
        moved = true;
    }
    return moved;
}

bool Commit::redirect(store::MessageId id, const store::Member& target, std::string_view by)
{
    if (is_over(id))
        return false;
    auto rows = drafter(id);
    std::vector<store::ContactId> paged;
    const auto pages = store::PageRepository(connection_).of_message(id);
    for (const auto& page : pages)
        paged.push_back(page.contact);
    rows.continues(std::move(paged), {});
    rows.note("redirected", "by " + std::string(by));
    const auto addressed = rows.address(target);
    if (addressed.nobody())
        return false;
    for (const auto& escalation : escalations_of(id))
        apply(escalation, core::advance(escalation, core::Recalled{}, now_));
    for (const auto& page : pages) {
        if (!core::got_as_far_as(page.progress, store::Progress::Replied))
            relieve(page, "went to somebody else. You need do nothing.");
    }
    insert(connection_, house_, rows.take());
    return true;
}

/// Whoever has it has it no more: the others would be held back for that.
bool Commit::resend(store::MessageId id, std::string_view by)
{
    if (is_over(id))
        return false;
    for (const auto& acceptance : store::AcceptanceRepository(connection_).of_message(id)) {
        if (acceptance.state == store::AcceptanceState::Held)
            end(acceptance, store::AcceptanceState::Lapsed);
    }
    bool moved = false;
    for (const auto& page : store::PageRepository(connection_).of_message(id)) {
        if (core::got_as_far_as(page.progress, store::Progress::Replied) || page.declined)
            continue;
        plan_again(page, "sent again by " + std::string(by));
        moved = true;
    }
    return moved;
}

/// What still waits goes now; what was sent or given up goes once more.
void Commit::plan_again(const store::Page& page, const std::string& why)
{
    const auto* contact = people_->contact(page.contact);
    if (contact == nullptr)
        return;
    for (const auto& delivery : store::DeliveryRepository(connection_).of_page(page.id)) {
        if (core::is_open(delivery.state) && delivery.state != store::DeliveryState::Sending &&
            delivery.kind != store::DeliveryKind::Notice)
            cancel(delivery, core::Withdrawn{}, why);
    }
    auto rows = drafter(page.message);
    rows.note(page, "planned_again", why);
    rows.deliver_again(page, *contact);
    insert(connection_, house_, rows.take());
}

} // namespace relay::engine
