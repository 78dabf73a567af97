#include "relay/gateway/peer_poll.h"
#include <algorithm>

namespace relay::gateway {
namespace {

using core::Sign;

constexpr std::uint32_t most_at_once = 50;

/// Somebody who polls too fast waits longer each time, and much longer where he was told twice.
constexpr int slower = 2;
constexpr int much_slower = 8;

Sign sign_of(const wctp::Failure& failure)
{
    if (failure.code == wctp::Code::PollRateExceeded ||
        failure.code == wctp::Code::ExcessivePolling)
        return Sign::Good;
    return wctp::code_class(failure.code) == wctp::CodeClass::Temporary ? Sign::Bad : Sign::Locked;
}

/// What has no sequence number cannot be acknowledged and comes every time.
bool brings_news(const std::vector<wctp::PolledMessage>& messages,
                 const std::vector<wctp::Unreadable>& unreadable, const PeerPoll& before)
{
    const auto is_new = [&](std::int64_t sequence) {
        return std::ranges::find(before.received, sequence, &wctp::MessageReceived::sequence) ==
               before.received.end();
    };
    return std::ranges::any_of(messages, is_new, &wctp::PolledMessage::sequence) ||
           std::ranges::any_of(unreadable, [&](const auto& one) {
               return one.sequence.has_value() && is_new(*one.sequence);
           });
}

class After {
public:
    After(const PeerPoll& before, PolledKept kept, const PeerPollRule& rule, store::Instant now)
        : before_(before), kept_(std::move(kept)), rule_(rule), now_(now)
    {
    }

    PeerPoll operator()(const NoPollAnswer& none) const
    {
        auto poll = asked_again(Sign::Bad, rule_.interval);
        poll.one_by_one = true;
        poll.trouble = none.why;
        return poll;
    }
    PeerPoll operator()(const wctp::PollResponse& response) const
    {
        const store::Millis least = response.min_next_poll.value_or(std::chrono::seconds(0));
        const auto usual = std::max(least, rule_.interval);
        if (const auto* failure = std::get_if<wctp::Failure>(&response.outcome))
            return refused(*failure, usual);
        auto poll = asked_again(Sign::Good, usual);
        poll.received = kept_.received;
        poll.one_by_one = false;
        poll.trouble.clear();
        const auto* some = std::get_if<std::vector<wctp::PolledMessage>>(&response.outcome);
        if (some != nullptr && has_more(*some, response) && kept_.is_all)
            pause(poll, least);
        return poll;
    }

private:
    /// WCTP.md 3.3: zero says so; so does a batch that is full.
    bool has_more(const std::vector<wctp::PolledMessage>& some,
                  const wctp::PollResponse& response) const
    {
        const bool is_full =
            some.size() + response.unreadable.size() >= question(before_).max_messages;
        const bool says_so = response.min_next_poll == std::chrono::seconds(0);
        return (is_full || says_so) && brings_news(some, response.unreadable, before_);
    }

    PeerPoll refused(const wctp::Failure& failure, store::Millis usual) const
    {
        const auto sign = sign_of(failure);
        auto poll = asked_again(sign, usual);
        if (sign == Sign::Good) {
            const bool again = failure.code == wctp::Code::ExcessivePolling;
            const auto longer = before_.pause * (again ? much_slower : slower);
            pause(poll, std::clamp(longer, usual, std::max(usual, rule_.health.longest_pause)));
            return poll;
        }
        poll.trouble = "wctp " + std::to_string(number(failure.code)) + " " +
                       (failure.detail.empty() ? failure.text : failure.detail);
        return poll;
    }

    PeerPoll asked_again(Sign sign, store::Millis usual) const
    {
        auto poll = before_;
        poll.health = core::after(before_.health, sign, rule_.health, now_);
        pause(poll, usual);
        if (!poll.health.is_well())
            poll.next = std::max(poll.next, *poll.health.ill_until);
        return poll;
    }

    void pause(PeerPoll& poll, store::Millis length) const
    {
        poll.pause = length;
        poll.next = now_ + length;
    }

    const PeerPoll& before_;
    PolledKept kept_;
    const PeerPollRule& rule_;
    store::Instant now_;
};

} // namespace

wctp::PollForMessages question(const PeerPoll& poll)
{
    return {{}, {}, poll.one_by_one ? 1 : most_at_once, poll.received};
}

PeerPoll after(const PeerPoll& poll, const PollAnswer& answer, PolledKept kept,
               const PeerPollRule& rule, store::Instant now)
{
    return std::visit(After(poll, std::move(kept), rule, now), answer);
}

} // namespace relay::gateway
