#pragma once
#include "relay/channels/channel.h"
#include "relay/channels/settings.h"
#include <memory>
#include <tl/expected.hpp>
#include <vector>

namespace relay::channels {

/// Pages for people whom another WCTP gateway reaches. Takes PageOut; reads the code now and never
/// again. As a transient client it has an asker().
tl::expected<std::unique_ptr<Channel>, std::vector<SettingsError>>
make_wctp_peer(const WctpPeerSettings& settings);

} // namespace relay::channels
