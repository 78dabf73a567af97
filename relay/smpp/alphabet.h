#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The alphabets of short messages.

namespace relay::smpp {

/// UTF-8 to code points; what is broken becomes U+FFFD.
std::u32string code_points(std::string_view utf8);
std::string utf8(std::u32string_view text);

/// GSM 03.38 (3GPP TS 23.038 6.2.1), a septet per octet; of the extension table (6.2.1.1) with the
/// escape before it, so two. Empty: a character is in neither table.
std::optional<std::string> to_gsm(std::u32string_view text);
/// An unknown escape reads as the character without it, as the standard asks; octets over 127 as
/// '?'.
std::u32string from_gsm(std::string_view octets);

/// UTF-16, big-endian: what UCS-2 has become.
std::string to_utf16(std::u32string_view text);
/// Half a pair or half a unit becomes U+FFFD.
std::u32string from_utf16(std::string_view bytes);

std::u32string from_latin1(std::string_view bytes);

/// The typographer's quotes, dashes, blanks and dots by those of GSM 03.38, since one of them alone
/// more than halves what fits into a part.
std::u32string plain_punctuation(std::u32string_view text);

/// What data_coding 0 and 1 mean in texts that come in: the standard leaves it to the message
/// centre.
enum class DefaultAlphabet { Gsm, Latin1 };

/// A text by its data_coding (SMPP 3.4 5.2.19). Empty: it is no text.
std::optional<std::u32string> decode_text(std::uint8_t data_coding, std::string_view bytes,
                                          DefaultAlphabet alphabet);

} // namespace relay::smpp
