#pragma once
#include <string_view>

namespace mail {

/// Which charset text is in of which the mail does not say so: by its byte order mark, and of HTML
/// by its <meta>. Empty: nothing tells. The result lies in `bytes` or is a literal.
std::string_view charset_told_by(std::string_view bytes, bool is_html);

} // namespace mail
