#pragma once
#include "relay/http/message.h"
#include <string_view>

namespace relay::inbox {

inline constexpr std::string_view service_worker_path = "/inbox/sw.js";

/// The script that a browser keeps to show pushes with, whether the inbox is open or not: a
/// notification without a word of the page, and the receipt that proves that it was shown.
http::Response service_worker();

} // namespace relay::inbox
