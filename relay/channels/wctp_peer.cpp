#include "relay/channels/wctp_peer.h"
#include "relay/channels/error_class.h"
#include "relay/channels/incoming.h"
#include "relay/channels/network.h"
#include "relay/channels/secret.h"
#include "relay/channels/wctp_peer_words.h"
#include <algorithm>
#include <fstream>

namespace relay::channels {

namespace {

using Errors = std::vector<SettingsError>;

class WctpPeer : public Channel, private Asker {
public:
    WctpPeer(const WctpPeerSettings& settings, std::string code)
        : settings_(settings), code_(std::move(code)), client_(settings.http)
    {
    }

    Outcome send(const Outgoing& outgoing) override
    {
        const auto* page = std::get_if<PageOut>(&outgoing.payload);
        if (page == nullptr)
            return Refused{Blame::Provider, "payload", "a WCTP gateway takes pages only"};
        if (outgoing.expires && *outgoing.expires <= outgoing.now)
            return outcome_of(ErrorClass::Expired, "expired", "its deadline passed before sending");
        auto answer = post(submission(outgoing, *page, settings_, code_));
        if (answer && goes_as_choices(*page, settings_) && refuses_choices(*answer))
            answer = post(submission(outgoing, *page, settings_, code_, false));
        return answer ? judged_submission(*answer) : outcome_of(answer.error());
    }

    std::string_view provider() const override { return settings_.name; }
    int parallel() const override { return settings_.parallel; }
    Asker* asker() override { return settings_.mode == WctpMode::Transient ? this : nullptr; }

private:
    AskAnswer ask(const AskedPage& page) override
    {
        const auto answer = post(question(page, settings_));
        AskAnswer news;
        if (answer)
            news = news_of(*answer, page, settings_.name);
        else
            news.trouble = answer.error().code + ": " + answer.error().detail;
        news.pause = std::max(news.pause, settings_.poll_interval);
        return news;
    }

    tl::expected<HttpAnswer, HttpFailure> post(const wctp::Document& document)
    {
        return client_.perform(posted(settings_, document));
    }

    WctpPeerSettings settings_;
    std::string code_;
    HttpClient client_;
};

void check(const WctpPeerSettings& settings, Errors& errors)
{
    if (const auto problem = url_problem(settings.url))
        errors.push_back({"url", *problem});
    if (settings.sender_id.empty())
        errors.push_back({"sender_id", "say what the gateway knows us by"});
    if (!wctp::parse_version(settings.version))
        errors.push_back(
            {"version", "'" + settings.version + "' is no version of WCTP; write 1.3"});
    for (const auto* list : {&settings.networks, &settings.response_networks})
        for (const auto& network : *list)
            if (!Network::parse(network))
                errors.push_back(
                    {"networks", "'" + network + "' is no CIDR block such as 10.0.0.0/8"});
    if (settings.parallel < 1)
        errors.push_back({"parallel", "must be 1 or more"});
    if (settings.polls && settings.mode == WctpMode::Transient)
        errors.push_back({"poll", "a transient client has no poll: take mode: enterprise"});
    if (!settings.http.ca_file.empty() && !std::ifstream(settings.http.ca_file))
        errors.push_back({"ca_file", "cannot read " + settings.http.ca_file.string()});
}

} // namespace

tl::expected<std::unique_ptr<Channel>, std::vector<SettingsError>>
make_wctp_peer(const WctpPeerSettings& settings)
{
    Errors errors;
    check(settings, errors);
    std::string code;
    if (!settings.code_file.empty()) {
        if (auto read = read_secret(settings.code_file))
            code = std::move(*read);
        else
            errors.push_back({"code_file", read.error()});
    }
    if (!errors.empty())
        return tl::unexpected(std::move(errors));
    return std::make_unique<WctpPeer>(settings, std::move(code));
}

} // namespace relay::channels
