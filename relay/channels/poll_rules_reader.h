#pragma once
#include "relay/channels/driver_yaml.h"

namespace relay::channels {

/// The `poll` of a driver file; what is wrong is complained about.
PollRules read_poll_rules(DriverYaml& yaml, const YAML::Node& node);

} // namespace relay::channels
