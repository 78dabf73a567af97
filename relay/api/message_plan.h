#pragma once
#include "relay/api/call.h"

namespace relay::api {

/// Who would get what, when and by which channel, if the message came in now or at an instant to
/// come; nothing is sent and nothing is written (D3).
Outcome plan_message(const Call& call);

} // namespace relay::api
