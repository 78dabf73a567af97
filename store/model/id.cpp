#include "store/model/id.h"

namespace store {
namespace {

constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t digits_of_63_bits = 13;

} // namespace

std::string id_digits(std::int64_t value)
{
    std::string digits(digits_of_63_bits, '0');
    auto rest = static_cast<std::uint64_t>(value);
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        *digit = alphabet[rest & 31U];
        rest >>= 5U;
    }
    return digits;
}

std::optional<std::int64_t> parse_id_digits(std::string_view digits)
{
    if (digits.size() != digits_of_63_bits)
        return std::nullopt;
    std::uint64_t value = 0;
    for (const char digit : digits) {
        const auto place = alphabet.find(digit);
        if (place == std::string_view::npos || (value >> 58U) != 0)
            return std::nullopt;
        value = (value << 5U) | place;
    }
    const auto number = static_cast<std::int64_t>(value);
    return number > 0 ? std::optional(number) : std::nullopt;
}

} // namespace store
