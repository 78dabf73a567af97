#pragma once
#include "relay/channels/call_desk.h"
#include "relay/channels/channel.h"
#include "relay/channels/http_client.h"
#include "relay/channels/settings.h"
#include <memory>
#include <tl/expected.hpp>
#include <vector>

namespace relay::channels {

/// What calls need that their gateway lets us speak in (driver files with `callbacks.call`).
struct HostedCalls {
    CallDesk* desk = nullptr; ///< outlives the channel; null: there are no such calls
    CallEars* ears = nullptr; ///< outlives the channel; null: nobody listens
    IvrSipSettings rules;     ///< those of them that are about the dialogue, not the trunk
};

/// An SMS or IVR gateway that takes HTTP requests, as its driver file in etc/channels.d says
/// (docs/channels.md). Takes TextOut and CallOut; reads driver and secrets now and never again.
///
/// Everything that is wrong with settings, driver and secrets comes back at once.
tl::expected<std::unique_ptr<Channel>, std::vector<SettingsError>>
make_http_gateway(const GatewaySettings& settings, const HostedCalls& hosted = {});

/// The request that `text` to `to` would be, as anybody may see it: secrets are "***". Nothing is
/// sent. Everything that is wrong with settings, driver and secrets comes back, as above.
tl::expected<HttpRequest, std::vector<SettingsError>>
preview_request(const GatewaySettings& settings, const std::string& to, const std::string& text);

} // namespace relay::channels
