#include "relay/push/vapid.h"
#include "relay/push/base64url.h"

namespace relay::push {
namespace {

constexpr std::chrono::hours good_for{12};

/// Quotes and backslashes cannot be in an origin or a checked address; they are left out all the
/// same, so that no address adds a claim.
std::string quoted(std::string_view text)
{
    std::string json = "\"";
    for (const char c : text) {
        if (c >= ' ' && c != '"' && c != '\\')
            json += c;
    }
    return json + "\"";
}

} // namespace

std::string application_server_key(const CurveKey& key)
{
    return base64url(key.public_octets());
}

std::string vapid(const CurveKey& key, std::string_view origin, std::string_view subject,
                  std::chrono::sys_seconds now)
{
    const auto expires = (now + good_for).time_since_epoch().count();
    const auto text =
        base64url(R"({"typ":"JWT","alg":"ES256"})") + "." +
        base64url("{\"aud\":" + quoted(origin) + ",\"exp\":" + std::to_string(expires) +
                  ",\"sub\":" + quoted(subject) + "}");
    return "vapid t=" + text + "." + base64url(key.signature_of(text)) +
           ", k=" + application_server_key(key);
}

} // namespace relay::push
