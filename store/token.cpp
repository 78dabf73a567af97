#include "store/token.h"
#include "store/detail/digest.h"

namespace store {
namespace {

/// `bytes` in an alphabet of 2^bits characters, the highest bits first, without padding.
std::string encoded(std::span<const std::uint8_t> bytes, std::string_view alphabet, unsigned bits)
{
    std::string text;
    unsigned held = 0;
    unsigned count = 0;
    for (const auto byte : bytes) {
        held = (held << 8U) | byte;
        count += 8;
        for (; count >= bits; count -= bits)
            text += alphabet[(held >> (count - bits)) & ((1U << bits) - 1U)];
    }
    if (count > 0)
        text += alphabet[(held << (bits - count)) & ((1U << bits) - 1U)];
    return text;
}

constexpr std::string_view base64url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

} // namespace

std::string make_token()
{
    std::array<std::uint8_t, 32> bytes{};
    detail::fill_random(bytes);
    return "bfy_" + encoded(bytes, base64url, 6);
}

std::string token_hash(std::string_view token)
{
    return detail::hex(detail::sha256(token));
}

std::string make_ticket()
{
    std::array<std::uint8_t, 16> bytes{};
    detail::fill_random(bytes);
    return encoded(bytes, base64url, 6);
}

std::string make_tracking()
{
    std::array<std::uint8_t, 10> bytes{};
    detail::fill_random(bytes);
    return encoded(bytes, "abcdefghijklmnopqrstuvwxyz234567", 5);
}

} // namespace store
