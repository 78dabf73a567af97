#include "wctp/detail/base64.h"
#include "wctp/detail/ascii.h"
#include <cstdint>

namespace wctp::detail {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

} // namespace

std::optional<std::string> from_base64(std::string_view text)
{
    std::string bytes;
    std::uint32_t bits = 0;
    std::size_t letters = 0;
    std::size_t padding = 0;
    for (const char c : text) {
        if (is_blank(c))
            continue;
        if (c == '=') {
            ++padding;
            continue;
        }
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos || padding != 0)
            return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        if (++letters % 4 != 1)
            bytes.push_back(static_cast<char>(bits >> (6 - 2 * ((letters - 1) % 4)) & 0xff));
    }
    const auto over = letters % 4;
    const bool whole = over == 0 ? padding == 0 : over != 1 && padding == 4 - over;
    if (!whole)
        return std::nullopt;
    return bytes;
}

std::string to_base64(std::string_view bytes)
{
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i)
            bits = bits << 8 |
                   (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u);
        for (std::size_t i = 0; i < 4; ++i)
            text.push_back(at + i > bytes.size() ? '=' : alphabet[bits >> (18 - 6 * i) & 63]);
    }
    return text;
}

} // namespace wctp::detail
