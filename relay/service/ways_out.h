#pragma once
#include "relay/channels/call_desk.h"
#include "relay/channels/channel.h"
#include "relay/channels/incoming.h"
#include "relay/channels/mailbox_reader.h"
#include "relay/engine/metrics.h"
#include "relay/service/config.h"
#include <memory>
#include <string>
#include <vector>

namespace relay::service {

struct WayOut {
    store::Channel channel;
    std::unique_ptr<channels::Channel> sends_by;
};

/// Every channel that the configuration names, and the push to WCTP callbacks. `trace_token`: our
/// mark against mail loops. `ears` hear what comes back, `call_ears` what is keyed in during calls
/// (null: nobody does, so calls offer no answers); `calls` are those that gateways make for us. All
/// outlive the channels. The error: everything that is wrong, a line each.
tl::expected<std::vector<WayOut>, std::string>
ways_out(const Config& config, const std::string& trace_token, channels::Ears& ears,
         channels::CallEars* call_ears = nullptr, channels::CallDesk* calls = nullptr);

/// Who reads the mailbox that mail comes back to; null: none is configured. `ears` and `metrics`
/// outlive it; not null where mail is configured. The error: everything that is wrong, a line each.
tl::expected<std::unique_ptr<channels::MailboxReader>, std::string>
mailbox_reader(const Config& config, channels::MailboxEars* ears, engine::Metrics& metrics);

} // namespace relay::service
