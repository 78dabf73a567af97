#include "mail/file_name.h"

#include "mail/charset.h"
#include "mail/clean_text.h"

#include <algorithm>

namespace mail {
namespace {

constexpr std::size_t max_bytes = 120;

bool is_unsafe(char c)
{
    return std::string_view(":*?\"<>|").find(c) != std::string_view::npos;
}

/// What stands behind the last dot tells programs what to do with it, and us what it is.
std::string shortened(const std::string& name)
{
    constexpr std::size_t longest_ending = 12;
    if (name.size() <= max_bytes)
        return name;
    const auto dot = name.rfind('.');
    const auto ending = dot == std::string::npos || name.size() - dot > longest_ending
                            ? std::string()
                            : name.substr(dot);
    return std::string(utf8_prefix(name, max_bytes - ending.size())) + ending;
}

} // namespace

std::string safe_file_name(std::string_view name)
{
    const auto separator = name.find_last_of("/\\");
    if (separator != std::string_view::npos)
        name.remove_prefix(separator + 1);
    std::string result = clean_line(repaired_utf8(name));
    std::replace_if(result.begin(), result.end(), is_unsafe, '_');
    result.erase(0, std::min(result.find_first_not_of(". "), result.size()));
    return shortened(result);
}

} // namespace mail
