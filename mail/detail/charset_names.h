#pragma once
#include <string_view>

namespace mail {

/// What iconv calls the charset that a sender wrote, however it is spelt; "ISO-2022-JP" and
/// "UTF-16" need more than iconv. Null: UTF-8, ASCII, unknown, or not to be read.
const char* iconv_name(std::string_view charset);

} // namespace mail
