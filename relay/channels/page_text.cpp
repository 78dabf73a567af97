#include "relay/channels/page_text.h"

namespace relay::channels {

std::string cut(const std::string& text, int most)
{
    int characters = 0;
    for (std::size_t at = 0; most > 0 && at < text.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
        if (begins && characters++ == most)
            return text.substr(0, at);
    }
    return text;
}

std::string text_with_files(const PageOut& page, bool are_pictures_sent)
{
    auto text = page.text.text();
    for (const auto& file : page.files) {
        if (!are_pictures_sent || file.format.empty())
            text += (text.empty() ? "" : "\n") + file.line.text();
    }
    return text;
}

} // namespace relay::channels
