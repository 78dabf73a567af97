#include "relay/channels/peer_text.h"
#include <algorithm>
#include <string_view>

namespace relay::channels {

namespace {

bool is_continuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

/// Bytes of the well-formed UTF-8 sequence that `text` begins with; 0: none (RFC 3629 4).
std::size_t sequence_bytes(std::string_view text)
{
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80)
        return 1;
    const std::size_t count = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < count)
        return 0;
    if (!std::all_of(text.begin() + 1, text.begin() + static_cast<long>(count), is_continuation))
        return 0;
    const auto second = static_cast<unsigned char>(text[1]);
    const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    const bool surrogate = first == 0xed && second > 0x9f;
    const bool too_high = first == 0xf4 && second > 0x8f;
    return overlong || surrogate || too_high ? 0 : count;
}

} // namespace

std::string tidy(std::string text, std::size_t max_bytes)
{
    std::string line;
    for (std::size_t at = 0; at < text.size();) {
        const auto bytes = sequence_bytes(std::string_view(text).substr(at));
        const auto wide = std::max<std::size_t>(bytes, 1);
        if (line.size() + wide > max_bytes)
            break;
        const auto c = static_cast<unsigned char>(text[at]);
        if (bytes == 0)
            line += '?';
        else if (c < 0x20 || c == 0x7f)
            line += ' ';
        else
            line.append(text, at, bytes);
        at += wide;
    }
    while (!line.empty() && line.back() == ' ')
        line.pop_back();
    return line;
}

std::string phone_text(std::string text)
{
    constexpr std::size_t most_number = 64;
    text = tidy(std::move(text), most_number);
    text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
    const bool is_international =
        text.size() >= 7 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    return is_international ? "+" + text : text;
}

std::string masked_out(std::string text, const std::vector<std::string>& words)
{
    constexpr std::string_view mark = "...";
    for (const auto& word : words) {
        auto at = word.empty() ? std::string::npos : text.find(word);
        for (; at != std::string::npos; at = text.find(word, at + mark.size()))
            text.replace(at, word.size(), mark);
    }
    return text;
}

} // namespace relay::channels
