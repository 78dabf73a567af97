#include "mail/detail/base64.h"

#include <array>

namespace mail {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// What each octet stands for; files of many megabytes go through here.
constexpr auto values = [] {
    std::array<signed char, 256> table{};
    table.fill(-1);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<signed char>(i);
    return table;
}();

} // namespace

std::string base64(std::string_view bytes)
{
    std::string result;
    result.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned group = 0;
        for (std::size_t j = i; j < i + 3; ++j)
            group = group << 8 | (j < bytes.size() ? static_cast<unsigned char>(bytes[j]) : 0u);
        for (int shift = 18; shift >= 0; shift -= 6)
            result += alphabet[group >> shift & 0x3Fu];
    }
    const std::size_t padding = (3 - bytes.size() % 3) % 3;
    result.replace(result.size() - padding, padding, padding, '=');
    return result;
}

std::string from_base64(std::string_view text)
{
    std::string result;
    result.reserve(text.size() / 4 * 3);
    unsigned bits = 0;
    unsigned count = 0;
    for (char c : text) {
        if (c == '=') // an end; senders put what they have encoded by the piece together
            count = 0;
        const int value = values[static_cast<unsigned char>(c)];
        if (value < 0)
            continue;
        bits = (bits << 6 | static_cast<unsigned>(value)) & 0xFFFFu;
        count += 6;
        if (count < 8)
            continue;
        count -= 8;
        result += static_cast<char>(bits >> count & 0xFFu);
    }
    return result;
}

} // namespace mail
