#include "wctp/http_binding.h"
#include "wctp/answers.h"
#include "wctp/detail/ascii.h"
#include "wctp/writer.h"
#include <algorithm>

namespace wctp {
namespace {

bool is_field_name(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return detail::is_alphanumeric(c) || c == '_' || c == '-' || c == '.';
    });
}

/// application/x-www-form-urlencoded; a broken escape stands for itself.
std::string form_decoded(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto high = text[at] == '%' && at + 2 < text.size() ? detail::hex_digit(text[at + 1])
                                                                  : std::nullopt;
        const auto low = high ? detail::hex_digit(text[at + 2]) : std::nullopt;
        if (low) {
            result.push_back(static_cast<char>(*high * 16 + *low));
            at += 2;
            continue;
        }
        result.push_back(text[at] == '+' ? ' ' : text[at]);
    }
    return result;
}

/// quirk: carriers wanted the XML as a form field; OpenNotification writes "name=" and raw XML
std::optional<std::string_view> behind_prefix(std::string_view body)
{
    const auto markup = body.find('<');
    if (markup == std::string_view::npos)
        return std::nullopt;
    const auto before = detail::trimmed(body.substr(0, markup));
    if (!before.ends_with('=') || !is_field_name(before.substr(0, before.size() - 1)))
        return std::nullopt;
    return body.substr(markup);
}

/// The first field of a form that holds markup.
std::optional<std::string> form_field(std::string_view body)
{
    if (body.find('<') != std::string_view::npos)
        return std::nullopt;
    while (!body.empty()) {
        const auto field = body.substr(0, body.find('&'));
        body.remove_prefix(std::min(field.size() + 1, body.size()));
        const auto equals = field.find('=');
        auto value =
            form_decoded(equals == std::string_view::npos ? field : field.substr(equals + 1));
        if (detail::trimmed(value).starts_with('<'))
            return value;
    }
    return std::nullopt;
}

/// The charset parameter of a media type; empty: none.
std::string_view charset_of(std::string_view content_type)
{
    while (!content_type.empty()) {
        const auto parameter = detail::trimmed(content_type.substr(0, content_type.find(';')));
        content_type.remove_prefix(std::min(content_type.find(';'), content_type.size() - 1) + 1);
        constexpr std::string_view wanted = "charset=";
        if (!detail::same_word(parameter.substr(0, wanted.size()), wanted))
            continue;
        auto value = parameter.substr(wanted.size());
        if (value.size() > 1 && value.starts_with('"') && value.ends_with('"'))
            value = value.substr(1, value.size() - 2);
        return value;
    }
    return {};
}

ParseFailure failure_of(const Document& document, Code code, std::string detail)
{
    return {.error = {code, std::move(detail)},
            .version = document.version,
            .token = document.token,
            .kind = kind(document.operation)};
}

HttpRefusal refuse(ParseFailure why)
{
    auto answer = http_answer(failure_answer(why));
    return {std::move(answer), std::move(why)};
}

/// An answer posted as a request is 300 whatever else is wrong with it.
HttpRefusal refuse_unread(ParseFailure why)
{
    if (why.kind && !is_request(*why.kind))
        why.error = {Code::OperationNotSupported, "an answer is no request"};
    return refuse(std::move(why));
}

} // namespace

tl::expected<Document, ParseFailure> parse_body(std::string_view content_type,
                                                std::string_view body, const ReadOptions& given)
{
    auto options = given;
    if (options.charset.empty())
        options.charset = charset_of(content_type);
    if (options.strict || body.size() > options.max_bytes)
        return parse(body, options);
    const auto noting = [](Quirk quirk) {
        return [quirk](Document&& document) {
            document.quirks.insert(document.quirks.begin(), quirk);
            return std::move(document);
        };
    };
    const auto explain = [&](Quirk quirk) {
        if (options.deviations != nullptr)
            options.deviations->push_back({quirk, 0, {}});
    };
    if (const auto markup = behind_prefix(body)) {
        explain(Quirk::FormPrefix);
        return parse(*markup, options).map(noting(Quirk::FormPrefix));
    }
    if (const auto field = form_field(body)) {
        explain(Quirk::FormEncoding);
        return parse(*field, options).map(noting(Quirk::FormEncoding));
    }
    return parse(body, options);
}

tl::expected<Document, HttpRefusal> receive(const HttpRequest& request, const ReadOptions& options)
{
    if (request.method == "GET") {
        return tl::unexpected<HttpRefusal>(
            refuse({.error = {Code::OperationNotSupported, "send WCTP operations by POST"}}));
    }
    if (request.method != "POST") {
        HttpAnswer answer{.status = 405,
                          .content_type = "text/plain; charset=utf-8",
                          .allow = "POST",
                          .body = "WCTP operations come by POST.\n"};
        return tl::unexpected<HttpRefusal>(
            HttpRefusal{std::move(answer),
                        {.error = {Code::OperationNotSupported, "another HTTP method than POST"}}});
    }
    auto document = parse_body(request.content_type, request.body, options);
    if (!document)
        return tl::unexpected<HttpRefusal>(refuse_unread(std::move(document.error())));
    if (!is_request(kind(document->operation))) {
        return tl::unexpected<HttpRefusal>(
            refuse(failure_of(*document, Code::OperationNotSupported, "an answer is no request")));
    }
    return std::move(*document);
}

HttpAnswer http_answer(const Document& document, const WriteOptions& options)
{
    return {.body = write(document, options)};
}

} // namespace wctp
