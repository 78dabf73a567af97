#pragma once
#include <string>
#include <string_view>

namespace mail {

/// The last component of what a sender calls a file, fit to be shown and to be stored under:
/// UTF-8 on one line, no path, no leading dot, at most 120 octets, of which the last are its
/// ending. May be empty.
std::string safe_file_name(std::string_view name);

} // namespace mail
