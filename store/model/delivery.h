#pragma once
#include "store/model/channel.h"
#include "store/model/id.h"
#include "store/model/instant.h"
#include "store/model/message.h"
#include <optional>
#include <string>

namespace store {

/// One page over one channel (primary, copy, redundancy), or a notice on its way to the originator.
enum class DeliveryKind { Primary, Copy, Redundancy, Notice };

template <>
struct Words<DeliveryKind> {
    static constexpr std::array table{std::pair{DeliveryKind::Primary, "primary"},
                                      std::pair{DeliveryKind::Copy, "copy"},
                                      std::pair{DeliveryKind::Redundancy, "redundancy"},
                                      std::pair{DeliveryKind::Notice, "notice"}};
};

enum class DeliveryState {
    Planned,
    Queued,
    Sending,
    Deferred,
    Unclear,
    Accepted,
    Delivered,
    Read,
    Refused,
    Cancelled,
    Expired
};

template <>
struct Words<DeliveryState> {
    static constexpr std::array table{std::pair{DeliveryState::Planned, "planned"},
                                      std::pair{DeliveryState::Queued, "queued"},
                                      std::pair{DeliveryState::Sending, "sending"},
                                      std::pair{DeliveryState::Deferred, "deferred"},
                                      std::pair{DeliveryState::Unclear, "unclear"},
                                      std::pair{DeliveryState::Accepted, "accepted"},
                                      std::pair{DeliveryState::Delivered, "delivered"},
                                      std::pair{DeliveryState::Read, "read"},
                                      std::pair{DeliveryState::Refused, "refused"},
                                      std::pair{DeliveryState::Cancelled, "cancelled"},
                                      std::pair{DeliveryState::Expired, "expired"}};
};

struct Delivery {
    DeliveryId id;
    MessageId message;
    PageId page;       ///< not valid for a notice about the whole message
    ContactId contact; ///< not valid for a notice
    NoticeId notice;   ///< valid for kind Notice only
    DeliveryKind kind = DeliveryKind::Primary;
    Channel channel = Channel::Secure;
    DetailId detail; ///< which phone or mail address; not valid for Secure and notices
    DeliveryState state = DeliveryState::Planned;
    Priority priority = Priority::Normal;
    Instant due{};                  ///< Planned, Queued, Deferred, Unclear: when to act next
    std::optional<Progress> unless; ///< redundancy: not sent once the page got this far
    std::optional<Instant> expires; ///< nothing is sent after it
    int attempts = 0;
    std::string reference;       ///< the gateway's handle, once accepted
    std::int64_t claimed_by = 0; ///< fence of the node that sends it; 0: nobody
    std::optional<Instant> lease_until;
    std::int64_t version = 1;
    bool operator==(const Delivery&) const = default;
};

/// What a channel says of one try. CHANNELS.md 1.3.
enum class AttemptState { Sending, Accepted, Refused, Busy, Unclear };

template <>
struct Words<AttemptState> {
    static constexpr std::array table{
        std::pair{AttemptState::Sending, "sending"}, std::pair{AttemptState::Accepted, "accepted"},
        std::pair{AttemptState::Refused, "refused"}, std::pair{AttemptState::Busy, "busy"},
        std::pair{AttemptState::Unclear, "unclear"}};
};

/// One try of a delivery, with the gateway's answer.
struct Attempt {
    AttemptId id;
    DeliveryId delivery;
    int number = 1;
    AttemptState state = AttemptState::Sending;
    std::string provider;  ///< which gateway
    std::string code;      ///< the gateway's own code, may travel to the originator
    std::string detail;    ///< for the operator; stored encrypted, gateways quote addresses
    std::string reference; ///< the gateway's handle
    Instant started{};
    std::optional<Instant> answered;
    bool operator==(const Attempt&) const = default;
};

} // namespace store
