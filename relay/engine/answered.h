#pragma once
#include "relay/engine/house.h"
#include "store/model/delivery.h"

namespace relay::engine {

/// Is there nothing to say any more, while a call is under way that itself brought the page as far
/// as `reached`? So when the page got further by another way and far enough for this delivery, when
/// its escalation is over by somebody else's answer, or when it was called off. Throws
/// store::StoreError.
bool is_taken(const House& house, store::Connection& connection, const store::Delivery& delivery,
              store::Progress reached);

/// Did the escalation that the page belongs to end without it?
bool is_stood_down(const House& house, store::Connection& connection, const store::Page& page);

/// May somebody have it? Also where a try had no answer and the next one failed.
bool has_left_the_house(store::Connection& connection, const House& house,
                        const store::Delivery& delivery);

} // namespace relay::engine
