#pragma once
#include <string_view>

namespace mail {

/// Whether the plain form of a mail only stands in for its rich one: it says that HTML is needed,
/// or has far fewer words and none of those.
bool is_placeholder(std::string_view plain, std::string_view rich);

/// Whether both have the same words in the same order.
bool says_the_same(std::string_view a, std::string_view b);

} // namespace mail
