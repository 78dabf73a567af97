// The part of Commit that is about notices which wait for a poll and may be pushed too.
#include "relay/engine/commit.h"
#include "store/delivery_repository.h"
#include "store/notice_repository.h"
#include <tuple>

namespace relay::engine {

bool Commit::fetched(store::NoticeId id, store::SourceId poller, bool taken)
{
    store::NoticeRepository notices(connection_, house_.vault);
    const auto notice = notices.find(id);
    if (!notice || notice->poller != poller || !notices.settle(id, now_))
        return false;
    const std::string what(store::word(notice->kind));
    note({notice->message,
          notice->page,
          notice->contact,
          {},
          taken ? "fetched" : "turned_down",
          what + ", by its poller",
          now_});
    for (const auto& delivery :
         store::DeliveryRepository(connection_).of_message(notice->message)) {
        if (delivery.notice == id)
            cancel(delivery, core::AnsweredElsewhere{}, "its poller has it");
    }
    return true;
}

/// The callback took it, or turned it down for good: a poll does not bring it again.
void Commit::push_ended(const store::Delivery& delivery)
{
    if (delivery.state == store::DeliveryState::Accepted ||
        delivery.state == store::DeliveryState::Refused)
        std::ignore =
            store::NoticeRepository(connection_, house_.vault).settle(delivery.notice, now_);
}

} // namespace relay::engine
