#include "mail/chunk_reader.h"

#include <algorithm>

namespace mail {

std::size_t ChunkReader::take(std::string_view bytes)
{
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), left_));
    left_ -= taken;
    auto rest = bytes.substr(0, taken);
    while (!rest.empty()) {
        const auto plain =
            behind_cr_ ? 0 : std::min(rest.find_first_of({"\r\n\0", 3}), rest.size());
        text(rest.substr(0, plain));
        rest.remove_prefix(plain);
        if (rest.empty())
            break;
        step(rest.front());
        rest.remove_prefix(1);
    }
    return taken;
}

void ChunkReader::step(char c)
{
    const bool ends_line = c == '\n';
    if (behind_cr_ && !ends_line) { // a carriage return without its line feed is no text
        stray_ = true;
        text(" ");
    }
    stray_ = stray_ || (ends_line && !behind_cr_) || c == '\0';
    behind_cr_ = c == '\r';
    if (ends_line)
        text("\r\n");
    else if (c == '\0')
        text(" ");
    else if (!behind_cr_)
        text(std::string_view(&c, 1));
}

void ChunkReader::text(std::string_view bytes)
{
    if (too_large_ || given_up_)
        return;
    if (bytes.size() > max_bytes_ - message_.size()) {
        too_large_ = true;
        std::string().swap(message_);
        return;
    }
    message_.append(bytes);
}

std::string ChunkReader::release()
{
    if (behind_cr_) {
        stray_ = true;
        text(" ");
    }
    if (!message_.empty() && !message_.ends_with("\r\n"))
        text("\r\n");
    return std::move(message_);
}

} // namespace mail
