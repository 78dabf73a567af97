#pragma once
#include <cstddef>
#include <string_view>

namespace relay::api {

/// How many octets at the start of `text` are one well-formed character (RFC 3629: no overlong
/// form, no surrogate, nothing above U+10FFFF); 0: none is.
std::size_t utf8_length(std::string_view text);

[[nodiscard]] bool is_utf8(std::string_view text);

} // namespace relay::api
