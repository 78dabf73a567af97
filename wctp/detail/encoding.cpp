#include "wctp/detail/encoding.h"
#include "wctp/detail/ascii.h"
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace wctp::detail {
namespace {

constexpr std::string_view utf8_mark = "\xef\xbb\xbf";
constexpr std::string_view little_endian_mark = "\xff\xfe";
constexpr std::string_view big_endian_mark = "\xfe\xff";

// What windows-1252 has at 0x80 to 0x9f; 0: nothing.
constexpr std::array<char32_t, 32> windows_1252{
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

char32_t from_windows_1252(unsigned char byte)
{
    if (byte < 0x80 || byte > 0x9f)
        return byte;
    const char32_t point = windows_1252[byte - 0x80];
    return point == 0 ? malformed : point;
}

Result<std::string> from_single_bytes(std::string_view bytes, bool windows)
{
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 8);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        const auto point = windows ? from_windows_1252(byte) : byte;
        if (point == malformed)
            return fail(Code::CannotParse, "a byte that windows-1252 does not have");
        append_utf8(text, point);
    }
    return text;
}

Result<std::string> from_utf16(std::string_view bytes, bool big_endian)
{
    if (bytes.size() % 2 != 0)
        return fail(Code::CannotParse, "UTF-16 with half a character at the end");
    const auto unit = [&](std::size_t at) -> char32_t {
        const auto first = static_cast<unsigned char>(bytes[at]);
        const auto second = static_cast<unsigned char>(bytes[at + 1]);
        return big_endian ? first * 256u + second : second * 256u + first;
    };
    std::string text;
    text.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size(); at += 2) {
        char32_t point = unit(at);
        if (point >= 0xd800 && point <= 0xdbff && at + 2 < bytes.size()) {
            const auto low = unit(at + 2);
            if (low >= 0xdc00 && low <= 0xdfff) {
                point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
                at += 2;
            }
        }
        if (point >= 0xd800 && point <= 0xdfff)
            return fail(Code::CannotParse, "UTF-16 with half a surrogate pair");
        append_utf8(text, point);
    }
    return text;
}

bool is_plain(char c)
{
    return (c >= ' ' && c < '\x7f') || is_blank(c);
}

/// Eight characters at once: all of them printable ASCII?
bool are_printable(std::uint64_t eight)
{
    constexpr std::uint64_t each = 0x0101010101010101;
    constexpr std::uint64_t high = each * 0x80;
    const auto below_blank = (eight - each * ' ') & ~eight;
    const auto is_delete = eight + each; // of 0x7f alone the high bit comes up
    return ((eight | below_blank | is_delete) & high) == 0;
}

/// ASCII that XML allows, as nearly every document is: nothing needs a closer look.
bool is_plain(std::string_view text)
{
    while (text.size() >= sizeof(std::uint64_t)) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text.data(), sizeof eight);
        const auto here = text.substr(0, sizeof eight);
        if (!are_printable(eight) &&
            !std::all_of(here.begin(), here.end(), [](char c) { return is_plain(c); }))
            return false;
        text.remove_prefix(sizeof eight);
    }
    return std::all_of(text.begin(), text.end(), [](char c) { return is_plain(c); });
}

/// The size: there is none.
std::size_t first_malformed(std::string_view text)
{
    if (is_plain(text))
        return text.size();
    for (auto rest = text; !rest.empty();) {
        const auto at = text.size() - rest.size();
        if (take_utf8(rest) == malformed)
            return at;
    }
    return text.size();
}

bool is_utf8(std::string_view text)
{
    return first_malformed(text) == text.size();
}

bool names_utf16(std::string_view encoding)
{
    return encoding.size() >= 6 && same_word(encoding.substr(0, 6), "utf-16");
}

Result<std::string> decode_utf16(std::string_view bytes, bool big_endian)
{
    bytes.remove_prefix(2);
    auto text = from_utf16(bytes, big_endian);
    if (!text)
        return text;
    const auto declared = declared_encoding(*text);
    if (!declared.empty() && !names_utf16(declared))
        return fail(Code::CannotParse, "the encoding declared is not the one used");
    return text;
}

bool is_single_byte(std::string_view encoding)
{
    return same_word(encoding, "ISO-8859-1") || same_word(encoding, "windows-1252");
}

Result<std::string> from_single_bytes(std::string_view bytes, std::string_view encoding)
{
    return from_single_bytes(bytes, same_word(encoding, "windows-1252"));
}

Result<std::string> decode_declared(std::string_view bytes, std::string_view charset, bool marked,
                                    bool repair, std::vector<Deviation>& mended)
{
    const auto declared = declared_encoding(bytes);
    if (is_single_byte(declared)) {
        if (marked)
            return fail(Code::CannotParse, "the encoding declared is not the one used");
        return from_single_bytes(bytes, declared);
    }
    const bool utf8 = declared.empty() || same_word(declared, "UTF-8");
    // quirk: .NET clients declare utf-16 over UTF-8 bytes
    if (!utf8 && !(repair && names_utf16(declared)))
        return fail(Code::CannotParse, "the encoding is not one of those supported");
    if (!utf8)
        note(Quirk::MislabelledEncoding, bytes, 0, mended);
    if (is_utf8(bytes))
        return std::string(bytes);
    if (declared.empty() && !marked && is_single_byte(charset))
        return from_single_bytes(bytes, charset);
    if (!repair)
        return fail(Code::CannotParse, "not valid UTF-8");
    note(Quirk::MislabelledEncoding, bytes, first_malformed(bytes), mended);
    return from_single_bytes(bytes, true);
}

