#pragma once
#include "relay/channels/channel.h"
#include "relay/channels/incoming.h"
#include "relay/channels/settings.h"
#include <functional>
#include <memory>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace relay::channels {

/// The session's state, for the log: bound, or why not. Said once per change, by a thread of the
/// channel's.
using SmppNews = std::function<void(bool is_bound, std::string_view why)>;

/// SMS by SMPP 3.4 as an ESME. Takes TextOut with a number in E.164.
///
/// Connects at once and comes back after every loss. send() waits until each part of the text was
/// answered; a part that is sent when the connection is lost makes it Unclear, and nothing is sent
/// while not bound: Busy. What comes in goes to `ears`, which outlive the channel; the message
/// centre hears that we have it when they have said so. Reads the password file now and never
/// again.
tl::expected<std::unique_ptr<Channel>, std::vector<SettingsError>>
make_smpp(const SmppSettings& settings, Ears& ears, SmppNews news);

} // namespace relay::channels
