#include "mail/command.h"

#include "mail/detail/ascii.h"

#include <algorithm>
#include <array>
#include <utility>

namespace mail {
namespace {

constexpr std::array<std::pair<std::string_view, Verb>, 16> verbs{{
    {"EHLO", Verb::Ehlo},
    {"HELO", Verb::Helo},
    {"LHLO", Verb::Lhlo},
    {"MAIL", Verb::Mail},
    {"RCPT", Verb::Rcpt},
    {"DATA", Verb::Data},
    {"RSET", Verb::Rset},
    {"NOOP", Verb::Noop},
    {"QUIT", Verb::Quit},
    {"VRFY", Verb::Vrfy},
    {"EXPN", Verb::Expn},
    {"HELP", Verb::Help},
    {"STARTTLS", Verb::StartTls},
    {"AUTH", Verb::Auth},
    {"BDAT", Verb::Bdat},
    {"XCLIENT", Verb::Xclient},
}};

constexpr std::array<std::string_view, 10> http_methods{
    "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "PATCH", "TRACE", "PRI"};

Verb verb_named(std::string_view word)
{
    for (const auto& [name, verb] : verbs) {
        if (ascii::same(word, name))
            return verb;
    }
    for (const auto method : http_methods) {
        if (ascii::same(word, method))
            return Verb::Foreign;
    }
    return Verb::Unknown;
}

// The octets of "<...>" at the front of `text`, brackets included; a '>' inside a quoted
// local part does not end it. 0: it never ends.
std::size_t bracketed_bytes(std::string_view text)
{
    bool quoted = false;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (quoted && text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (text[i] == '>' && !quoted)
            return i + 1;
    }
    return 0;
}

// RFC 5321 4.1.1.11: esmtp-keyword ["=" esmtp-value]
Result<PathParameter> parse_parameter(std::string_view word)
{
    PathParameter parameter;
    const auto equals = word.find('=');
    parameter.has_value = equals != std::string_view::npos;
    parameter.name = ascii::uppered(word.substr(0, equals));
    if (parameter.has_value)
        parameter.value = word.substr(equals + 1);
    const bool well_formed = !parameter.name.empty() && ascii::is_alnum(parameter.name.front()) &&
                             std::all_of(parameter.name.begin(), parameter.name.end(),
                                         [](char c) { return ascii::is_alnum(c) || c == '-'; }) &&
                             (!parameter.has_value || !parameter.value.empty()) &&
                             parameter.value.find('=') == std::string::npos;
    if (!well_formed)
        return fail("parameter", "a parameter is written NAME or NAME=value");
    return parameter;
}

Result<std::vector<PathParameter>> parse_parameters(std::string_view text)
{
    std::vector<PathParameter> parameters;
    while (!text.empty()) {
        const auto word = ascii::cut_before(text, ' ');
        if (word.empty())
            continue;
        auto parameter = parse_parameter(word);
        if (!parameter)
            return tl::unexpected(parameter.error());
        parameters.push_back(std::move(*parameter));
    }
    return parameters;
}

// RFC 5321 3.6.1 and appendix C: routes are to be understood and ignored. What stands
// between '@' and ':' is therefore dropped unread.
Result<std::string_view> without_route(std::string_view path, PathArgument& result)
{
    if (path.empty() || path.front() != '@')
        return path;
    const auto colon = path.find(':');
    if (colon == std::string_view::npos)
        return fail("route", "a source route ends with ':'");
    result.has_source_route = true;
    return path.substr(colon + 1);
}

Result<PathArgument> parse_address(std::string_view path, PathKind kind)
{
    PathArgument result;
    if (path.empty())
        return result;
    const auto bare = without_route(path, result);
    if (!bare)
        return tl::unexpected(bare.error());
    auto address =
        kind == PathKind::To ? Address::parse_recipient(*bare) : Address::parse_utf8(*bare);
    if (!address)
        return tl::unexpected(address.error());
    result.address = std::move(*address);
    return result;
}

} // namespace

Command parse_command(std::string_view line)
{
    Command command;
    line = ascii::trimmed(line);
    const auto end = line.find_first_of(" \t");
    command.verb = verb_named(line.substr(0, end));
    if (end != std::string_view::npos)
        command.argument = ascii::trimmed(line.substr(end));
    return command;
}

Result<PathArgument> parse_path(std::string_view argument, PathKind kind)
{
    const std::string_view keyword = kind == PathKind::From ? "FROM:" : "TO:";
    if (!ascii::starts_with(argument, keyword))
        return fail("syntax", "write " + std::string(keyword) + "<address>");
    std::string_view rest = ascii::trimmed(argument.substr(keyword.size()));
    const bool has_brackets = !rest.empty() && rest.front() == '<';
    const std::size_t end =
        has_brackets ? bracketed_bytes(rest) : std::min(rest.find(' '), rest.size());
    if (end == 0)
        return fail("syntax", "write " + std::string(keyword) + "<address>");
    if (end < rest.size() && rest[end] != ' ')
        return fail("syntax", "behind '>' there must be a blank or nothing");

    const auto path = has_brackets ? rest.substr(1, end - 2) : rest.substr(0, end);
    auto result = parse_address(path, kind);
    if (!result)
        return result;
    auto parameters = parse_parameters(rest.substr(end));
    if (!parameters)
        return tl::unexpected(parameters.error());
    result->parameters = std::move(*parameters);
    return result;
}

} // namespace mail
