#pragma once
#include "relay/push/curve_key.h"
#include <chrono>
#include <string>
#include <string_view>

namespace relay::push {

/// What a browser takes as applicationServerKey: the public key in base64url.
std::string application_server_key(const CurveKey& key);

/// The Authorization header for one push service. RFC 8292 3.
///
/// `origin` as in "https://push.example"; `subject` a mailto: or https: address of the operator's.
/// Good for 12 hours from `now`; services refuse more than 24.
std::string vapid(const CurveKey& key, std::string_view origin, std::string_view subject,
                  std::chrono::sys_seconds now);

} // namespace relay::push
