#include "relay/core/pin.h"
#include <algorithm>

namespace relay::core {
namespace {

/// Each digit as far from the one before as the second from the first: 0000, 1234, 8765, 2468.
bool is_regular(std::string_view digits)
{
    const int step = digits[1] - digits[0];
    return std::ranges::adjacent_find(digits, [step](char before, char after) {
               return after - before != step;
           }) == digits.end();
}

} // namespace

bool is_locked(std::size_t wrong, const PinRules& rules)
{
    return wrong >= rules.most_wrong;
}

std::optional<std::string_view> why_not_pin(std::string_view text)
{
    constexpr std::size_t shortest = 4;
    constexpr std::size_t longest = 8;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (text.size() < shortest || text.size() > longest || !std::ranges::all_of(text, is_digit))
        return "must be 4 to 8 digits";
    if (is_regular(text))
        return "is too easy to guess";
    return std::nullopt;
}

} // namespace relay::core
