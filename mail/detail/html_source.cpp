#include "mail/detail/html_source.h"

#include "mail/detail/ascii.h"

#include <algorithm>
#include <array>

namespace mail {
namespace {

bool is_condition(std::string_view html)
{
    return ascii::starts_with(html, "<![if") || ascii::starts_with(html, "<![endif");
}

/// Of what begins with "<!". A comment hides the conditions in it: "<!--[if !mso]><!-->".
std::size_t bytes_of_mark(std::string_view html)
{
    constexpr std::string_view end_of_comment = "-->";
    if (html.starts_with("<!--")) {
        const auto end = html.find(end_of_comment, 2);
        return end == html.npos ? end : end + end_of_comment.size();
    }
    const auto end = is_condition(html) ? html.find('>') : 1;
    return end == html.npos ? end : end + 1;
}

} // namespace

std::string without_data_addresses(std::string_view html)
{
    constexpr std::string_view scheme = "data:";
    constexpr std::string_view openers = "\"'(=";
    std::string result;
    for (auto at = html.find(scheme); at != html.npos; at = html.find(scheme)) {
        const bool is_address = at > 0 && openers.find(html[at - 1]) != openers.npos;
        result += html.substr(0, at + scheme.size());
        html.remove_prefix(at + scheme.size());
        if (is_address)
            html.remove_prefix(std::min(html.find_first_of(" \t\r\n\"'<>)"), html.size()));
    }
    return result += html;
}

std::string without_conditions(std::string_view html)
{
    std::string result;
    for (auto at = html.find("<!"); at != html.npos; at = html.find("<!")) {
        result += html.substr(0, at);
        html.remove_prefix(at);
        const auto mark = std::min(bytes_of_mark(html), html.size());
        if (!is_condition(html))
            result += html.substr(0, mark);
        html.remove_prefix(mark);
    }
    return result += html;
}

bool begins_as_html(std::string_view text)
{
    constexpr std::array<std::string_view, 3> beginnings{"<!doctype html", "<html", "<body"};
    text = text.substr(std::min(text.find_first_not_of(" \t\r\n\xEF\xBB\xBF"), text.size()));
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](auto beginning) { return ascii::starts_with(text, beginning); });
}

} // namespace mail
