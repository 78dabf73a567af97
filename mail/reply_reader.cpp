#include "mail/reply_reader.h"

#include "mail/detail/ascii.h"

#include <algorithm>

namespace mail {
namespace {

// "250-text", "250 text" or "250"; 0 when the line is nothing of the kind.
int code_of(std::string_view line)
{
    if (line.size() < 3 || !std::all_of(line.begin(), line.begin() + 3, ascii::is_digit))
        return 0;
    if (line.size() > 3 && line[3] != ' ' && line[3] != '-')
        return 0;
    const int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    return code >= 200 && code <= 599 ? code : 0;
}

std::size_t number_bytes(std::string_view text)
{
    const auto end = std::find_if_not(text.begin(), text.end(), ascii::is_digit);
    return static_cast<std::size_t>(end - text.begin());
}

// RFC 3463 2: class "." subject "." detail, and the class agrees with the code.
std::string_view enhanced_code(std::string_view text, char code_class)
{
    if (text.size() < 5 || text[0] != code_class || text[1] != '.')
        return {};
    const std::size_t subject = number_bytes(text.substr(2));
    if (subject < 1 || subject > 3 || text.size() <= 2 + subject || text[2 + subject] != '.')
        return {};
    const std::size_t detail = number_bytes(text.substr(3 + subject));
    const std::size_t end = 3 + subject + detail;
    const bool ends = end == text.size() || text[end] == ' ';
    return detail >= 1 && detail <= 3 && ends ? text.substr(0, end) : std::string_view{};
}

// The text is shown and logged, and its writer is not trusted.
std::string shown(std::string_view text)
{
    std::string result(ascii::trimmed(text));
    std::replace_if(
        result.begin(), result.end(), [](char c) { return c != ' ' && !ascii::is_graphic(c); },
        '?');
    return result;
}

} // namespace

Result<std::optional<Reply>> ReplyReader::next()
{
    for (;;) {
        const auto end = input_.find('\n');
        if (std::min(end, input_.size()) > max_line_bytes)
            return fail("reply_too_long", "the server sent a line of more than 2048 octets");
        if (end == std::string::npos)
            return std::optional<Reply>{};
        std::string_view line = std::string_view(input_).substr(0, end);
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        const auto complete = take_line(line);
        if (!complete)
            return tl::unexpected(complete.error()); // the line stays: asked again, failed again
        input_.erase(0, end + 1);
        if (*complete) {
            lines_ = 0;
            return std::optional<Reply>(std::exchange(reply_, {}));
        }
    }
}

// True: this was the last line of a reply.
Result<bool> ReplyReader::take_line(std::string_view line)
{
    const int code = code_of(line);
    if (code == 0)
        return fail("no_reply", "what the server sent is no SMTP reply");
    if (lines_ > 0 && code != reply_.code)
        return fail("mixed_codes", "the server sent different codes in one reply");
    if (lines_ == max_lines)
        return fail("reply_too_long", "the server sent a reply of more than 100 lines");
    std::string_view text = line.substr(std::min<std::size_t>(4, line.size()));
    const auto enhanced = enhanced_code(text, line[0]);
    text.remove_prefix(enhanced.size());
    if (!enhanced.empty())
        reply_.enhanced = enhanced;
    reply_.code = code;
    reply_.text += (lines_ == 0 ? "" : "\n") + shown(text);
    ++lines_;
    return line.size() <= 3 || line[3] == ' ';
}

} // namespace mail
