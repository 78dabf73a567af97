#pragma once
#include <string>
#include <string_view>

namespace mail {

/// `bytes` in `charset` as valid UTF-8; what cannot be converted becomes U+FFFD.
///
/// A charset that is unknown, absent or not on our list (UTF-7, which exists to smuggle
/// markup, is not) means: UTF-8, and windows-1252 for what is none.
/// ISO-8859-1 is read as windows-1252, since that is what its senders mean. UTF-16 without a
/// mark is big endian unless its NULs say otherwise.
std::string to_utf8(std::string_view bytes, std::string_view charset);

bool is_utf8(std::string_view bytes);

/// Each octet that belongs to no well-formed sequence becomes one U+FFFD.
std::string repaired_utf8(std::string_view bytes);

/// UTF-8 of what `octet` stands for in windows-1252 beyond Latin-1 (0x80 to 0x9F); empty: nothing.
std::string_view letter_of_windows_1252(unsigned char octet);

/// At most `max_bytes` of `text`, never cutting a character in two.
std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes);

} // namespace mail
