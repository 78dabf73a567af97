#pragma once
#include "relay/channels/incoming.h"
#include "relay/channels/wctp_poll.h"
#include "relay/engine/house.h"
#include "relay/gateway/peer_poll.h"
#include "relay/gateway/ticker.h"
#include <memory>
#include <optional>
#include <string>

namespace relay::gateway {

/// Fetches from another gateway what it keeps for us: statuses and replies become news as if it had
/// brought them, and are acknowledged once they are committed. What is none of ours, or cannot be
/// read, is turned down with a code, and told in the log; it keeps nothing behind it.
///
/// What was not acknowledged comes again, so a restart loses nothing; the same news again change
/// nothing.
class PeerPoller {
public:
    /// `provider`: as the channel's. What it is given outlives it, but for `poll`.
    PeerPoller(const engine::House& house, channels::PageEars& ears,
               std::unique_ptr<channels::WctpPoll> poll, std::string provider, PeerPollRule rule);
    ~PeerPoller(); ///< stop()
    PeerPoller(const PeerPoller&) = delete;
    PeerPoller& operator=(const PeerPoller&) = delete;

    /// Looks every second in a thread of its own.
    void start();
    void stop();

    /// Asks where it is time to, until nothing more is there.
    void look();

private:
    void ask();
    PolledKept keep(const wctp::PollResponse& response);
    std::optional<wctp::Code> verdict(const wctp::PolledMessage& message) const;
    void turn_down(const std::vector<wctp::Unreadable>& unreadable, PolledKept& kept);
    void tell(const PeerPoll& before) const;

    const engine::House& house_;
    channels::PageEars& ears_;
    std::unique_ptr<channels::WctpPoll> poll_;
    const std::string provider_;
    const PeerPollRule rule_;
    PeerPoll state_;                     ///< the looking thread only
    std::vector<wctp::Unreadable> told_; ///< the same; of the last answer, and in the log
    Ticker ticker_;
};

} // namespace relay::gateway
