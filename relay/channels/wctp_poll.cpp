#include "relay/channels/wctp_poll.h"
#include "relay/channels/secret.h"
#include "relay/channels/wctp_answer.h"
#include "relay/channels/wctp_peer_words.h"
#include "wctp/answers.h"

namespace relay::channels {

namespace {

/// An answer holds many messages; more than the parser takes is of no use.
constexpr std::size_t most_bytes = 1 << 20;

HttpSettings with_room(HttpSettings http)
{
    http.max_answer_bytes = most_bytes;
    return http;
}

/// A refusal in any element is one: version 1.0 has no Failure in a PollResponse.
tl::expected<wctp::PollResponse, std::string> poll_response(const HttpAnswer& answer)
{
    auto read = read_answer(answer);
    if (!read)
        return tl::unexpected("HTTP " + std::to_string(answer.status) +
                              " and no WCTP: " + read.error().error.detail);
    if (auto* response = std::get_if<wctp::PollResponse>(&read->operation))
        return std::move(*response);
    const auto said = wctp::outcome(*read);
    if (const auto* failure = said ? std::get_if<wctp::Failure>(&*said) : nullptr)
        return wctp::PollResponse{*failure, {}};
    return tl::unexpected("its answer is no wctp-PollResponse but a " +
                          std::string(name(kind(read->operation))));
}

class HttpPoll final : public WctpPoll {
public:
    HttpPoll(const WctpPeerSettings& settings, std::string code)
        : settings_(settings), code_(std::move(code)), client_(with_room(settings.http))
    {
    }

    tl::expected<wctp::PollResponse, std::string> ask(wctp::PollForMessages poll) override
    {
        poll.poller_id = settings_.sender_id;
        poll.security_code = code_;
        const auto answer =
            client_.perform(posted(settings_, document_for(settings_, std::move(poll))));
        if (!answer)
            return tl::unexpected(answer.error().code + ": " + answer.error().detail);
        return poll_response(*answer);
    }

private:
    WctpPeerSettings settings_;
    std::string code_;
    HttpClient client_;
};

} // namespace

tl::expected<std::unique_ptr<WctpPoll>, std::vector<SettingsError>>
make_wctp_poll(const WctpPeerSettings& settings)
{
    std::string code;
    if (!settings.code_file.empty()) {
        auto read = read_secret(settings.code_file);
        if (!read)
            return tl::unexpected(std::vector<SettingsError>{{"code_file", read.error()}});
        code = std::move(*read);
    }
    return std::make_unique<HttpPoll>(settings, std::move(code));
}

} // namespace relay::channels
