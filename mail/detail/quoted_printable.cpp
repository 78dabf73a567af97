#include "mail/detail/quoted_printable.h"

#include "mail/detail/ascii.h"

namespace mail {
namespace {

void add_decoded(std::string_view line, std::string& result)
{
    for (std::size_t i = 0; i < line.size(); ++i) {
        const int high = line[i] == '=' && i + 2 < line.size() ? ascii::hex_value(line[i + 1]) : -1;
        const int low = high >= 0 ? ascii::hex_value(line[i + 2]) : -1;
        if (low < 0) {
            result += line[i];
            continue;
        }
        result += static_cast<char>(high * 16 + low);
        i += 2;
    }
}

} // namespace

std::string from_quoted_printable(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const bool has_end = text.find('\n') != std::string_view::npos;
        auto line = ascii::cut_before(text, '\n');
        if (has_end) // blanks there were added on the way
            line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
        const bool is_soft = has_end && !line.empty() && line.back() == '=';
        add_decoded(line.substr(0, line.size() - (is_soft ? 1 : 0)), result);
        if (has_end && !is_soft)
            result += '\n';
    }
    return result;
}

} // namespace mail
