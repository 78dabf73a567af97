#include "relay/smpp/alphabet.h"
#include <algorithm>
#include <array>
#include <utility>

namespace relay::smpp {

namespace {

constexpr char escape = 0x1B;
constexpr char32_t broken = 0xFFFD;

// 3GPP TS 23.038 6.2.1. At 0x1B stands the escape, which is no character.
constexpr std::u32string_view gsm_table = U"@£$¥èéùìòÇ\nØø\rÅå"
                                          U"Δ_ΦΓΛΩΠΨΣΘΞ\x1BÆæßÉ"
                                          U" !\"#¤%&'()*+,-./0123456789:;<=>?"
                                          U"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
                                          U"¿abcdefghijklmnopqrstuvwxyzäöñüà";
static_assert(gsm_table.size() == 128);

// 3GPP TS 23.038 6.2.1.1
constexpr std::array extension_table{std::pair{U'\f', '\x0A'}, std::pair{U'^', '\x14'},
                                     std::pair{U'{', '\x28'},  std::pair{U'}', '\x29'},
                                     std::pair{U'\\', '\x2F'}, std::pair{U'[', '\x3C'},
                                     std::pair{U'~', '\x3D'},  std::pair{U']', '\x3E'},
                                     std::pair{U'|', '\x40'},  std::pair{U'€', '\x65'}};

bool is_surrogate(char32_t c)
{
    return c >= 0xD800 && c <= 0xDFFF;
}

/// Takes one code point off the front. RFC 3629 4
char32_t next_code_point(std::string_view& text)
{
    const auto first = static_cast<unsigned char>(text.front());
    text.remove_prefix(1);
    if (first < 0x80)
        return first;
    const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    if (first < 0xC2 || first > 0xF4 || text.size() < more)
        return broken;
    char32_t c = first & (0x3F >> more);
    for (std::size_t i = 0; i < more; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0) != 0x80)
            return broken;
        c = c << 6 | (byte & 0x3F);
    }
    constexpr char32_t least[] = {0, 0x80, 0x800, 0x10000};
    if (c < least[more] || c > 0x10FFFF || is_surrogate(c))
        return broken;
    text.remove_prefix(more);
    return c;
}

void append_utf8(std::string& out, char32_t c)
{
    const auto more = [&](int shift) { out += static_cast<char>(0x80 | (c >> shift & 0x3F)); };
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | c >> 6);
        more(0);
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | c >> 12);
        more(6);
        more(0);
    } else {
        out += static_cast<char>(0xF0 | c >> 18);
        more(12);
        more(6);
        more(0);
    }
}

char32_t extended(char octet)
{
    for (const auto& [c, code] : extension_table)
        if (code == octet)
            return c;
    return 0;
}

void append_unit(std::string& out, char32_t unit)
{
    out += static_cast<char>(unit >> 8 & 0xFF);
    out += static_cast<char>(unit & 0xFF);
}

std::u32string_view plain_form(char32_t c)
{
    switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
    case 0x2039:
    case 0x203A:
        return U"'";
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2033:
    case 0x00AB:
    case 0x00BB:
        return U"\"";
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
        return U"-";
    case 0x2026:
        return U"...";
    case 0x0009:
    case 0x00A0:
    case 0x202F:
    case 0x3000:
        return U" ";
    case 0x200B: // has no width
    case 0xFEFF:
        return U"";
    default:
        return c >= 0x2000 && c <= 0x200A ? std::u32string_view(U" ") : std::u32string_view();
    }
}

/// Coded by an alphabet that we do not have, but a digit or letter is where ASCII has it.
std::u32string from_ascii_at_least(std::string_view bytes)
{
    auto text = from_latin1(bytes);
    std::replace_if(
        text.begin(), text.end(), [](char32_t c) { return c >= 0x80; }, U'?');
    return text;
}

} // namespace

std::u32string code_points(std::string_view text)
{
    std::u32string points;
    while (!text.empty())
        points += next_code_point(text);
    return points;
}

