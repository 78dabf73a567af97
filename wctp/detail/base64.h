#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace wctp::detail {

/// RFC 4648 4, with blanks and line breaks ignored. Empty: not base64.
std::optional<std::string> from_base64(std::string_view text);
std::string to_base64(std::string_view bytes);

} // namespace wctp::detail
