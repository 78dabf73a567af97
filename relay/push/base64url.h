#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace relay::push {

/// RFC 4648 5, without padding.
std::string base64url(std::string_view bytes);

/// With or without padding. Empty: a character that is none of them, or a length that cannot be.
std::optional<std::string> from_base64url(std::string_view text);

} // namespace relay::push
