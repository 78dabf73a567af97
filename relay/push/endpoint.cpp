#include "relay/push/endpoint.h"
#include <algorithm>

namespace relay::push {
namespace {

constexpr std::size_t longest = 2000;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Its last part begins with a letter, so that it is not four numbers, nor one, nor in hex.
bool is_name(std::string_view host)
{
    const auto last = host.substr(host.rfind('.') + 1);
    return !host.empty() && host.size() <= 253 && host.front() != '.' && host.front() != '-' &&
           host.find("..") == std::string_view::npos && !last.empty() && is_letter(last.front()) &&
           std::ranges::all_of(
               host, [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-'; });
}

bool is_port(std::string_view port)
{
    return !port.empty() && port.size() <= 5 && port.front() != '0' &&
           std::ranges::all_of(port, is_digit) && std::stoi(std::string(port)) <= 65535;
}

bool is_path(std::string_view path)
{
    constexpr std::string_view strange = "\"\\^`{|}<>#";
    return path.starts_with('/') && std::ranges::all_of(path, [&](char c) {
               return c > ' ' && c < 0x7f && strange.find(c) == std::string_view::npos;
           });
}

std::string lower(std::string_view text)
{
    std::string out(text);
    for (auto& c : out) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

} // namespace

std::vector<std::string> usual_hosts()
{
    return {"fcm.googleapis.com", "*.push.services.mozilla.com", "*.push.apple.com",
            "*.notify.windows.com"};
}

std::optional<Endpoint> Endpoint::parse(std::string_view url)
{
    constexpr std::string_view scheme = "https://";
    if (url.size() > longest || !url.starts_with(scheme))
        return std::nullopt;
    const auto rest = url.substr(scheme.size());
    const auto slash = rest.find('/');
    if (slash == std::string_view::npos || !is_path(rest.substr(slash)))
        return std::nullopt;
    const auto authority = rest.substr(0, slash);
    const auto colon = authority.find(':');
    const auto host = authority.substr(0, colon);
    if (!is_name(host))
        return std::nullopt;
    if (colon == std::string_view::npos)
        return Endpoint{"https://" + lower(host), lower(host)};
    const auto port = authority.substr(colon + 1);
    if (!is_port(port))
        return std::nullopt;
    return Endpoint{"https://" + lower(host) + (port == "443" ? "" : ":" + std::string(port)),
                    lower(host)};
}

bool Endpoint::is_at(const std::vector<std::string>& hosts) const
{
    return std::ranges::any_of(hosts, [this](const std::string& known) {
        return known.starts_with("*.") ? host.ends_with(known.substr(1)) : host == known;
    });
}

} // namespace relay::push
