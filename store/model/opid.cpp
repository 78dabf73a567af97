#include "store/model/opid.h"

namespace store {
namespace {

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool allowed(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

} // namespace

std::optional<Opid> Opid::parse(std::string_view text)
{
    std::string folded(trimmed(text));
    if (folded.size() < min_length || folded.size() > max_length)
        return std::nullopt;
    for (char& c : folded) {
        if (c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 'a' + 'A');
        if (!allowed(c))
            return std::nullopt;
    }
    return Opid(std::move(folded));
}

} // namespace store
