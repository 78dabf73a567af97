#include "relay/http/request_head.h"
#include "relay/http/characters.h"
#include "relay/http/target.h"
#include <algorithm>
#include <array>

namespace relay::http {
namespace {

constexpr std::size_t longest_method = 32;
constexpr std::size_t longest_length = 18; // digits; more could overflow and is too large anyway
constexpr std::array known_methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

std::optional<Refusal> objection_to_method(std::string_view method)
{
    if (!is_token(method) || method.size() > longest_method) {
        return Refusal{400, "the method is not a token of at most 32 characters"};
    }
    if (method == "CONNECT" || method == "TRACE") {
        return Refusal{405, "this method is not served"};
    }
    if (std::find(known_methods.begin(), known_methods.end(), method) == known_methods.end()) {
        return Refusal{501, "the method is unknown"};
    }
    return std::nullopt;
}

OrRefusal<Version> parse_version(std::string_view text)
{
    if (text == "HTTP/1.1") {
        return Version::Http11;
    }
    if (text == "HTTP/1.0") {
        return Version::Http10;
    }
    const bool is_version = text.size() == 8 && text.substr(0, 5) == "HTTP/" && is_digit(text[5]) &&
                            text[6] == '.' && is_digit(text[7]);
    if (is_version) {
        return refuse(505, "only HTTP/1.0 and HTTP/1.1 are served here");
    }
    return refuse(400, "the request line does not end with an HTTP version");
}

bool may_stand_in_target(char c)
{
    return c > 0x20 && c < 0x7f &&
           std::string_view("\"#<>\\^`{|}").find(c) == std::string_view::npos;
}

/// Takes "http://host:port" off an absolute target. RFC 9112 3.2.2.
bool take_authority(Request& request, std::string_view& target)
{
    const auto scheme_end = target.find("://");
    if (scheme_end == std::string_view::npos) {
        return false;
    }
    const auto scheme = target.substr(0, scheme_end);
    if (!equal_ignoring_case(scheme, "http") && !equal_ignoring_case(scheme, "https")) {
        return false;
    }
    target.remove_prefix(scheme_end + 3);
    const auto authority = target.substr(0, target.find_first_of("/?"));
    const auto host = host_name(authority);
    if (!host) {
        return false;
    }
    request.host = *host;
    target.remove_prefix(authority.size());
    return true;
}

OrRefusal<Request> with_target(Request request, std::string_view target)
{
    if (!std::all_of(target.begin(), target.end(), may_stand_in_target)) {
        return refuse(400, "the target has a character that must be percent-encoded");
    }
    request.target = target;
    if (target == "*" && request.method == "OPTIONS") {
        request.path = "*";
        return request;
    }
    if (target.front() != '/' && !take_authority(request, target)) {
        return refuse(400, "the target is neither a path nor an http URL");
    }
    const auto question = target.find('?');
    const auto path = normalised_path(target.substr(0, question));
    if (!path) {
        return refuse(400, "the path cannot be read safely");
    }
    request.path = *path;
    if (question != std::string_view::npos) {
        request.query = target.substr(question + 1);
    }
    return request;
}

/// The items of a comma-separated list, over all fields of that name.
std::vector<std::string_view> list_items(const Headers& headers, std::string_view name)
{
    std::vector<std::string_view> items;
    for (auto value : headers.all(name)) {
        while (!value.empty()) {
            const auto comma = value.find(',');
            items.push_back(trimmed(value.substr(0, comma)));
            value.remove_prefix(comma == std::string_view::npos ? value.size() : comma + 1);
        }
    }
    return items;
}

bool lists(const Headers& headers, std::string_view name, std::string_view item)
{
    const auto items = list_items(headers, name);
    return std::any_of(items.begin(), items.end(),
                       [&](auto found) { return equal_ignoring_case(found, item); });
}

/// RFC 9112 3.2: one Host field, which must agree with an absolute target.
OrRefusal<std::string> agreed_host(const Request& request)
{
    const auto fields = request.headers.all("Host");
    if (fields.size() > 1) {
        return refuse(400, "more than one Host field");
    }
    if (fields.empty() && request.version == Version::Http11) {
        return refuse(400, "HTTP/1.1 without a Host field");
    }
    if (fields.empty()) {
        return request.host;
    }
    const auto host = host_name(fields.front());
    if (!host || (!request.host.empty() && request.host != *host)) {
        return refuse(400, "the Host field is not a host, or not the target's");
    }
    return *host;
}

std::optional<Refusal> settle_host(Request& request, const std::vector<std::string>& hosts)
{
    auto host = agreed_host(request);
    if (!host) {
        return host.error();
    }
    request.host = std::move(*host);
    const bool is_served = hosts.empty() || request.host.empty() ||
                           std::find(hosts.begin(), hosts.end(), request.host) != hosts.end();
    if (!is_served) {
        return Refusal{421, "this host is not served here"};
    }
    return std::nullopt;
}

/// RFC 9112 6.1: a sender of Transfer-Encoding and Content-Length is broken or smuggles.
OrRefusal<Framing> chunked_framing(const Request& request,
                                   const std::vector<std::string_view>& encodings)
{
    if (request.version == Version::Http10) {
        return refuse(400, "Transfer-Encoding in HTTP/1.0");
    }
    if (request.headers.has("Content-Length")) {
        return refuse(400, "both Transfer-Encoding and Content-Length");
    }
    if (encodings.size() > 1) {
        return refuse(400, "more than one Transfer-Encoding field");
    }
    if (!equal_ignoring_case(encodings.front(), "chunked")) {
        return refuse(501, "no transfer coding but chunked is understood");
    }
    Framing framing;
    framing.body = Framing::Body::Chunked;
    return framing;
}

OrRefusal<Framing> body_framing(const Request& request)
{
    const auto encodings = request.headers.all("Transfer-Encoding");
    if (!encodings.empty()) {
        return chunked_framing(request, encodings);
    }
    const auto lengths = request.headers.all("Content-Length");
    Framing framing;
    if (lengths.empty()) {
        return framing;
    }
    if (lengths.size() > 1) {
        return refuse(400, "more than one Content-Length field");
    }
    const auto digits = lengths.front();
    if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_digit)) {
        return refuse(400, "Content-Length is not a number");
    }
    if (digits.size() > longest_length) {
        return refuse(413, "the body is too large");
    }
    framing.body = Framing::Body::Counted;
    framing.length = std::stoull(std::string(digits));
    return framing;
}

