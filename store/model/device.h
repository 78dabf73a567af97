#pragma once
#include "store/model/id.h"
#include "store/model/instant.h"
#include <optional>
#include <string>

namespace store {

struct DeviceTag {
    static constexpr std::string_view prefix = "dev";
};
using DeviceId = Id<DeviceTag>;
struct EnrolmentTag {
    static constexpr std::string_view prefix = "enr";
};
using EnrolmentId = Id<EnrolmentTag>;

/// Where a device's push service takes what is for it, and for whom that is sealed.
struct PushSubscription {
    std::string endpoint;   ///< RFC 8030
    std::string public_key; ///< RFC 8291 p256dh, base64url
    std::string secret;     ///< RFC 8291 auth, base64url
    bool operator==(const PushSubscription&) const = default;
};

/// What a recipient reads the inbox with: a token of its own, which ends with it.
struct Device {
    DeviceId id;
    ContactId contact;
    std::string name; ///< the recipient's word for it; stored encrypted
    TokenId token;    ///< not valid: revoked
    std::string user_agent;
    std::string enrolled_by; ///< who made its enrolment: a token's id
    Instant enrolled{};
    std::optional<Instant> seen;
    std::optional<Instant> revoked;
    std::optional<PushSubscription> push; ///< stored encrypted
    bool operator==(const Device&) const = default;
};

/// A code that makes one device of a contact's, once.
struct Enrolment {
    EnrolmentId id;
    ContactId contact;
    std::string hash; ///< token_hash() of the code
    std::string made_by;
    Instant expires{};
    bool operator==(const Enrolment&) const = default;
};

} // namespace store
