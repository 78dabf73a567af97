#pragma once
#include "relay/engine/house.h"
#include "store/model/delivery.h"
#include <vector>

namespace relay::engine {

/// A claimed delivery with the attempt that stands for it in the store.
struct ClaimedAttempt {
    store::Delivery delivery;
    store::Attempt attempt;
    store::SourceId source{}; ///< whose callback it goes to; not valid: that does not matter
};

/// What one send carries: one delivery, or several to the same person that go as one text.
using Load = std::vector<ClaimedAttempt>;

/// Deliveries and their attempts, which are durable before the first byte leaves. Works inside the
/// caller's transaction; what became needless or another's since is left out.
std::vector<ClaimedAttempt> claim_rows(const House& house, store::Connection& connection,
                                       const std::vector<store::DeliveryId>& ids);

/// What needs nobody to send it: it expired, it is for the secure inbox, or its channel is not
/// configured any more. True when anything moved. Not on the writer's thread.
bool settle_each(const House& house, const std::vector<store::Delivery>& ending);

} // namespace relay::engine
