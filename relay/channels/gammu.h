#pragma once
#include "relay/channels/channel.h"
#include "relay/channels/incoming.h"
#include "relay/channels/settings.h"
#include <memory>
#include <tl/expected.hpp>
#include <vector>

namespace relay::channels {

/// SMS by a modem on this machine, through the files of gammu-smsd. Takes TextOut. A send returns
/// when the modem has sent it; `ears` hear what comes in, and outlive the channel.
tl::expected<std::unique_ptr<Channel>, std::vector<SettingsError>>
make_gammu(const GammuSettings& settings, Ears& ears);

} // namespace relay::channels
