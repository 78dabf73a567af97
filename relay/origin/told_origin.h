#pragma once
#include "relay/origin/origin.h"
#include <optional>
#include <string>
#include <string_view>

namespace relay::origin {

/// What a mail server in front of us says that it has found out, by the value of a field
/// Authentication-Results (RFC 8601). Empty: another one wrote it. `server`: its authserv-id, or
/// "*" for whoever wrote it, also without a name as Exchange Online does. Of a DMARC result about
/// another domain than `from_domain` nothing is believed. Thread-safe.
std::optional<Origin> told_origin(std::string_view field, std::string_view server,
                                  const std::string& from_domain);

} // namespace relay::origin
