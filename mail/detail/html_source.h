#pragma once
#include <string>
#include <string_view>

namespace mail {

/// Without the content of `data:` addresses, which may be megabytes of picture.
std::string without_data_addresses(std::string_view html);

/// Without the marks `<![if ...]>` and `<![endif]>`, which are no HTML; what lies between stays.
std::string without_conditions(std::string_view html);

/// Whether a text that does not say so is HTML.
bool begins_as_html(std::string_view text);

} // namespace mail
