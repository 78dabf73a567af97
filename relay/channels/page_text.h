#pragma once
#include <string>

namespace relay::channels {

/// At most `most` characters of UTF-8; 0: all.
std::string cut(const std::string& text, int most);

} // namespace relay::channels
