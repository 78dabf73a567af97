#include "relay/api/utf8.h"

namespace relay::api {
namespace {

struct Lead {
    unsigned low, high; ///< lead octets
    std::size_t length;
    unsigned second_low, second_high; ///< what may follow it
};

// RFC 3629 4.
constexpr Lead leads[] = {
    {0x00, 0x7f, 1, 0, 0},       {0xc2, 0xdf, 2, 0x80, 0xbf}, {0xe0, 0xe0, 3, 0xa0, 0xbf},
    {0xe1, 0xec, 3, 0x80, 0xbf}, {0xed, 0xed, 3, 0x80, 0x9f}, {0xee, 0xef, 3, 0x80, 0xbf},
    {0xf0, 0xf0, 4, 0x90, 0xbf}, {0xf1, 0xf3, 4, 0x80, 0xbf}, {0xf4, 0xf4, 4, 0x80, 0x8f}};

unsigned octet(char c)
{
    return static_cast<unsigned char>(c);
}

bool continues(std::string_view text, const Lead& lead)
{
    if (text.size() < lead.length)
        return false;
    for (std::size_t i = 1; i < lead.length; ++i) {
        const auto low = i == 1 ? lead.second_low : 0x80U;
        const auto high = i == 1 ? lead.second_high : 0xbfU;
        if (octet(text[i]) < low || octet(text[i]) > high)
            return false;
    }
    return true;
}

} // namespace

std::size_t utf8_length(std::string_view text)
{
    if (text.empty())
        return 0;
    for (const auto& lead : leads) {
        if (octet(text[0]) >= lead.low && octet(text[0]) <= lead.high)
            return continues(text, lead) ? lead.length : 0;
    }
    return 0;
}

bool is_utf8(std::string_view text)
{
    while (!text.empty()) {
        const auto length = utf8_length(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

} // namespace relay::api
