#pragma once
#include "relay/voice/call_script.h"
#include <string_view>

namespace relay::voice {

/// Our own words for a phrase; {n} stands for a key, {text} for words of the script. `language` is
/// "de" or "de-at"; one that we do not speak gets English.
std::string_view phrase_text(Phrase phrase, std::string_view language);

} // namespace relay::voice
