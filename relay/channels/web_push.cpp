#include "relay/channels/web_push.h"
#include "relay/channels/error_class.h"
#include "relay/push/endpoint.h"
#include "relay/push/sealed_push.h"
#include "relay/push/vapid.h"
#include <fstream>

namespace relay::channels {

namespace {

using namespace std::chrono_literals;

constexpr store::Millis usual_life = 4h; ///< of pushes for messages that never expire

/// RFC 8030 5.3.
std::string_view urgency(store::Priority priority)
{
    switch (priority) {
    case store::Priority::High:
        return "high";
    case store::Priority::Normal:
        return "normal";
    case store::Priority::Low:
        return "low";
    }
    std::abort(); // a value that is no enumerator
}

/// RFC 8030 5.2: how long the service keeps it for a device that is not there.
std::string seconds_left(const Outgoing& outgoing)
{
    const auto left = outgoing.expires ? *outgoing.expires - outgoing.now : usual_life;
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(left).count());
}

/// CHANNELS 4.3.
ErrorClass class_of(int status)
{
    switch (status) {
    case 400:
    case 401:
    case 403:
        return ErrorClass::Credentials; // the key is not the one of the subscription
    case 404:
    case 410:
        return ErrorClass::BadAddress;
    case 413:
        return ErrorClass::BadRequest;
    default:
        return class_of_status(status);
    }
}

class WebPush : public Channel {
public:
    WebPush(WebPushSettings settings, push::CurveKey key, GoneEar gone)
        : settings_(std::move(settings)), key_(std::move(key)), gone_(std::move(gone)),
          client_(settings_.http)
    {
    }

    Outcome send(const Outgoing& outgoing) override
    {
        const auto* out = std::get_if<PushOut>(&outgoing.payload);
        if (out == nullptr)
            return Refused{Blame::Provider, "payload", "a push is for a device only"};
        if (outgoing.expires && *outgoing.expires <= outgoing.now)
            return outcome_of(ErrorClass::Expired, "expired", "its deadline passed before sending");
        const auto endpoint = push::Endpoint::parse(out->endpoint);
        if (!endpoint || !endpoint->is_at(settings_.hosts))
            return outcome_of(ErrorClass::BadAddress, "endpoint",
                              "the device's push service is not one of channels.push.hosts");
        const auto reader = push::Reader::parse(out->public_key, out->secret);
        const auto body = reader ? push::sealed_push(out->payload, *reader) : std::nullopt;
        if (!body)
            return outcome_of(ErrorClass::BadAddress, "keys", "nothing can be sealed for it");
        const auto answer = client_.perform(request(outgoing, *out, *endpoint, *body));
        return answer ? judged(outgoing, *answer) : outcome_of(answer.error());
    }

    std::string_view provider() const override { return settings_.name; }
    int parallel() const override { return settings_.parallel; }

private:
    HttpRequest request(const Outgoing& outgoing, const PushOut& out,
                        const push::Endpoint& endpoint, const std::string& body) const
    {
        HttpRequest request;
        request.method = "POST";
        request.url = out.endpoint;
        const auto now = std::chrono::floor<std::chrono::seconds>(outgoing.now);
        request.headers = {
            {"Authorization", push::vapid(key_, endpoint.origin, settings_.subject, now)},
            {"Content-Encoding", "aes128gcm"},
            {"Content-Type", "application/octet-stream"},
            {"TTL", seconds_left(outgoing)},
            {"Urgency", std::string(urgency(outgoing.priority))}};
        if (!out.topic.empty())
            request.headers.emplace_back("Topic", out.topic);
        request.body = body;
        request.networks = settings_.networks;
        return request;
    }

    Outcome judged(const Outgoing& outgoing, const HttpAnswer& answer) const
    {
        const auto code = "http " + std::to_string(answer.status);
        if (answer.status == 200 || answer.status == 201 || answer.status == 202)
            return Accepted{{}, code};
        const bool is_gone = answer.status == 404 || answer.status == 410;
        if (is_gone)
            gone_(outgoing.delivery);
        const auto later =
            answer.retry_after ? std::optional<store::Millis>(*answer.retry_after) : std::nullopt;
        return outcome_of(class_of(answer.status), code,
                          is_gone ? "the device takes no pushes any more"
                                  : "the push service answered " + code,
                          later);
    }

    WebPushSettings settings_;
    push::CurveKey key_;
    GoneEar gone_;
    HttpClient client_;
};

bool is_contact_address(const std::string& text)
{
    return (text.starts_with("mailto:") && text.find('@') != std::string::npos) ||
           (text.starts_with("https://") && text.size() > std::string("https://").size());
}

} // namespace

std::vector<SettingsError> settings_problems(const WebPushSettings& settings)
{
    std::vector<SettingsError> errors;
    if (!is_contact_address(settings.subject))
        errors.push_back({"subject", "must be mailto: with an address of yours, or https:"});
    if (settings.hosts.empty())
        errors.push_back({"hosts", "is empty, so no device could be reached"});
    return errors;
}

tl::expected<std::unique_ptr<Channel>, std::vector<SettingsError>>
make_web_push(const WebPushSettings& settings, push::CurveKey key, GoneEar gone)
{
    auto errors = settings_problems(settings);
    if (!settings.http.ca_file.empty() && !std::ifstream(settings.http.ca_file))
        errors.push_back({"ca_file", "cannot read " + settings.http.ca_file.string()});
    if (!errors.empty())
        return tl::unexpected(std::move(errors));
    return std::make_unique<WebPush>(settings, std::move(key), std::move(gone));
}

} // namespace relay::channels
