#pragma once
#include "relay/channels/channel.h"
#include "relay/channels/settings.h"
#include <memory>
#include <tl/expected.hpp>
#include <vector>

namespace relay::channels {

/// Posts WCTP documents to the originator's callback. Takes WctpOut.
///
/// Only a wctp-Confirmation with Success is Accepted; until then the event stays due.
tl::expected<std::unique_ptr<Channel>, std::vector<SettingsError>>
make_wctp_push(const WctpPushSettings& settings);

} // namespace relay::channels
