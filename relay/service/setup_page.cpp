#include "relay/service/setup_page.h"
#include "relay/api/caller.h"
#include "relay/service/source_setup.h"
#include "store/model/directory.h"
#include <Poco/Base64Decoder.h>
#include <Poco/Exception.h>
#include <iterator>
#include <sstream>

namespace relay::service {

namespace {

constexpr std::string_view scheme = "basic ";

/// RFC 7617 2: the password of basic authentication as a bearer token; others stay.
std::string as_bearer(const std::string& authorization)
{
    if (store::folded_lower(authorization.substr(0, scheme.size())) != scheme)
        return authorization;
    std::istringstream encoded(authorization.substr(scheme.size()));
    Poco::Base64Decoder decoder(encoded);
    std::string pair;
    try {
        pair.assign(std::istreambuf_iterator<char>(decoder), {});
    } catch (const Poco::DataFormatException&) {
        return {}; // no base64
    }
    const auto colon = pair.find(':');
    return colon == std::string::npos ? "" : "Bearer " + pair.substr(colon + 1);
}

http::Request with_bearer(const http::Request& request)
{
    http::Request made;
    made.peer_address = request.peer_address;
    for (const auto& field : request.headers.all("Authorization"))
        made.headers.add("Authorization", as_bearer(std::string(field)));
    return made;
}

http::Response plain(int status, std::string text)
{
    auto response = http::respond(status, "text/plain; charset=utf-8", std::move(text));
    response.headers.add("Cache-Control", "no-store");
    return response;
}

} // namespace

http::Response SetupPage::answer(const http::Request& request) const
{
    if (request.method != "GET" && request.method != "HEAD") {
        auto response = plain(405, "GET shows the set-up of a source.\n");
        response.headers.add("Allow", "GET");
        return response;
    }
    const auto people = house_.people();
    const auto caller = api::caller_of(with_bearer(request), *people, house_.now());
    if (!caller || !caller->is_admin()) {
        auto response = plain(401, "An administrator's token is needed, as the password.\n");
        response.headers.add("WWW-Authenticate", "Basic realm=\"Belfry set-up\"");
        return response;
    }
    const auto* source = people->source_named(request.path.substr(prefix.size()));
    if (source == nullptr)
        return plain(404, "There is no such source.\n");
    return plain(200, setup_text(*source, config_));
}

} // namespace relay::service