Result<std::string> decode(std::string_view bytes, std::string_view charset, bool repair,
                           std::vector<Deviation>& mended)
{
    if (bytes.starts_with(little_endian_mark))
        return decode_utf16(bytes, false);
    if (bytes.starts_with(big_endian_mark))
        return decode_utf16(bytes, true);
    const bool marked = bytes.starts_with(utf8_mark);
    if (marked)
        bytes.remove_prefix(utf8_mark.size());
    return decode_declared(bytes, charset, marked, repair, mended);
}

void drop_trailing_nul(std::string& text, std::vector<Deviation>& mended)
{
    const auto last = text.find_last_not_of('\0');
    const auto size = last == std::string::npos ? 0 : last + 1;
    if (size == text.size())
        return;
    note(Quirk::TrailingNul, text, size, mended);
    text.resize(size);
}

/// `text` without what XML forbids.
std::string xml_characters_of(std::string_view text, std::vector<Deviation>& mended)
{
    std::string kept;
    kept.reserve(text.size());
    for (auto rest = text; !rest.empty();) {
        const auto at = text.size() - rest.size();
        if (is_xml_character(take_utf8(rest)))
            kept.append(text.substr(at, text.size() - rest.size() - at));
        else
            note(Quirk::ControlCharacters, text, at, mended);
    }
    return kept;
}

} // namespace

Result<std::string> to_utf8(std::string_view bytes, std::string_view charset, bool repair,
                            std::vector<Deviation>& mended)
{
    auto text = decode(bytes, charset, repair, mended);
    if (!text)
        return text;
    if (repair)
        drop_trailing_nul(*text, mended);
    if (is_plain(*text))
        return text;
    const auto before = mended.size();
    auto kept = xml_characters_of(*text, mended);
    if (mended.size() != before && !repair)
        return fail(Code::CannotParse, "a character that XML does not allow");
    return kept;
}

void note(Quirk quirk, std::string_view text, std::size_t at, std::vector<Deviation>& mended)
{
    if (std::any_of(mended.begin(), mended.end(),
                    [&](const Deviation& one) { return one.quirk == quirk; }))
        return;
    const auto before = text.substr(0, at);
    mended.push_back(
        {quirk, 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')), {}});
}

std::string_view declared_encoding(std::string_view text)
{
    text = trimmed(text.substr(0, 512));
    if (!text.starts_with("<?xml"))
        return {};
    text = text.substr(0, text.find("?>"));
    const auto at = text.find("encoding");
    if (at == std::string_view::npos)
        return {};
    text = trimmed(text.substr(at + 8));
    if (!text.starts_with('='))
        return {};
    text = trimmed(text.substr(1));
    if (text.empty() || (text.front() != '"' && text.front() != '\''))
        return {};
    const auto end = text.find(text.front(), 1);
    return end == std::string_view::npos ? std::string_view() : text.substr(1, end - 1);
}

void append_utf8(std::string& text, char32_t point)
{
    const auto put = [&](char32_t byte) { text.push_back(static_cast<char>(byte)); };
    if (point < 0x80) {
        put(point);
        return;
    }
    if (point < 0x800) {
        put(0xc0 | (point >> 6));
    } else if (point < 0x10000) {
        put(0xe0 | (point >> 12));
        put(0x80 | ((point >> 6) & 0x3f));
    } else {
        put(0xf0 | (point >> 18));
        put(0x80 | ((point >> 12) & 0x3f));
        put(0x80 | ((point >> 6) & 0x3f));
    }
    put(0x80 | (point & 0x3f));
}

char32_t take_utf8(std::string_view& text)
{
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = first < 0x80                    ? 1
                               : first >= 0xc2 && first < 0xe0 ? 2
                               : first >= 0xe0 && first < 0xf0 ? 3
                               : first >= 0xf0 && first < 0xf5 ? 4
                                                               : 0;
    const auto reject = [&] {
        text.remove_prefix(1);
        return malformed;
    };
    if (length == 0 || text.size() < length)
        return reject();
    char32_t point = length == 1 ? first : first & (0xffu >> (length + 1));
    for (std::size_t at = 1; at < length; ++at) {
        const auto next = static_cast<unsigned char>(text[at]);
        if ((next & 0xc0) != 0x80)
            return reject();
        point = (point << 6) | (next & 0x3f);
    }
    // RFC 3629 3: no longer form than needed, no surrogates, nothing behind U+10FFFF
    const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
    if (overlong || (point >= 0xd800 && point <= 0xdfff) || point > 0x10ffff)
        return reject();
    text.remove_prefix(length);
    return point;
}

} // namespace wctp::detail
