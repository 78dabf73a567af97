#include "relay/http/response_writer.h"
#include "relay/http/characters.h"
#include <algorithm>
#include <array>
#include <cstdio>

namespace relay::http {
namespace {

constexpr std::array our_fields{"Content-Length", "Transfer-Encoding", "Connection", "Date",
                                "Keep-Alive"};
constexpr std::pair<std::string_view, std::string_view> defaults[] = {
    {"Cache-Control", "no-store"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
};

bool is_harmless(char c)
{
    return !is_control(c) || c == '\t';
}

bool is_ours(std::string_view name)
{
    return std::any_of(our_fields.begin(), our_fields.end(),
                       [&](auto ours) { return equal_ignoring_case(ours, name); });
}

/// Empty: nothing to object.
std::string objection(const Response& response)
{
    if (response.status < 200 || response.status > 599) {
        return "a response has status " + std::to_string(response.status);
    }
    for (const auto& [name, value] : response.headers.fields()) {
        if (!is_token(name)) {
            return "a response has a header field whose name is not a token";
        }
        if (!std::all_of(value.begin(), value.end(), is_harmless)) {
            return "response field " + name + " has a control character in its value";
        }
        if (is_ours(name)) {
            return "response field " + name + " is the writer's own";
        }
    }
    return {};
}

void add_field(std::string& out, std::string_view name, std::string_view value)
{
    out.append(name).append(": ").append(value).append("\r\n");
}

void add_connection(std::string& out, const Response& response, const AnswerFacts& facts)
{
    if (response.close || !facts.keeps_alive) {
        add_field(out, "Connection", "close");
        return;
    }
    if (facts.is_http_10) {
        add_field(out, "Connection", "keep-alive");
    }
}

/// All but what frames the body and the blank line.
std::string common_head(const Response& response, const AnswerFacts& facts, std::time_t date)
{
    std::string out;
    out.reserve(512 + response.body.size());
    out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
    out.append(reason_phrase(response.status)).append("\r\n");
    add_field(out, "Date", http_date(date));
    for (const auto& [name, value] : response.headers.fields()) {
        add_field(out, name, value);
    }
    for (const auto& [name, value] : defaults) {
        if (!response.headers.has(name)) {
            add_field(out, name, value);
        }
    }
    if (facts.tls && !response.headers.has("Strict-Transport-Security")) {
        add_field(out, "Strict-Transport-Security", "max-age=31536000");
    }
    add_connection(out, response, facts);
    return out;
}

} // namespace

net::Result<std::string> write_response(const Response& response, const AnswerFacts& facts,
                                        std::time_t date)
{
    if (auto fault = objection(response); !fault.empty()) {
        return tl::unexpected(std::move(fault));
    }
    // RFC 9110 8.6: no Content-Length with 204; with 304 it would speak of another answer.
    const bool is_bodiless = response.status == 204 || response.status == 304;
    if (is_bodiless && !response.body.empty()) {
        return tl::unexpected("a response with status " + std::to_string(response.status) +
                              " has a body");
    }
    auto out = common_head(response, facts, date);
    if (!is_bodiless) {
        add_field(out, "Content-Length", std::to_string(response.body.size()));
    }
    out.append("\r\n");
    if (!facts.is_head) {
        out.append(response.body);
    }
    return out;
}

net::Result<std::string> write_stream_head(const Response& head, const AnswerFacts& facts,
                                           std::time_t date)
{
    if (auto fault = objection(head); !fault.empty()) {
        return tl::unexpected(std::move(fault));
    }
    auto closing = facts;
    closing.keeps_alive = false;
    return common_head(head, closing, date) + "\r\n" + head.body;
}

std::string http_date(std::time_t date)
{
    // Not strftime: its names follow the process's locale.
    static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm utc{};
    ::gmtime_r(&date, &utc);
    char text[64];
    std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT",
                  days[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                  months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour,
                  utc.tm_min, utc.tm_sec);
    return text;
}

} // namespace relay::http
