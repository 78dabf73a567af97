#include "relay/engine/answered.h"
#include "relay/core/page_progress.h"
#include "relay/engine/commit.h"
#include "store/attempt_repository.h"
#include "store/escalation_repository.h"
#include "store/page_repository.h"
#include <algorithm>

namespace relay::engine {

bool is_stood_down(const House& house, store::Connection& connection, const store::Page& page)
{
    const auto escalations =
        store::EscalationRepository(connection, house.vault).of_message(page.message);
    return std::ranges::any_of(escalations, [&](const store::Escalation& escalation) {
        const bool is_over = escalation.phase == store::EscalationPhase::Satisfied ||
                             escalation.phase == store::EscalationPhase::Withdrawn;
        return is_over && std::ranges::count(escalation.pages, page.id) > 0 &&
               !core::got_as_far_as(page.progress, escalation.rule.factor);
    });
}

bool is_taken(const House& house, store::Connection& connection, const store::Delivery& delivery,
              store::Progress reached)
{
    const auto page = store::PageRepository(connection).find(delivery.page);
    if (!page)
        return true;
    const bool is_elsewhere = page->progress > reached && delivery.unless &&
                              core::got_as_far_as(page->progress, *delivery.unless);
    return is_elsewhere || is_stood_down(house, connection, *page) ||
           Commit(connection, house).is_out_of_hand(*page);
}

bool has_left_the_house(store::Connection& connection, const House& house,
                        const store::Delivery& delivery)
{
    using store::DeliveryState;
    switch (delivery.state) {
    case DeliveryState::Sending:
    case DeliveryState::Unclear:
    case DeliveryState::Accepted:
    case DeliveryState::Delivered:
    case DeliveryState::Read:
        return true;
    case DeliveryState::Planned:
        return false;
    case DeliveryState::Queued:
    case DeliveryState::Deferred:
    case DeliveryState::Refused:
    case DeliveryState::Cancelled:
    case DeliveryState::Expired:
        break;
    }
    if (delivery.attempts == 0)
        return false;
    const auto tries = store::AttemptRepository(connection, house.vault).of_delivery(delivery.id);
    return std::ranges::any_of(tries, [](const store::Attempt& attempt) {
        return attempt.state == store::AttemptState::Accepted ||
               attempt.state == store::AttemptState::Unclear;
    });
}

} // namespace relay::engine
