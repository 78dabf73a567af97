#include "relay/engine/house.h"

namespace relay::engine {

core::DeliveryRule Rules::of(const store::Delivery& delivery) const
{
    const bool notice = delivery.kind == store::DeliveryKind::Notice;
    const auto& rule = (notice ? notice_retry : retry).of(delivery.priority);
    if (delivery.channel == store::Channel::Ivr)
        return {rule, std::nullopt};
    if (notice || delivery.channel == store::Channel::Email)
        return {rule, unclear.of(store::Priority::High)};
    return {rule, unclear.of(delivery.priority)};
}

} // namespace relay::engine
