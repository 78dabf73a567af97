#pragma once
#include "relay/channels/channel.h"
#include "relay/channels/incoming.h"
#include "relay/channels/settings.h"
#include <memory>
#include <tl/expected.hpp>
#include <vector>

namespace relay::channels {

/// What is wrong with the settings, without a look at any file.
std::vector<SettingsError> settings_problems(const IvrSipSettings& settings);

/// Calls by SIP, made by a child process (`belfry voice`) that is started here and lives as long as
/// the channel. Takes CallOut, and TextOut as a call without answers.
///
/// send() lasts as long as the call. `ears` hears what is keyed in, and outlives the channel; null:
/// nobody listens, so no answers are offered. Never two calls to one number at a time.
///
/// Everything that is wrong with the settings comes back at once.
tl::expected<std::unique_ptr<Channel>, std::vector<SettingsError>>
make_ivr_sip(const IvrSipSettings& settings, CallEars* ears);

} // namespace relay::channels
