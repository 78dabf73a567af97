#pragma once
// A text that must not leave the house, and how to find it in whatever form it would.
#include <filesystem>
#include <string>
#include <vector>

namespace tests {

inline const std::string canary = "CANARY-7f3a-potassium";

/// What is left of a text in other people's writings: itself in lower case, in hexadecimal, in
/// UTF-16 of either order, in base64 of any alignment, in packed septets (GSM 03.38) of any.
std::vector<std::string> forms_of(const std::string& text);

/// Is the canary in there, in any form? Line ends and the soft ones of quoted-printable may stand
/// between any two characters.
bool has_canary(const std::string& bytes);

/// How many of `texts` have it.
std::size_t count_canaries(const std::vector<std::string>& texts);

/// Files under `folder` that have it, whatever they are.
std::vector<std::string> files_with_canary(const std::filesystem::path& folder);

} // namespace tests
