// The part of Worker that sends texts of ours, only to see whether the gateway works (D8).
#include "relay/engine/outgoing.h"
#include "relay/engine/worker.h"
#include "relay/service/log.h"

namespace relay::engine {
namespace {

constexpr store::Millis canary_life{5 * 60'000};

service::log::Room& log_room()
{
    static auto& room = service::log::room("engine");
    return room;
}

} // namespace

void Worker::sing(const std::string& to, bool has_receipt)
{
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || !canary_.to.empty() || sung_)
            return;
        canary_ = {to, has_receipt};
        ++busy_;
    }
    came_.notify_one();
}

std::optional<Worker::Sung> Worker::sung() const
{
    const std::lock_guard lock(mutex_);
    return sung_;
}

void Worker::judge_canary(bool has_arrived)
{
    {
        const std::lock_guard lock(mutex_);
        sung_.reset();
    }
    log_room().info("canary", {{"channel", store::word(name_)}, {"arrived", has_arrived}});
    heed(has_arrived ? core::Sign::Good : core::Sign::Bad);
}

void Worker::send_canary(const Canary& canary)
{
    channels::Outgoing outgoing;
    outgoing.delivery = house_.ids.make<store::DeliveryId>(house_.now());
    outgoing.channel = name_;
    outgoing.priority = store::Priority::Low;
    outgoing.now = house_.now();
    outgoing.expires = house_.now() + canary_life;
    outgoing.payload = canary_payload(name_, canary.to, house_.rules);
    const auto outcome = send_by(outgoing);
    const auto* accepted = std::get_if<channels::Accepted>(&outcome);
    if (accepted != nullptr && canary.has_receipt) {
        const std::lock_guard lock(mutex_);
        sung_ = {accepted->provider.empty() ? std::string(channel_->provider())
                                            : accepted->provider,
                 accepted->reference, outgoing.delivery, house_.now()};
    } else {
        heed(outcome);
    }
    log_room().info("canary", {{"channel", store::word(name_)},
                               {"well", std::holds_alternative<channels::Accepted>(outcome)}});
    finished({});
}

} // namespace relay::engine
