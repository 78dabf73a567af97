#include "relay/gateway/peer_poller.h"
#include "relay/gateway/peer_news.h"
#include "relay/service/log.h"
#include <algorithm>

namespace relay::gateway {
namespace {

service::log::Room& log_room()
{
    static auto& room = service::log::room("wctp");
    return room;
}

/// The code that ends a message; empty: nothing could be written.
struct Verdict {
    channels::PageEars& ears;
    const std::string& provider;

    std::optional<wctp::Code> operator()(const wctp::StatusInfo& status) const
    {
        return take(ears, provider, status);
    }
    std::optional<wctp::Code> operator()(const wctp::MessageReply& reply) const
    {
        return take(ears, provider, reply);
    }
    /// Whom that gateway may page here is a source's matter, and a source comes to our door.
    std::optional<wctp::Code> operator()(const wctp::SubmitRequest&) const
    {
        return wctp::Code::OperationNotSupported;
    }
    /// We ask it for none.
    std::optional<wctp::Code> operator()(const wctp::LookupResponse&) const
    {
        return wctp::Code::UnknownReference;
    }
};

/// The messageID that it names.
struct Reference {
    std::string operator()(const wctp::SubmitRequest& request) const
    {
        return request.control.message_id;
    }
    std::string operator()(const wctp::LookupResponse& response) const
    {
        return response.response_to;
    }
    template <class News>
    std::string operator()(const News& news) const
    {
        return news.header.response_to;
    }
};

wctp::MessageReceived received(std::int64_t sequence, wctp::Code code)
{
    if (wctp::code_class(code) == wctp::CodeClass::Success)
        return {sequence, wctp::Success{code, {}, {}}};
    return {sequence, wctp::Failure{code, {}, {}}};
}

} // namespace

PeerPoller::PeerPoller(const engine::House& house, channels::PageEars& ears,
                       std::unique_ptr<channels::WctpPoll> poll, std::string provider,
                       PeerPollRule rule)
    : house_(house), ears_(ears), poll_(std::move(poll)), provider_(std::move(provider)),
      rule_(rule)
{
}

PeerPoller::~PeerPoller()
{
    stop();
}

void PeerPoller::start()
{
    ticker_.start([this] { look(); },
                  [](const std::exception& trouble) {
                      log_room().error("cannot fetch what a gateway keeps for us, trying again",
                                       {{"why", trouble.what()}});
                  });
}

void PeerPoller::stop()
{
    ticker_.stop();
}

void PeerPoller::look()
{
    while (house_.now() >= state_.next && !ticker_.is_stopping())
        ask();
}

void PeerPoller::ask()
{
    const auto before = state_;
    const auto answer = poll_->ask(question(state_));
    if (answer)
        state_ = after(before, *answer, keep(*answer), rule_, house_.now());
    else
        state_ = after(before, NoPollAnswer{answer.error()}, {}, rule_, house_.now());
    tell(before);
}

/// In order, so that a reply never overtakes what came before it.
PolledKept PeerPoller::keep(const wctp::PollResponse& response)
{
    PolledKept kept;
    const auto* messages = std::get_if<std::vector<wctp::PolledMessage>>(&response.outcome);
    if (messages == nullptr)
        return kept;
    turn_down(response.unreadable, kept);
    for (const auto& message : *messages) {
        const auto code = verdict(message);
        if (!code) {
            kept.is_all = false;
            return kept;
        }
        kept.received.push_back(received(message.sequence, *code));
    }
    return kept;
}

/// Acknowledged as failed it comes no more; without a sequence number it comes until the gateway
/// drops it.
void PeerPoller::turn_down(const std::vector<wctp::Unreadable>& unreadable, PolledKept& kept)
{
    for (const auto& one : unreadable) {
        if (one.sequence)
            kept.received.push_back(received(*one.sequence, one.error.code));
        if (std::ranges::find(told_, one) == told_.end())
            log_room().warning("a gateway keeps something for us that cannot be read",
                               {{"provider", provider_},
                                {"sequence", one.sequence ? std::to_string(*one.sequence) : "none"},
                                {"code", number(one.error.code)},
                                {"why", one.error.detail}});
    }
    told_ = unreadable;
}

std::optional<wctp::Code> PeerPoller::verdict(const wctp::PolledMessage& message) const
{
    const auto code = std::visit(Verdict{ears_, provider_}, message.operation);
    if (code && wctp::code_class(*code) != wctp::CodeClass::Success)
        log_room().warning("a gateway keeps something for us that is none of ours",
                           {{"provider", provider_},
                            {"sequence", message.sequence},
                            {"reference", std::visit(Reference{}, message.operation)},
                            {"code", number(*code)}});
    return code;
}

void PeerPoller::tell(const PeerPoll& before) const
{
    house_.metrics.set_poll_ill(!state_.health.is_well());
    if (before.health.is_well() && !state_.health.is_well())
        log_room().warning("a gateway that keeps news for us gives nothing",
                           {{"provider", provider_}, {"why", state_.trouble}});
    if (!before.health.is_well() && state_.health.is_well())
        log_room().notice("a gateway that keeps news for us gives them again",
                          {{"provider", provider_}});
}

} // namespace relay::gateway
