#include "relay/api/negotiation.h"
#include "relay/api/fields.h"
#include "relay/api/utf8.h"
#include "relay/http/characters.h"
#include <algorithm>

namespace relay::api {
namespace {

/// The parts between the separators, without the blanks around them.
std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.push_back(http::trimmed(text.substr(0, end)));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

bool is_refused(const std::vector<std::string_view>& range)
{
    return std::ranges::any_of(range, [](std::string_view parameter) {
        return parameter.size() >= 3 && http::lower(parameter[0]) == 'q' && parameter[1] == '=' &&
               parameter.find_first_not_of("0.", 2) == std::string_view::npos;
    });
}

bool covers(std::string_view range, std::string_view type)
{
    const auto family = std::string(type.substr(0, type.find('/'))) + "/*";
    return range == "*/*" || http::equal_ignoring_case(range, family) ||
           http::equal_ignoring_case(range, type);
}

bool is_flag(std::string_view name)
{
    return name == "text" || name == "unreadFirst" || name == "inline";
}

} // namespace

bool accepts(const http::Request& request, std::string_view type)
{
    const auto fields = request.headers.all("Accept");
    const auto allows = [&](std::string_view field) {
        return std::ranges::any_of(split(field, ','), [&](std::string_view range) {
            const auto parts = split(range, ';');
            return covers(parts[0], type) && !is_refused(parts);
        });
    };
    return fields.empty() || std::ranges::any_of(fields, allows);
}

bool is_json(const http::Request& request, bool is_patch)
{
    const auto fields = request.headers.all("Content-Type");
    if (fields.size() != 1)
        return false;
    const auto parts = split(fields[0], ';');
    const bool is_known =
        http::equal_ignoring_case(parts[0], "application/json") ||
        (is_patch && http::equal_ignoring_case(parts[0], "application/merge-patch+json"));
    return is_known && std::all_of(parts.begin() + 1, parts.end(), [](std::string_view parameter) {
               return http::equal_ignoring_case(parameter, "charset=utf-8") ||
                      http::equal_ignoring_case(parameter, "charset=\"utf-8\"");
           });
}

tl::expected<http::QueryParameters, Problem> read_query(const http::Request& request,
                                                        const std::vector<std::string>& known)
{
    constexpr std::size_t longest = 100;
    auto parameters = http::parse_query(request.query, 20);
    if (!parameters)
        return tl::unexpected(bad_request("The query cannot be read."));
    std::vector<std::string_view> seen;
    for (const auto& [name, value] : *parameters) {
        if (std::ranges::find(known, name) == known.end()) {
            const auto meant = nearest(name, known);
            return tl::unexpected(
                bad_request(meant.empty() ? "A parameter of the query is not known here."
                                          : "A parameter of the query is not known here; did you "
                                            "mean " +
                                                std::string(meant) + "?"));
        }
        if (std::ranges::find(seen, name) != seen.end())
            return tl::unexpected(bad_request(name + " stands in the query twice."));
        if (value.size() > longest || !is_utf8(value) || value.find('\0') != std::string::npos ||
            (is_flag(name) && value != "0" && value != "1"))
            return tl::unexpected(bad_request(name + " has no such value."));
        seen.push_back(name);
    }
    return std::move(*parameters);
}

} // namespace relay::api
