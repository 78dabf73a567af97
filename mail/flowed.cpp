#include "mail/flowed.h"

#include "mail/detail/ascii.h"

namespace mail {
namespace {

struct Line {
    std::size_t depth = 0; ///< of quoting
    std::string_view text; ///< without marks and stuffing
    bool is_soft = false;  ///< the next line of the same depth continues it
};

Line take_line(std::string_view& text)
{
    auto rest = ascii::cut_before(text, '\n');
    if (!rest.empty() && rest.back() == '\r')
        rest.remove_suffix(1);
    Line line;
    line.depth = std::min(rest.find_first_not_of('>'), rest.size());
    rest.remove_prefix(line.depth);
    if (!rest.empty() && rest.front() == ' ') // RFC 3676 4.4: stuffing
        rest.remove_prefix(1);
    const bool is_signature = rest == "-- "; // RFC 3676 4.3: never flowed
    line.is_soft = !is_signature && !rest.empty() && rest.back() == ' ';
    line.text = rest;
    return line;
}

std::string marks(std::size_t depth)
{
    return depth == 0 ? "" : std::string(depth, '>') + ' ';
}

} // namespace

std::string joined_flowed(std::string_view text, bool delsp)
{
    std::string result;
    bool continues = false;
    std::size_t depth = 0;
    while (!text.empty()) {
        const Line line = take_line(text);
        // RFC 3676 4.3, 4.5: an unfinished paragraph ends
        if (continues && (line.depth != depth || line.text == "-- ")) {
            result += '\n';
            continues = false;
        }
        if (!continues)
            result += marks(line.depth);
        const bool cut_blank = line.is_soft && delsp;
        result += line.text.substr(0, line.text.size() - (cut_blank ? 1 : 0));
        if (!line.is_soft)
            result += '\n';
        continues = line.is_soft;
        depth = line.depth;
    }
    return result;
}

} // namespace mail
