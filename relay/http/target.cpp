#include "relay/http/target.h"
#include "relay/http/characters.h"
#include <algorithm>

namespace relay::http {
namespace {

bool is_continuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

/// Bytes of the UTF-8 character at the start of `text`; 0: not one (overlong and surrogates too).
std::size_t character_length(std::string_view text)
{
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) {
        return 1;
    }
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length ||
        !std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(length),
                     is_continuation)) {
        return 0;
    }
    const auto second = static_cast<unsigned char>(text[1]);
    const bool out_of_range = (lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) ||
                              (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f);
    return out_of_range ? 0 : length;
}

bool is_utf8(std::string_view text)
{
    while (!text.empty()) {
        const auto length = character_length(text);
        if (length == 0) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

bool is_dot_segment(std::string_view segment)
{
    return segment == "." || segment == "..";
}

bool has_encoded_separator(std::string_view raw)
{
    for (auto at = raw.find('%'); at != std::string_view::npos; at = raw.find('%', at + 1)) {
        const auto code = raw.substr(at + 1, 2);
        if (code == "2f" || code == "2F" || code == "5c" || code == "5C") {
            return true;
        }
    }
    return false;
}

/// The segments of a decoded path, joined by single '/'. Empty: a dot segment.
std::optional<std::string> joined_segments(std::string_view path)
{
    std::string joined;
    while (!path.empty()) {
        path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
        const auto segment = path.substr(0, path.find('/'));
        if (is_dot_segment(segment)) {
            return std::nullopt;
        }
        joined.append("/").append(segment);
        path.remove_prefix(segment.size());
    }
    return joined.empty() ? "/" : joined;
}

bool is_host_char(char c)
{
    return is_digit(c) || is_alpha(c) || c == '-' || c == '.' || c == '_';
}

bool is_ipv6_char(char c)
{
    return hex_value(c) >= 0 || c == ':' || c == '.';
}

bool is_port(std::string_view text)
{
    return text.size() <= 5 && std::all_of(text.begin(), text.end(), is_digit) &&
           (text.empty() || std::stoul(std::string(text)) <= 65535);
}

/// Where the port's ':' stands, or the end. Empty: the part before it is not a host.
std::optional<std::size_t> host_end(std::string_view authority)
{
    const bool is_literal = !authority.empty() && authority.front() == '[';
    const auto end =
        is_literal ? authority.find(']') : std::min(authority.find(':'), authority.size());
    if (end == std::string_view::npos || end == 0) {
        return std::nullopt;
    }
    const auto name = is_literal ? authority.substr(1, end - 1) : authority.substr(0, end);
    const bool fits =
        !name.empty() && name.size() <= 255 && name != "." &&
        std::all_of(name.begin(), name.end(), is_literal ? is_ipv6_char : is_host_char);
    return fits ? std::optional(is_literal ? end + 1 : end) : std::nullopt;
}

std::optional<std::string> decoded_parameter(std::string_view text)
{
    std::string blanks(text);
    std::replace(blanks.begin(), blanks.end(), '+', ' ');
    return percent_decoded(blanks);
}

} // namespace

std::optional<std::string> percent_decoded(std::string_view text)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            decoded += text[at];
            continue;
        }
        if (at + 2 >= text.size() || hex_value(text[at + 1]) < 0 || hex_value(text[at + 2]) < 0) {
            return std::nullopt;
        }
        decoded += static_cast<char>(hex_value(text[at + 1]) * 16 + hex_value(text[at + 2]));
        at += 2;
    }
    return decoded;
}

std::optional<std::string> normalised_path(std::string_view raw)
{
    if (has_encoded_separator(raw) || raw.find('\\') != std::string_view::npos) {
        return std::nullopt;
    }
    const auto decoded = percent_decoded(raw);
    if (!decoded || std::any_of(decoded->begin(), decoded->end(), is_control) ||
        !is_utf8(*decoded)) {
        return std::nullopt;
    }
    return joined_segments(*decoded);
}

std::optional<QueryParameters> parse_query(std::string_view query, std::size_t max)
{
    QueryParameters parameters;
    while (!query.empty()) {
        const auto pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        if (pair.empty()) {
            continue;
        }
        const auto equals = pair.find('=');
        auto name = decoded_parameter(pair.substr(0, equals));
        auto value = decoded_parameter(equals == std::string_view::npos ? std::string_view{}
                                                                        : pair.substr(equals + 1));
        if (!name || !value || parameters.size() == max) {
            return std::nullopt;
        }
        parameters.emplace_back(std::move(*name), std::move(*value));
    }
    return parameters;
}

std::optional<std::string_view> find_parameter(const QueryParameters& parameters,
                                               std::string_view name)
{
    for (const auto& [found, value] : parameters) {
        if (found == name) {
            return value;
        }
    }
    return std::nullopt;
}

std::optional<std::string> host_name(std::string_view authority)
{
    const auto end = host_end(authority);
    if (!end) {
        return std::nullopt;
    }
    const auto port = authority.substr(*end);
    if (!port.empty() && (port.front() != ':' || !is_port(port.substr(1)))) {
        return std::nullopt;
    }
    std::string host(authority.substr(0, *end));
    std::transform(host.begin(), host.end(), host.begin(), lower);
    if (host.back() == '.') {
        host.pop_back(); // "pager.example." is the same host
    }
    return host;
}

} // namespace relay::http
