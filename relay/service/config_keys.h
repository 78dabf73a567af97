#pragma once
#include "relay/service/config_section.h"

namespace relay::service {

/// Every key of `belfry.yaml`: reads those that are there into `config`, leaves the others at their
/// defaults, and makes all paths absolute.
void describe_config(Section& root, Config& config);

/// The `channels` section.
void describe_channels(Section& section, ChannelsConfig& channels);

/// `channels.sms` and `channels.ivr` with their backups, in order.
void describe_sms(Section& section, std::vector<SmsRoute>& routes);
void describe_ivr(Section& section, std::vector<IvrRoute>& routes);

/// How an HTTP peer is reached.
void describe_peer(Section& section, channels::HttpSettings& http);

/// What no single key can say: keys that need each other, files that must be there.
void check_config(ConfigReading& reading, const YamlNode& root, const Config& config);

} // namespace relay::service
