#pragma once
#include "relay/service/command/json_value.h"
#include <string>

namespace relay::service::command {

/// What became of a message, as one reads it: who, by which path and channel, when, with what
/// result; who was left out and why; the whole timeline. `message` is the API's Message. Times are
/// UTC.
std::string status_text(const Json& message);

} // namespace relay::service::command