std::optional<Refusal> objection_to_demands(const Request& request)
{
    const auto coding = request.headers.find("Content-Encoding");
    if (coding && !coding->empty() && !equal_ignoring_case(*coding, "identity")) {
        return Refusal{415, "compressed bodies are not accepted"};
    }
    const auto expectation = request.headers.find("Expect");
    if (request.version == Version::Http11 && expectation &&
        !equal_ignoring_case(*expectation, "100-continue")) {
        return Refusal{417, "no expectation but 100-continue is understood"};
    }
    return std::nullopt;
}

} // namespace

OrRefusal<Request> parse_request_line(std::string_view line)
{
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last || first + 1 == last) {
        return refuse(400, "the request line is not method, target and version");
    }
    const auto version = parse_version(line.substr(last + 1));
    if (!version) {
        return tl::unexpected(version.error());
    }
    Request request;
    request.version = *version;
    request.method = line.substr(0, first);
    if (const auto objection = objection_to_method(request.method)) {
        return tl::unexpected(*objection);
    }
    return with_target(std::move(request), line.substr(first + 1, last - first - 1));
}

OrRefusal<Headers::Field> parse_field(std::string_view line)
{
    // A line that begins with a blank would be a folded one (RFC 9112 5.2); its "name" is no token.
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
        return refuse(400, "a header line is not a name, a colon and a value");
    }
    return Headers::Field{line.substr(0, colon), trimmed(line.substr(colon + 1))};
}

OrRefusal<Framing> examine_head(Request& request, const std::vector<std::string>& hosts)
{
    auto framing = body_framing(request);
    if (!framing) {
        return framing;
    }
    if (const auto objection = settle_host(request, hosts)) {
        return tl::unexpected(*objection);
    }
    if (const auto objection = objection_to_demands(request)) {
        return tl::unexpected(*objection);
    }
    const bool is_11 = request.version == Version::Http11;
    const bool wants_close = lists(request.headers, "Connection", "close");
    framing->keeps_alive =
        !wants_close && (is_11 || lists(request.headers, "Connection", "keep-alive"));
    framing->expects_continue = is_11 && request.headers.has("Expect");
    return framing;
}

} // namespace relay::http
