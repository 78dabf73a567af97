#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace mail {

/// What a person would read of an HTML mail, as plain text with '\n' line ends.
///
/// `html` is UTF-8. Scripts, styles, the title and what is marked as hidden are
/// skipped, behind a link stands where it leads, nothing is fetched. What is struck through
/// is "[struck out: 25000]", a raised number behind a number "10^9". The cells of a table with
/// columns are "HR | – | 118", an empty one too, but for those at the end. At most `max_bytes` of
/// the source are looked at. Memory is proportional to that, not to the nesting.
std::string html_text(std::string_view html, std::size_t max_bytes = 1024 * 1024);

} // namespace mail
