#include "relay/channels/http_check.h"
#include "relay/channels/curl_handle.h"
#include <algorithm>
#include <array>
#include <cctype>

namespace relay::channels {

namespace {

constexpr std::size_t max_url_bytes = 8 * 1024;

bool is_token(std::string_view text)
{
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               marks.find(c) != std::string_view::npos;
    });
}

bool is_control(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

bool same_ignoring_case(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return tolower(x) == tolower(y); });
}

/// Headers that frame or route the request are libcurl's to write.
bool is_framing(std::string_view name)
{
    constexpr std::array names{
        "host", "content-length", "transfer-encoding", "connection", "expect", "te", "upgrade"};
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view own) { return same_ignoring_case(name, own); });
}

} // namespace

std::optional<std::string> request_problem(const HttpRequest& request)
{
    if (request.method != "GET" && request.method != "POST" && request.method != "PUT")
        return "the method must be GET, POST or PUT";
    for (const auto& [name, value] : request.headers) {
        if (!is_token(name) || is_framing(name))
            return "the header name '" + (is_token(name) ? name : "?") + "' is not allowed";
        if (std::any_of(value.begin(), value.end(),
                        [](char c) { return c != '\t' && is_control(c); }))
            return "the value of the header " + name + " holds a control character";
    }
    if (std::any_of(request.user.begin(), request.user.end(), is_control) ||
        std::any_of(request.password.begin(), request.password.end(), is_control))
        return "user or password holds a control character";
    return url_problem(request.url);
}

std::optional<std::string> url_problem(std::string_view url)
{
    if (url.size() > max_url_bytes)
        return "the URL is longer than 8192 bytes";
    if (std::any_of(url.begin(), url.end(), [](char c) { return c <= 0x20 || c > 0x7e; }))
        return "the URL holds a blank, a control character or a letter outside of ASCII; "
               "write it percent-encoded";
    const auto scheme_end = url.find("://");
    const auto scheme = url.substr(0, scheme_end);
    if (!same_ignoring_case(scheme, "http") && !same_ignoring_case(scheme, "https"))
        return "the URL must begin with http:// or https://";
    if (url.substr(scheme_end + 3, 1) == "/" || url.find('\\') != std::string_view::npos)
        return "the URL names no host";
    const CurlUrl parsed(curl_url());
    const auto code =
        curl_url_set(parsed.get(), CURLUPART_URL, std::string(url).c_str(), CURLU_DISALLOW_USER);
    if (code == CURLUE_USER_NOT_ALLOWED)
        return "the URL must not hold a user name or password";
    if (code != CURLUE_OK)
        return std::string("the URL cannot be read: ") + curl_url_strerror(code);
    char* port = nullptr;
    curl_url_get(parsed.get(), CURLUPART_PORT, &port, 0);
    const std::unique_ptr<char, decltype(&curl_free)> owner(port, curl_free);
    if (port != nullptr && std::string_view(port) == "0")
        return "the URL names port 0, which is none";
    return std::nullopt;
}

} // namespace relay::channels
