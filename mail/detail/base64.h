#pragma once
#include <string>
#include <string_view>

namespace mail {

/// RFC 4648 4, with padding, on one line.
std::string base64(std::string_view bytes);

/// Skips what is not of the alphabet, as readers of mail must (RFC 2045 6.8). Begins anew behind
/// padding.
std::string from_base64(std::string_view text);

} // namespace mail
