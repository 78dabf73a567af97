#pragma once
// Somebody who is reached by text at once and by mail after half an hour, and the channel between.
#include "tests/relay/engine/people.h"

namespace tests {

using relay::channels::Busy;
using store::Channel;
using store::DeliveryState;
using store::Priority;

inline const Busy no_connection{"7", "no connection", {}, true};

class Way : public HouseTest {
protected:
    void SetUp() override
    {
        HouseTest::SetUp();
        if (!IsSkipped())
            node().add(person(10, "ADA-KING")
                           .redundancy(Channel::Sms, 0min)
                           .redundancy(Channel::Email, 30min));
    }
    store::Message message(Priority priority = Priority::Normal)
    {
        auto made = build::message();
        made.priority = priority;
        made.expires = clock.now() + 4h;
        return made;
    }
    store::MessageId page(Priority priority = Priority::Normal)
    {
        return node().submit(message(priority), "ADA-KING");
    }
    store::MessageId page_only(Priority priority = Priority::Normal)
    {
        auto message = build::message();
        message.priority = priority;
        return node().submit_only(std::move(message), "ADA-KING");
    }
    DeliveryState state(store::MessageId message, Channel channel)
    {
        return delivery_by(node(), message, channel).state;
    }
    bool is_ill() { return house().metrics.is_ill(Channel::Sms); }
};

} // namespace tests
