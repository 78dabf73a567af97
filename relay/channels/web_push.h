#pragma once
#include "relay/channels/channel.h"
#include "relay/channels/settings.h"
#include "relay/push/curve_key.h"
#include <functional>
#include <memory>
#include <tl/expected.hpp>
#include <vector>

namespace relay::channels {

/// Hears that the device of a delivery takes no pushes any more. Called from a worker thread; must
/// not throw.
using GoneEar = std::function<void(store::DeliveryId)>;

/// What is wrong with the settings, without a look at any file.
std::vector<SettingsError> settings_problems(const WebPushSettings& settings);

/// Tells devices, by the services of their browsers or by UnifiedPush, that a page waits. Takes
/// PushOut. `key` proves to the services that all pushes are by the same sender (RFC 8292).
tl::expected<std::unique_ptr<Channel>, std::vector<SettingsError>>
make_web_push(const WebPushSettings& settings, push::CurveKey key, GoneEar gone);

} // namespace relay::channels
