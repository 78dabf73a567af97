#pragma once
#include "relay/engine/house.h"
#include "store/connection.h"
#include <functional>

namespace relay::gateway {

/// Does `work` in a transaction of the writer's; again where another node got in between. False:
/// not now, and whoever spoke is to say it again. Not on the writer's thread.
[[nodiscard]] bool written(const engine::House& house,
                           const std::function<void(store::Connection&)>& work);

} // namespace relay::gateway
