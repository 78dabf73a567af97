#pragma once
#include <string>
#include <string_view>

namespace mail {

/// RFC 2045 6.7. What is not well-formed stays as it stands, at the end of the text as well.
std::string from_quoted_printable(std::string_view text);

} // namespace mail
