#pragma once
#include "wctp/quirks.h"
#include "wctp/result.h"
#include <string>
#include <string_view>
#include <vector>

// The bytes of a document become UTF-8 that XML can carry, whatever they were.

namespace wctp::detail {

/// Decodes by the byte order mark and the XML declaration. UTF-8, UTF-16 with a mark, ISO-8859-1
/// and windows-1252 are known, everything else is 301, and so is a mark that contradicts the
/// declaration, a malformed sequence and a character that XML forbids. With `repair`, those of
/// ReadOptions::repair_bytes are mended and noted in `mended`. `charset` is ReadOptions::charset.
Result<std::string> to_utf8(std::string_view bytes, std::string_view charset, bool repair,
                            std::vector<Deviation>& mended);

/// Notes that `text` was mended at that byte, of each quirk the first place.
void note(Quirk quirk, std::string_view text, std::size_t at, std::vector<Deviation>& mended);

/// The encoding named in the XML declaration; empty: none, or no declaration.
std::string_view declared_encoding(std::string_view text);

void append_utf8(std::string& text, char32_t point);

/// Takes one character off the front of `text`; 0xffffffff and one byte when it is malformed.
char32_t take_utf8(std::string_view& text);
inline constexpr char32_t malformed = 0xffffffff;

/// May the character stand in an XML 1.0 document?
constexpr bool is_xml_character(char32_t c) noexcept
{
    return c == 9 || c == 10 || c == 13 || (c >= 0x20 && c <= 0xd7ff) ||
           (c >= 0xe000 && c <= 0xfffd) || (c >= 0x10000 && c <= 0x10ffff);
}

} // namespace wctp::detail
