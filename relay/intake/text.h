#pragma once
#include <string>
#include <string_view>

namespace relay::intake {

/// Unicode code points; limits are in these, so that no language has less room than another.
std::size_t characters(std::string_view utf8);

/// At most `most` characters: what is too long ends with `mark`.
std::string shortened(std::string utf8, std::size_t most, std::string_view mark);

} // namespace relay::intake
