#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relay::push {

/// The services of the browsers that there are: Chromium's, Firefox's, Safari's, Windows'.
std::vector<std::string> usual_hosts();

/// Where a device wants its pushes: an address that somebody else gave us and that we shall call.
struct Endpoint {
    std::string origin; ///< "https://push.example" or with a port
    std::string host;   ///< lower case

    /// https, a host name (never an address) with an optional port, and a path: read so narrowly
    /// that no two readers of URLs can disagree. Empty: anything else, or over 2000 characters.
    static std::optional<Endpoint> parse(std::string_view url);

    /// `hosts`: names, or "*.name" for everything below one.
    bool is_at(const std::vector<std::string>& hosts) const;
};

} // namespace relay::push
