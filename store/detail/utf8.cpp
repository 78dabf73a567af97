#include "store/detail/utf8.h"
#include <cstdint>

namespace store::detail {
namespace {

using Byte = std::uint8_t;

bool continues(std::string_view text, std::size_t at)
{
    return at < text.size() && (static_cast<Byte>(text[at]) & 0xC0U) == 0x80U;
}

/// Length of the sequence that starts at `at`; 0: malformed. RFC 3629 4.
std::size_t sequence_length(std::string_view text, std::size_t at)
{
    const auto lead = static_cast<Byte>(text[at]);
    const auto second = at + 1 < text.size() ? static_cast<Byte>(text[at + 1]) : Byte{0};
    if (lead < 0x80)
        return lead == 0 ? 0 : 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return continues(text, at + 1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const bool overlong = lead == 0xE0 && second < 0xA0;
        const bool surrogate = lead == 0xED && second > 0x9F;
        const bool whole = continues(text, at + 1) && continues(text, at + 2);
        return whole && !overlong && !surrogate ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool overlong = lead == 0xF0 && second < 0x90;
        const bool too_high = lead == 0xF4 && second > 0x8F;
        const bool whole =
            continues(text, at + 1) && continues(text, at + 2) && continues(text, at + 3);
        return whole && !overlong && !too_high ? 4 : 0;
    }
    return 0;
}

} // namespace

bool is_storable_text(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto length = sequence_length(text, at);
        if (length == 0)
            return false;
        at += length;
    }
    return true;
}

} // namespace store::detail
