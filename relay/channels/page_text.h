#pragma once
#include "relay/channels/channel.h"
#include <string>

namespace relay::channels {

/// At most `most` characters of UTF-8; 0: all.
std::string cut(const std::string& text, int most);

/// The page's text with the lines of its files behind it; without those of pictures where these go
/// by themselves.
std::string text_with_files(const PageOut& page, bool are_pictures_sent = false);

} // namespace relay::channels
