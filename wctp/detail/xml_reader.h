#pragma once
#include "wctp/detail/element.h"
#include "wctp/result.h"
#include <cstddef>
#include <string_view>

namespace wctp::detail {

inline constexpr std::size_t most_depth = 32;
inline constexpr std::size_t most_attributes = 64; ///< of one element
inline constexpr std::size_t most_elements = 2000;
inline constexpr std::size_t most_attribute_bytes = 8 * 1024;

struct XmlDocument {
    Element root;
    std::string system_id{}; ///< of the DOCTYPE; empty: none, or longer than 255 bytes
};

/// UTF-8 to a tree. Not well-formed is 301; so is a DOCTYPE with anything declared in it, and an
/// entity. Above one of the limits is 302. Opens nothing.
Result<XmlDocument> read_xml(std::string_view utf8);

} // namespace wctp::detail
