#pragma once
#include "relay/service/config_section.h"

namespace relay::service {

/// Every key of `belfry.yaml`: reads those that are there into `config`, leaves the others at their
/// defaults, and makes all paths absolute.
void describe_config(Section& root, Config& config);

/// The `channels` section.
void describe_channels(Section& section, ChannelsConfig& channels);

/// What no single key can say: keys that need each other, files that must be there.
void check_config(ConfigReading& reading, const YamlNode& root, const Config& config);

} // namespace relay::service
