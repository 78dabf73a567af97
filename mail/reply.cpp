#include "mail/reply.h"

#include "mail/detail/ascii.h"

#include <algorithm>
#include <utility>

namespace mail {
namespace {

constexpr std::size_t max_line_bytes = 512;

std::string safe(std::string_view text, std::size_t max_bytes)
{
    std::string result(text.substr(0, max_bytes));
    std::replace_if(
        result.begin(), result.end(), [](char c) { return c != ' ' && !ascii::is_graphic(c); },
        '?');
    return result;
}

Verdict verdict(int code, std::string enhanced, std::string text)
{
    return Verdict{Reply{code, std::move(enhanced), std::move(text)}};
}

} // namespace

std::string wire(const Reply& reply)
{
    const std::string code = std::to_string(reply.code);
    const std::string enhanced = reply.enhanced.empty() ? "" : reply.enhanced + ' ';
    const std::size_t room = max_line_bytes - code.size() - enhanced.size() - 3;
    std::string result;
    std::string_view rest = reply.text;
    bool is_last = false;
    while (!is_last) {
        is_last = rest.find('\n') == std::string_view::npos;
        const auto line = ascii::cut_before(rest, '\n');
        result += code + (is_last ? ' ' : '-') + enhanced + safe(line, room) + "\r\n";
    }
    return result;
}

Verdict Verdict::accept()
{
    return verdict(250, "2.1.5", "OK");
}

Verdict Verdict::accept_message(std::string reference)
{
    return verdict(250, "2.0.0", "OK, queued as " + std::move(reference));
}

Verdict Verdict::unknown_recipient()
{
    return verdict(550, "5.1.1", "nobody of that name is here");
}

Verdict Verdict::relay_denied()
{
    return verdict(554, "5.7.1", "we do not relay to that domain");
}

Verdict Verdict::not_allowed(std::string text)
{
    return verdict(550, "5.7.1", std::move(text));
}

Verdict Verdict::too_many(std::string text)
{
    return verdict(450, "4.7.1", std::move(text));
}

Verdict Verdict::try_later(std::string text)
{
    return verdict(451, "4.3.0", std::move(text));
}

} // namespace mail
