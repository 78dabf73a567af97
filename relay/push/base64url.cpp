#include "relay/push/base64url.h"
#include <cstdint>

namespace relay::push {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

} // namespace

std::string base64url(std::string_view bytes)
{
    std::string text;
    std::uint32_t held = 0;
    unsigned count = 0;
    for (const char byte : bytes) {
        held = (held << 8U) | static_cast<std::uint8_t>(byte);
        for (count += 8; count >= 6; count -= 6)
            text += alphabet[(held >> (count - 6)) & 63U];
    }
    if (count > 0)
        text += alphabet[(held << (6 - count)) & 63U];
    return text;
}

std::optional<std::string> from_base64url(std::string_view text)
{
    while (text.ends_with('='))
        text.remove_suffix(1);
    if (text.size() % 4 == 1)
        return std::nullopt;
    std::string bytes;
    std::uint32_t held = 0;
    unsigned count = 0;
    for (const char c : text) {
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos)
            return std::nullopt;
        held = (held << 6U) | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>((held >> count) & 255U);
        }
    }
    return bytes;
}

} // namespace relay::push
