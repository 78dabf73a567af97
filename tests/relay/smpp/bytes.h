#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

namespace relay::smpp {

/// "0a ff" as two bytes.
inline std::string bytes(std::string_view hex)
{
    std::string digits;
    for (const char c : hex)
        if (c != ' ')
            digits += c;
    std::string made;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        made += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    return made;
}

inline std::string hex(std::string_view bytes)
{
    std::string digits;
    for (const char c : bytes) {
        const auto value = static_cast<unsigned char>(c);
        digits += "0123456789abcdef"[value >> 4];
        digits += "0123456789abcdef"[value & 15];
    }
    return digits;
}

} // namespace relay::smpp
