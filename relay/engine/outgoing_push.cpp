#include "relay/core/page_progress.h"
#include "relay/engine/outgoing_page.h"
#include "store/device_repository.h"
#include "store/page_repository.h"
#include "store/token.h"

namespace relay::engine {
namespace {

using namespace std::chrono_literals;

constexpr store::Millis longest_life = 24h; ///< of a receipt's hash
constexpr std::size_t topic_length = 32;    // RFC 8030 5.4, at most

Prepared refuse(std::string code, std::string detail)
{
    return {std::nullopt,
            channels::Refused{channels::Blame::Detail, std::move(code), std::move(detail)}};
}

/// How a device calls the page without naming it: the same for each repeat.
std::string topic_of(store::PageId page)
{
    return store::token_hash(page.text()).substr(0, topic_length);
}

/// All that a push says. No name, no subject, nothing of the message; `news`: one member of ours.
Prepared push_to(const House& house, const store::Delivery& delivery,
                 const store::PushSubscription& subscription, const std::string& topic,
                 const std::string& news)
{
    channels::PushOut push;
    push.endpoint = subscription.endpoint;
    push.public_key = subscription.public_key;
    push.secret = subscription.secret;
    push.topic = topic;
    push.payload = R"({"v":1,"priority":")" + std::string(store::word(delivery.priority)) +
                   R"(","tag":")" + topic + R"(",)" + news + '}';
    auto outgoing = envelope(house, delivery);
    outgoing.payload = std::move(push);
    return {std::move(outgoing), channels::Busy{}};
}

} // namespace

Prepared prepare_push(const House& house, store::Connection& connection,
                      const store::Delivery& delivery)
{
    const auto page = store::PageRepository(connection).find(delivery.page);
    if (!page)
        return refuse("gone", "the page was removed");
    if (delivery.unless && core::got_as_far_as(page->progress, *delivery.unless))
        return {std::nullopt, channels::Busy{"answered", "it was read while the push waited", {}}};
    const auto device =
        store::DeviceRepository(connection, house.vault).find({delivery.detail.value});
    if (!device || device->contact != delivery.contact || !device->push)
        return refuse("gone", "the device takes no pushes any more");
    const auto receipt = store::make_ticket();
    house.writer.run([&](store::Connection& writing) {
        store::DeviceRepository(writing, house.vault)
            .insert_receipt(store::token_hash(receipt), delivery.id,
                            delivery.expires.value_or(house.now() + longest_life));
    });
    return push_to(house, delivery, *device->push, topic_of(page->id),
                   R"("receipt":")" + receipt + '"');
}

Prepared prepare_push_notice(const House& house, store::Connection& connection,
                             const store::Delivery& delivery, const store::Notice& notice)
{
    const auto device =
        store::DeviceRepository(connection, house.vault).find({delivery.detail.value});
    if (!device || device->contact != notice.contact || !device->push)
        return refuse("gone", "the device takes no pushes any more");
    return push_to(house, delivery, *device->push, topic_of(notice.page), R"("over":true)");
}

} // namespace relay::engine
