#pragma once
#include "relay/channels/gateway_driver.h"
#include "relay/channels/http_client.h"
#include <string>
#include <vector>

namespace relay::channels {

/// What a gateway's answer means by the driver's rules.
///
/// The first that applies decides: accepted, the body's code, the body's beginning, the status,
/// the common sense of HTTP. `masked` (the text, the secrets) never shows up in `detail`, since
/// gateways quote what they were sent. `attempt_id` is the reference where the gateway gives none.
Outcome judge(const AnswerRules& rules, const HttpAnswer& answer, const std::string& attempt_id,
              const std::vector<std::string>& masked);

} // namespace relay::channels
