// The part of Commit that forgets.
#include "relay/core/retention.h"
#include "relay/engine/commit.h"
#include "store/acceptance_repository.h"
#include "store/contact_repository.h"
#include "store/delivery_repository.h"
#include "store/error.h"
#include "store/escalation_repository.h"
#include "store/message_repository.h"
#include "store/page_repository.h"
#include <algorithm>

namespace relay::engine {
namespace {

using namespace std::chrono_literals;

constexpr store::Millis look_again = 1min;

} // namespace

/// By the retention of today, which the store knows: a change of it asks for this look, and may be
/// younger than what we know of people. Who was removed keeps the last one.
std::optional<store::Instant> Commit::purge_instant(const store::Page& page)
{
    const auto contact = store::ContactRepository(connection_, house_.vault).find(page.contact);
    if (!contact)
        throw store::StoreError("contact " + page.contact.text() +
                                " is missing although a page refers to it");
    const auto retention = contact->retention;
    const auto at = core::purge_instant(retention, page);
    if (retention != store::Retention::ReadReceipt || !at ||
        page.progress == store::Progress::Replied)
        return at;
    // A question that is read and not answered needs its choices.
    const auto& expires = message(page.message).expires;
    const auto full = store::MessageRepository(connection_, house_.vault).find(page.message);
    return full && !full->choices.empty() && expires ? std::max(*at, *expires) : at;
}

/// Something of the message is still on its way, or may set out: also where whoever has it may not
/// finish it.
bool Commit::is_text_needed(const store::Page& page)
{
    const auto deliveries = store::DeliveryRepository(connection_).of_message(page.message);
    const auto escalations = escalations_of(page.message);
    const auto acceptances = store::AcceptanceRepository(connection_).of_message(page.message);
    const bool is_over = is_past_expiry(page.message) || message(page.message).recalled;
    const bool is_held = std::ranges::any_of(acceptances, [](const auto& acceptance) {
        return acceptance.state == store::AcceptanceState::Held;
    });
    // Who has it, or read it, may still say no, and then the next one is paged.
    const bool may_reopen =
        !is_over && (is_held || std::ranges::any_of(escalations, [](const auto& escalation) {
                         return escalation.phase == store::EscalationPhase::Satisfied;
                     }));
    return may_reopen ||
           std::ranges::any_of(deliveries,
                               [](const auto& sent) { return core::is_open(sent.state); }) ||
           std::ranges::any_of(escalations, [](const auto& escalation) {
               return escalation.phase == store::EscalationPhase::Waiting;
           });
}

void Commit::purge(const store::Page& page)
{
    store::PageRepository pages(connection_);
    auto next = page;
    next.purge = purge_instant(page);
    if (next.purge && *next.purge <= now_) {
        const auto others = pages.of_message(page.message);
        const bool is_last = std::ranges::none_of(
            others, [&](const auto& other) { return other.id != page.id && !other.purged; });
        if (is_last && is_text_needed(page)) {
            next.purge = now_ + look_again;
        } else {
            next.purged = now_;
            note({page.message, page.id, page.contact, {}, "purged", "its retention is over", {}});
            if (is_last)
                static_cast<void>(
                    store::MessageRepository(connection_, house_.vault).purge_body(page.message));
        }
    }
    must(pages.save(next));
}

} // namespace relay::engine