std::string utf8(std::u32string_view text)
{
    std::string out;
    for (const auto c : text)
        append_utf8(out, c > 0x10FFFF || is_surrogate(c) ? broken : c);
    return out;
}

std::optional<std::string> to_gsm(std::u32string_view text)
{
    std::string octets;
    for (const auto c : text) {
        const auto at = c == static_cast<char32_t>(escape) ? gsm_table.npos : gsm_table.find(c);
        const auto* more = std::find_if(extension_table.begin(), extension_table.end(),
                                        [&](const auto& row) { return row.first == c; });
        if (at != gsm_table.npos)
            octets += static_cast<char>(at);
        else if (more != extension_table.end())
            (octets += escape) += more->second;
        else
            return std::nullopt;
    }
    return octets;
}

std::u32string from_gsm(std::string_view octets)
{
    std::u32string text;
    bool escaped = false;
    for (const char octet : octets) {
        const auto value = static_cast<unsigned char>(octet);
        if (!escaped && octet == escape) {
            escaped = true;
            continue;
        }
        const char32_t special = escaped ? extended(octet) : 0;
        escaped = false;
        if (special != 0)
            text += special;
        else if (octet == escape) // 6.2.1.1: an escape behind an escape is a blank
            text += U' ';
        else
            text += value < 128 ? gsm_table[value] : U'?';
    }
    return text;
}

std::string to_utf16(std::u32string_view text)
{
    std::string bytes;
    for (const auto c : text) {
        if (c > 0x10FFFF || is_surrogate(c)) {
            append_unit(bytes, broken);
        } else if (c < 0x10000) {
            append_unit(bytes, c);
        } else {
            append_unit(bytes, 0xD800 | ((c - 0x10000) >> 10));
            append_unit(bytes, 0xDC00 | ((c - 0x10000) & 0x3FF));
        }
    }
    return bytes;
}

std::u32string from_utf16(std::string_view bytes)
{
    std::u32string text;
    char32_t high = 0; ///< the first half of a pair
    for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
        const auto unit = static_cast<char32_t>(static_cast<unsigned char>(bytes[at]) << 8 |
                                                static_cast<unsigned char>(bytes[at + 1]));
        const bool is_low = unit >= 0xDC00 && unit <= 0xDFFF;
        if (high != 0 && is_low) {
            text += 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00);
            high = 0;
            continue;
        }
        if (high != 0)
            text += broken;
        high = is_surrogate(unit) && !is_low ? unit : 0;
        if (high == 0)
            text += is_low ? broken : unit;
    }
    if (high != 0 || bytes.size() % 2 != 0)
        text += broken;
    return text;
}

std::u32string from_latin1(std::string_view bytes)
{
    std::u32string text;
    for (const char c : bytes)
        text += static_cast<unsigned char>(c);
    return text;
}

std::u32string plain_punctuation(std::u32string_view text)
{
    std::u32string plain;
    for (const auto c : text) {
        const auto form = plain_form(c);
        if (form.data() == nullptr)
            plain += c;
        else
            plain += form;
    }
    return plain;
}

std::optional<std::u32string> decode_text(std::uint8_t data_coding, std::string_view bytes,
                                          DefaultAlphabet alphabet)
{
    if (data_coding >=
        0xF0) // 3GPP TS 23.038 4: with a message class, in the default alphabet or none
        data_coding = (data_coding & 0x04) != 0 ? 4 : 0;
    switch (data_coding) {
    case 0:
    case 1: // quirk: npm's smpp and others mark GSM 03.38 as 1, which is IA5
        return alphabet == DefaultAlphabet::Gsm ? from_gsm(bytes) : from_latin1(bytes);
    case 2:
    case 4:
        return std::nullopt;
    case 3:
        return from_latin1(bytes);
    case 8:
        return from_utf16(bytes);
    default:
        return from_ascii_at_least(bytes);
    }
}

} // namespace relay::smpp
