#pragma once
#include <string_view>

namespace store::detail {

/// True for well-formed UTF-8 without NUL: the texts that both engines keep as they are.
bool is_storable_text(std::string_view text);

} // namespace store::detail
