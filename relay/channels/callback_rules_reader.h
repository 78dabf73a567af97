#pragma once
#include "relay/channels/callback_rules.h"
#include "relay/channels/driver_yaml.h"

namespace relay::channels {

/// The part `callbacks` of a driver file; complaints go to `yaml`.
CallbackRules read_callback_rules(DriverYaml& yaml, const YAML::Node& node);

} // namespace relay::channels
