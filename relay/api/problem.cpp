#include "relay/api/problem.h"
#include "relay/api/json_writer.h"

namespace relay::api {

Problem bad_request(std::string detail)
{
    return {400, "bad-request", "Malformed request", std::move(detail), {}, {}};
}

Problem unauthorized(std::string detail)
{
    // RFC 6750 3.
    return {401,
            "unauthorized",
            "No token in force",
            std::move(detail),
            {},
            {{"WWW-Authenticate", "Bearer realm=\"belfry\""}}};
}

Problem forbidden(std::string detail)
{
    return {403, "forbidden", "Not allowed", std::move(detail), {}, {}};
}

Problem not_found()
{
    return {404, "not-found", "Not found", "There is nothing here that this token may see.",
            {},  {}};
}

Problem method_not_allowed(const std::string& allowed)
{
    return {405, "method-not-allowed", "Method not allowed", "This path answers " + allowed + ".",
            {},  {{"Allow", allowed}}};
}

Problem not_acceptable(std::string_view offered)
{
    return {406,
            "not-acceptable",
            "Not acceptable",
            "The answer would be " + std::string(offered) + ", which Accept does not allow.",
            {},
            {}};
}

Problem conflict(std::string slug, std::string detail, std::vector<FieldError> errors)
{
    return {409, std::move(slug), "Conflict", std::move(detail), std::move(errors), {}};
}

Problem gone(std::string detail)
{
    return {410, "gone", "Gone", std::move(detail), {}, {}};
}

Problem stale(const std::string& etag)
{
    return {412,
            "stale",
            "Changed by somebody else",
            "It is not what it was when it was read: read again, then change.",
            {},
            {{"ETag", etag}}};
}

Problem unsupported_type(std::string_view wanted)
{
    return {415,        "unsupported-type",
            "Not JSON", "The body must be " + std::string(wanted) + " in UTF-8.",
            {},         {}};
}

Problem invalid(std::vector<FieldError> errors)
{
    const auto& first = errors.front();
    auto detail = (first.pointer.empty() ? std::string() : first.pointer + ": ") + first.detail;
    return {422, "validation", "Refused", std::move(detail), std::move(errors), {}};
}

Problem precondition_required()
{
    return {428,
            "precondition-required",
            "If-Match is missing",
            "Send the ETag that was read as If-Match, so that nobody's change is overwritten.",
            {},
            {}};
}

Problem too_fast()
{
    return {429, "rate-limited",        "Over the rate", "The source is over its rate.",
            {},  {{"Retry-After", "1"}}};
}

Problem too_fast(store::Millis wait, std::string detail)
{
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
    return {429,
            "rate-limited",
            "Over the rate",
            std::move(detail),
            {},
            {{"Retry-After", std::to_string(seconds)}}};
}

Problem unavailable(std::string detail)
{
    return {503, "unavailable", "Not now", std::move(detail), {}, {{"Retry-After", "5"}}};
}

http::Response respond_with(const Problem& problem, const std::string& request_id)
{
    JsonWriter json;
    json.object([&] {
        json.member("type", "urn:belfry:problem:" + problem.slug);
        json.member("title", problem.title);
        json.member("status", problem.status);
        json.member("detail", problem.detail);
        json.member("instance", "urn:belfry:request:" + request_id);
        if (problem.errors.empty())
            return;
        json.array("errors", [&] {
            for (const auto& error : problem.errors) {
                json.object([&] {
                    json.member("pointer", error.pointer);
                    json.member("detail", error.detail);
                });
            }
        });
    });
    auto headers = problem.headers;
    headers.add("Content-Type", "application/problem+json");
    return {problem.status, std::move(headers), json.take()};
}

} // namespace relay::api
