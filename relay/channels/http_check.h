#pragma once
#include "relay/channels/http_client.h"
#include <optional>
#include <string>

namespace relay::channels {

/// Why this request is not sent, or nothing: a method, header or URL that would not be exactly
/// one request to one host (bad_inputs O02). Asked before libcurl sees any of it, since libcurl
/// writes CR LF in a header as it is given.
std::optional<std::string> request_problem(const HttpRequest& request);

} // namespace relay::channels
