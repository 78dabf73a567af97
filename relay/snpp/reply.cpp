#include "relay/snpp/reply.h"
#include <algorithm>

namespace relay::snpp {

namespace {

constexpr int help_text = 214;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

std::string line_of(const Reply& reply)
{
    auto line = std::to_string(reply.code) + " " + reply.text;
    std::ranges::replace_if(
        line, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    return line + "\r\n";
}

std::optional<Reply> ReplyReader::next()
{
    while (const auto line = lines_.next()) {
        const bool is_reply =
            line->size() >= 3 && std::all_of(line->begin(), line->begin() + 3, is_digit);
        if (!is_reply)
            return Reply{0, *line};
        Reply reply{std::stoi(line->substr(0, 3)), line->size() > 4 ? line->substr(4) : ""};
        const bool has_more = line->size() > 3 && (*line)[3] == '-';
        if (!has_more && reply.code != help_text)
            return reply;
    }
    if (lines_.is_too_long())
        return Reply{0, "a line without end"};
    return std::nullopt;
}

} // namespace relay::snpp
