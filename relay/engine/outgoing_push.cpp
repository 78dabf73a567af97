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
std::string topic_of(const store::Page& page)
{
    return store::token_hash(page.id.text()).substr(0, topic_length);
}

/// All that a push says. No name, no subject, nothing of the message.
std::string payload_of(const store::Delivery& delivery, const std::string& topic,
                       const std::string& receipt)
{
    return R"({"v":1,"priority":")" + std::string(store::word(delivery.priority)) + R"(","tag":")" +
           topic + R"(","receipt":")" + receipt + "\"}";
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
    channels::PushOut push;
    push.endpoint = device->push->endpoint;
    push.public_key = device->push->public_key;
    push.secret = device->push->secret;
    push.topic = topic_of(*page);
    push.payload = payload_of(delivery, push.topic, receipt);
    auto outgoing = envelope(house, delivery);
    outgoing.payload = std::move(push);
    return {std::move(outgoing), channels::Busy{}};
}

} // namespace relay::engine
