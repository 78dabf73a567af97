#pragma once
#include "relay/channels/channel.h"
#include "relay/engine/claims.h"
#include "relay/engine/house.h"
#include <optional>
#include <string>

namespace relay::engine {

/// What a claimed delivery says and to whom, or an outcome that needs no gateway: refused where
/// there is nothing to say any more (contact or address gone, opted out since, text purged), busy
/// where it is not to be sent now (expired, answered or taken from us while it waited).
struct Prepared {
    std::optional<channels::Outgoing> outgoing;
    channels::Outcome instead; ///< meant when `outgoing` is empty
};

/// Reads message, page and contact, and puts the words together. Pages get the released text, never
/// more; notices our own words. Throws store::StoreError when the store cannot be read.
Prepared prepare(const House& house, store::Connection& connection,
                 const store::Delivery& delivery);

/// As prepare(), for several of one person that go as one text of ours.
Prepared prepare_bundle(const House& house, store::Connection& connection, const Load& load);

/// Why a claimed delivery is not to be sent now; empty: it is.
std::optional<channels::Outcome> held_back(const House& house, store::Connection& connection,
                                           const store::Delivery& delivery);

/// A text without a message, only to see whether the gateway works (D8).
channels::Payload canary_payload(store::Channel channel, const std::string& to, const Rules& rules);

} // namespace relay::engine
