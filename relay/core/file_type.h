#pragma once
#include <string>
#include <string_view>

// What a file is, by what stands in it and by what it is called. Pure.

namespace relay::core {

/// The media type that the first bytes of a file prove: "image/png", "application/pdf" ...; of
/// programs `program_type`. Empty: they prove nothing (text, office documents, unknown kinds).
std::string_view proven_type(std::string_view content);

/// What proven_type() says of machine code and scripts.
inline constexpr std::string_view program_type = "application/x-executable";

/// Is it something that a computer runs when it is opened, by its name or its declared type? `name`
/// may end in blanks and dots, which Windows drops.
bool is_program(std::string_view name, std::string_view type);

/// Would bytes of that kind have been recognised? Then what is called so and was not is something
/// else.
bool is_recognisable(std::string_view type);

/// `declared` in lower case and by its registered name ("image/pjpeg" is "image/jpeg"), without
/// parameters. What is no "type/subtype" of RFC 2045 token characters is
/// "application/octet-stream".
std::string known_type(std::string_view declared);

} // namespace relay::core
