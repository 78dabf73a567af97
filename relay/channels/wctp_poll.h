#pragma once
#include "relay/channels/settings.h"
#include "wctp/poll.h"
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace relay::channels {

/// Asks another WCTP gateway for what it keeps for us. Blocks as Channel::send() does; one thread.
class WctpPoll {
public:
    virtual ~WctpPoll() = default;
    /// The gateway's answer to `poll`, in which the ids are put in here; or why there is none.
    virtual tl::expected<wctp::PollResponse, std::string> ask(wctp::PollForMessages poll) = 0;
};

/// Reads the code now and never again. The settings are those of a channel that could be made.
tl::expected<std::unique_ptr<WctpPoll>, std::vector<SettingsError>>
make_wctp_poll(const WctpPeerSettings& settings);

} // namespace relay::channels
