#pragma once
#include "relay/core/plan.h"
#include "relay/core/resolve.h"
#include <set>
#include <string>
#include <vector>

// What would happen: the decisions of the engine along an imagined clock, for nobody in particular
// and with nothing sent (D3).

namespace relay::core {

/// What is taken for granted. Nobody reads or answers, and gateways take what they are given.
struct Assumptions {
    ChannelsAtHand channels;
    const TimeZones* zones = nullptr; ///< never null; outlives the simulation
    std::set<store::Channel> down; ///< known to be ill: what is due by one takes the next channel
    std::string last_resort;       ///< as in the configuration; may be empty
};

/// One thing that would reach somebody, or set out to.
struct Predicted {
    store::Instant at{};
    store::ContactId contact; ///< not valid: the group's fail report
    store::GroupId group;     ///< the escalation that paged the contact, or whose report it is
    store::Channel channel = store::Channel::Secure;
    store::DeliveryKind kind = store::DeliveryKind::Primary;
    friend auto operator<=>(const Predicted&, const Predicted&) = default;
};

/// Somebody or something that gets nothing, and why.
struct PredictedGap {
    store::Member who;
    std::string why; ///< as in the ledger: "domain", "redundancy by sms: opted_out" ...
    bool operator==(const PredictedGap&) const = default;
};

struct Prediction {
    std::vector<Predicted> sends; ///< in order of time
    std::vector<PredictedGap> gaps;
    bool is_exhausted = false; ///< an escalation came to its end
    bool operator==(const Prediction&) const = default;
};

/// `message` has principal, priority, `accepted`, `not_before` and `expires` as the door would give
/// it; its text does not matter. Ends with the message's expiry, or after `horizon`.
Prediction simulate(const store::Directory& people, const store::Message& message,
                    const store::Member& target, const Assumptions& assumptions,
                    store::Millis horizon);

} // namespace relay::core
