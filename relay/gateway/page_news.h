#pragma once
#include "relay/channels/incoming.h"
#include "relay/engine/house.h"
#include "store/connection.h"

namespace relay::gateway {

/// What a peer that takes pages says of one, inside a transaction of the caller's. The same again
/// changes nothing: an answer in the same words, however late, is the same answer. False: we sent
/// no such page.
bool record(store::Connection& connection, const engine::House& house,
            const channels::PageNews& news);

} // namespace relay::gateway
