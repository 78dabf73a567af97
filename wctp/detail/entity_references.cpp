#include "wctp/detail/entity_references.h"
#include "wctp/detail/encoding.h"
#include "wctp/detail/html_entities.h"
#include <algorithm>
#include <array>

namespace wctp::detail {
namespace {

/// How far a comment, CDATA section or processing instruction reaches from the start of `text`;
/// 0: there is none. Entities mean nothing in these.
std::size_t opaque_length(std::string_view text)
{
    struct Section {
        std::string_view begin;
        std::string_view end;
    };
    constexpr std::array sections{Section{"<!--", "-->"}, Section{"<![CDATA[", "]]>"},
                                  Section{"<?", "?>"}};
    for (const auto& [begin, end] : sections) {
        if (!text.starts_with(begin))
            continue;
        const auto at = text.find(end, begin.size());
        return at == std::string_view::npos ? text.size() : at + end.size();
    }
    return 0;
}

bool is_predefined(std::string_view name)
{
    constexpr std::array<std::string_view, 5> names{"amp", "lt", "gt", "quot", "apos"};
    return name.starts_with('#') || std::find(names.begin(), names.end(), name) != names.end();
}

bool has_doctype(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto rest = text.substr(at);
        if (rest.starts_with("<!DOCTYPE"))
            return true;
        const auto skip = opaque_length(rest);
        if (skip == 0 && rest.front() == '<')
            return false;
        at += std::max<std::size_t>(skip, 1);
    }
    return false;
}

} // namespace

Result<std::string> replace_html_entities(std::string text, bool map,
                                          std::vector<Deviation>& mended)
{
    if (text.find('&') == std::string::npos || !has_doctype(text))
        return text;
    std::string result;
    result.reserve(text.size());
    for (std::string_view rest = text; !rest.empty();) {
        const auto plain = rest.find_first_of("&<");
        result.append(rest.substr(0, plain));
        rest.remove_prefix(std::min(plain, rest.size()));
        if (rest.empty())
            break;
        const auto end = rest.front() == '&' ? rest.find(';') : std::string_view::npos;
        const auto name =
            end == std::string_view::npos ? rest.substr(0, 0) : rest.substr(1, end - 1);
        if (rest.front() == '<' || name.empty() || is_predefined(name)) {
            const auto length = std::max<std::size_t>(opaque_length(rest), 1);
            result.append(rest.substr(0, length));
            rest.remove_prefix(length);
            continue;
        }
        const auto point = map ? html_entity(name) : std::nullopt;
        if (!point)
            return fail(Code::CannotParse, "an entity that is not declared");
        append_utf8(result, *point);
        rest.remove_prefix(end + 1);
        note(Quirk::HtmlEntity, text, text.size() - rest.size() - 1, mended);
    }
    return result;
}

} // namespace wctp::detail
