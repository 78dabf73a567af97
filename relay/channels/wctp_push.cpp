#include "relay/channels/wctp_push.h"
#include "relay/channels/error_class.h"
#include "relay/channels/peer_text.h"
#include "relay/channels/wctp_answer.h"
#include "wctp/answers.h"
#include <cstdlib>
#include <fstream>

namespace relay::channels {

namespace {

constexpr std::size_t max_detail = 160;

std::string described(wctp::Code code, const std::string& text, const std::string& detail)
{
    const auto& words = detail.empty() ? text : detail;
    return tidy("wctp " + std::to_string(number(code)) + " " + words, max_detail);
}

Outcome judged(const wctp::Success& success, bool is_confirmation)
{
    auto detail = described(success.code, success.text, success.detail);
    if (is_confirmation && code_class(success.code) == wctp::CodeClass::Success)
        return Accepted{{}, std::move(detail)};
    // Its element and its number disagree, or it confirms something else: not an answer to us.
    return Busy{"bad answer", std::move(detail), {}};
}

/// WCTP.md 2: only the hundreds count.
Outcome judged(const wctp::Failure& failure, std::optional<store::Millis> later)
{
    auto code = "wctp " + std::to_string(number(failure.code));
    auto detail = described(failure.code, failure.text, failure.detail);
    switch (code_class(failure.code)) {
    case wctp::CodeClass::Temporary:
        return Busy{std::move(code), std::move(detail), later};
    case wctp::CodeClass::Success: // a refusal all the same: the element says so
    case wctp::CodeClass::Final:
        return Refused{Blame::Provider, std::move(code), std::move(detail)};
    }
    std::abort(); // a value that is no enumerator
}

Outcome judged(const HttpAnswer& answer)
{
    const auto status = "http " + std::to_string(answer.status);
    const auto later =
        answer.retry_after ? std::optional<store::Millis>(*answer.retry_after) : std::nullopt;
    const auto document = read_answer(answer);
    const auto said = document ? wctp::outcome(*document) : std::nullopt;
    // quirk: Mission Control mirrors its codes in the HTTP status; a WCTP refusal counts with any.
    if (const auto* failure = said ? std::get_if<wctp::Failure>(&*said) : nullptr)
        return judged(*failure, later);
    if (answer.status / 100 != 2)
        return Busy{status, "the callback answered HTTP " + std::to_string(answer.status), later};
    if (!document)
        return Busy{
            "bad answer", "the callback's answer is no WCTP: " + document.error().error.detail, {}};
    if (!said)
        return Busy{"bad answer", "the callback's answer neither confirms nor refuses", {}};
    return judged(std::get<wctp::Success>(*said),
                  std::holds_alternative<wctp::Confirmation>(document->operation));
}

class WctpPush : public Channel {
public:
    explicit WctpPush(const WctpPushSettings& settings)
        : settings_(settings), client_(settings.http)
    {
    }

    Outcome send(const Outgoing& outgoing) override
    {
        const auto* push = std::get_if<WctpOut>(&outgoing.payload);
        if (push == nullptr)
            return Refused{Blame::Provider, "payload", "a callback takes WCTP documents only"};
        if (outgoing.expires && *outgoing.expires <= outgoing.now)
            return outcome_of(ErrorClass::Expired, "expired", "its deadline passed before sending");
        HttpRequest request;
        request.method = "POST";
        request.url = push->url;
        request.headers = {{"Content-Type", "text/xml; charset=utf-8"}};
        request.body = push->document;
        request.networks = push->networks;
        request.tls = push->tls;
        const auto answer = client_.perform(request);
        return answer ? judged(*answer) : outcome_of(answer.error());
    }

    std::string_view provider() const override { return settings_.name; }
    int parallel() const override { return settings_.parallel; }

private:
    WctpPushSettings settings_;
    HttpClient client_;
};

} // namespace

tl::expected<std::unique_ptr<Channel>, std::vector<SettingsError>>
make_wctp_push(const WctpPushSettings& settings)
{
    std::vector<SettingsError> errors;
    if (settings.parallel < 1)
        errors.push_back({"parallel", "must be 1 or more"});
    if (!settings.http.ca_file.empty() && !std::ifstream(settings.http.ca_file))
        errors.push_back({"ca_file", "cannot read " + settings.http.ca_file.string()});
    if (!errors.empty())
        return tl::unexpected(std::move(errors));
    return std::make_unique<WctpPush>(settings);
}

} // namespace relay::channels
