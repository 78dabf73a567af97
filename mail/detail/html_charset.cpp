#include "mail/detail/html_charset.h"

#include "mail/charset.h"
#include "mail/detail/ascii.h"

#include <algorithm>

namespace mail {
namespace {

constexpr std::size_t looked_at = 4096;

std::string_view value_behind(std::string_view text)
{
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n='\""), text.size()));
    return text.substr(0, text.find_first_of(" \t\r\n'\";/>"));
}

/// Both `<meta charset=x>` and `<meta http-equiv=... content="text/html; charset=x">`.
std::string_view charset_in_meta(std::string_view html)
{
    const auto head = ascii::lowered(html.substr(0, looked_at));
    for (auto at = head.find("<meta"); at != std::string::npos; at = head.find("<meta", at + 1)) {
        const auto end = std::min(head.find('>', at), head.size());
        const auto found = head.find("charset", at);
        if (found < end)
            return value_behind(
                html.substr(0, end).substr(found + std::string_view("charset").size()));
    }
    return {};
}

} // namespace

std::string_view charset_told_by(std::string_view bytes, bool is_html)
{
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"))
        return "utf-16";
    const bool has_8bit = std::any_of(bytes.begin(), bytes.end(), ascii::is_8bit);
    if (!is_html || (has_8bit && is_utf8(bytes)))
        return {};
    const auto charset = charset_in_meta(bytes);
    // HTML 13.2.3.2: who can read that it is UTF-16 has read something else.
    return ascii::starts_with(charset, "utf-16") ? std::string_view() : charset;
}

} // namespace mail
