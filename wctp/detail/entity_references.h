#pragma once
#include "wctp/quirks.h"
#include "wctp/result.h"
#include <string>
#include <string_view>
#include <vector>

namespace wctp::detail {

/// Replaces HTML's entities by what they mean, where a DOCTYPE names a file that could have
/// declared them, if `map`; refuses every other one there (301). Without a DOCTYPE the text comes
/// back as it is, and the XML reader refuses.
///
/// Not left to expat: behind a DOCTYPE it drops the letters of an unknown entity without an error,
/// in attributes without even a callback, and "SpO2 low" without its letters is a harmed patient.
Result<std::string> replace_html_entities(std::string text, bool map,
                                          std::vector<Deviation>& mended);

} // namespace wctp::detail
