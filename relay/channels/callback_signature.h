#pragma once
#include "relay/channels/callback.h"
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace relay::channels {

using FormFields = std::vector<std::pair<std::string, std::string>>;

/// Names and values of "a=1&b=2", decoded, in their order.
FormFields form_fields(std::string_view text);

/// Is this request signed as the rules say? Compares in constant time; a signature that carries a
/// time is good for five minutes.
bool is_signed(const SignatureRules& rules, const std::string& secret,
               const CallbackRequest& request);

} // namespace relay::channels
