#pragma once
// Header fields of a message: reading (RFC 2047 encoded-words, unfolding) and writing
// (folding, encoding). Writing never repairs: a line end in a value is an error.
#include "mail/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace mail {

struct HeaderField {
    std::string name;  ///< as spelt; compare with is_named()
    std::string value; ///< unfolded, still encoded
    friend bool operator==(const HeaderField&, const HeaderField&) = default;
};

bool is_named(const HeaderField& field, std::string_view name);

struct HeaderLimits {
    std::size_t bytes = 256 * 1024;
    std::size_t fields = 1000;
};

struct HeaderSection {
    std::vector<HeaderField> fields;
    std::size_t bytes = 0; ///< where the body starts in the message
    bool is_cut = false;   ///< a limit was reached; the body start is right all the same
};

/// Reads up to the empty line. A line that is no field and no continuation ends the section, and
/// the body starts with it; but not above a field that every header has (Subject, Content-Type,
/// ...).
HeaderSection read_header(std::string_view message, const HeaderLimits& limits = {});

/// Decodes RFC 2047 encoded-words to UTF-8. What is not well-formed stays as it stands;
/// octets that are no text in their charset become U+FFFD. Octets beyond ASCII outside of a word
/// are UTF-8 or, where they are none, of `raw_charset`, which is that of the text. Controls are not
/// removed here.
std::string decode_words(std::string_view value, std::string_view raw_charset = {});

/// `name: value` folded at 78 columns and ended with CR LF. `value` is UTF-8; it is
/// encoded (RFC 2047) where it is not plain ASCII. Refuses CR, LF, NUL, other controls and
/// broken UTF-8 in either.
Result<std::string> write_field(std::string_view name, std::string_view value);

/// As write_field() for a value with a grammar of its own (addresses, ids): ASCII only,
/// folded at its blanks, never encoded.
Result<std::string> write_structured_field(std::string_view name, std::string_view value);

/// A display name for use before "<address>": plain, quoted or encoded as needed.
Result<std::string> write_phrase(std::string_view name);

} // namespace mail
