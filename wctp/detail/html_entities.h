#pragma once
#include <optional>
#include <string_view>

namespace wctp::detail {

/// The character of an HTML 4 entity: "Eacute". Empty: no such name.
std::optional<char32_t> html_entity(std::string_view name);

} // namespace wctp::detail
