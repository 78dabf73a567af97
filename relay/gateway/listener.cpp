#include "relay/gateway/listener.h"
#include "relay/engine/commit.h"
#include "relay/gateway/answer.h"
#include "relay/gateway/page_news.h"
#include "relay/gateway/written.h"
#include "relay/intake/observation.h"
#include "relay/service/log.h"
#include "store/contact_repository.h"
#include "store/delivery_repository.h"
#include "store/error.h"

namespace relay::gateway {
namespace {

void opt_out(store::Connection& connection, const engine::House& house,
             const store::Delivery& delivery)
{
    store::OptOutEvent event;
    event.detail = delivery.detail;
    event.opted_out = true;
    event.at = house.now();
    event.origin = "ivr";
    event.actor = "contact";
    event.reason = "STOP";
    if (store::ContactRepository(connection, house.vault).record_opt_out(event))
        engine::Commit(connection, house).stopped(delivery.contact, delivery.detail);
}

/// What the person keyed in, as the originator hears it.
void record_answer(store::Connection& connection, const engine::House& house,
                   const store::Delivery& delivery, const channels::Heard& heard)
{
    using Keyed = channels::Heard::Answer;
    store::Reply reply;
    reply.page = delivery.page;
    reply.contact = delivery.contact;
    reply.channel = delivery.channel;
    reply.choice = heard.answer == Keyed::Choice ? static_cast<int>(heard.choice) : 0;
    const auto taken = heard.answer == Keyed::Declined
                           ? intake::record_decline(house, connection, std::move(reply))
                           : intake::record_reply(house, connection, std::move(reply), "Accepted");
    if (!taken) // an answer that the originator allows not is still a person who heard it
        engine::Commit(connection, house)
            .progressed(delivery.page, store::Progress::Read, store::word(delivery.channel));
}

} // namespace

bool Listener::hear(const channels::Receipt& receipt)
{
    return written(house_, [&](store::Connection& connection) {
        engine::Commit(connection, house_).receipt(receipt);
    });
}

bool Listener::hear(const channels::IncomingText& text)
{
    const bool heard = written(house_, [&](store::Connection& connection) {
        static_cast<void>(Answer(connection, house_, words_, text).take());
    });
    // An opt-out counts for whatever is being sent at this very moment.
    if (heard)
        house_.directory.refresh_if_changed(*house_.database.reader());
    return heard;
}

bool Listener::hear(const channels::Heard& heard)
{
    using Keyed = channels::Heard::Answer;
    const bool is_heard = written(house_, [&](store::Connection& connection) {
        const auto delivery = store::DeliveryRepository(connection).find(heard.delivery);
        if (!delivery || !delivery->page.valid())
            return;
        if (heard.answer == Keyed::StopCalling)
            return opt_out(connection, house_, *delivery);
        if (heard.answer != Keyed::None)
            return record_answer(connection, house_, *delivery, heard);
        engine::Commit(connection, house_)
            .progressed(delivery->page, heard.progress, store::word(delivery->channel));
    });
    if (is_heard && heard.answer == Keyed::StopCalling)
        house_.directory.refresh_if_changed(*house_.database.reader());
    return is_heard;
}

channels::PageEars::Heard Listener::hear(const channels::PageNews& news)
{
    bool is_ours = false;
    const bool is_kept = written(
        house_, [&](store::Connection& connection) { is_ours = record(connection, house_, news); });
    if (!is_kept)
        return channels::PageEars::Heard::NotNow;
    return is_ours ? channels::PageEars::Heard::Taken : channels::PageEars::Heard::Unknown;
}

} // namespace relay::gateway
