#pragma once
#include "relay/origin/spf.h"
#include <optional>
#include <string>
#include <string_view>

namespace relay::origin {

/// RFC 7208 7: "%{i}._spf.%{d2}". `domain` is the one whose record it stands in. Empty: the macro
/// is none that this can be.
std::optional<std::string> expanded(std::string_view text, const SpfQuestion& question,
                                    std::string_view domain);

} // namespace relay::origin
