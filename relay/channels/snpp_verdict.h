#pragma once
#include "relay/channels/channel.h"
#include "relay/channels/incoming.h"
#include "relay/snpp/client_session.h"

namespace relay::channels {

/// What the end of an SNPP session means for its page.
Outcome judged(const snpp::Ended& ended);

/// What a state of a two-way message means; of Queued and Unknown nothing.
std::vector<PageNews> news_of(const snpp::MessageState& state, const AskedPage& page,
                              const std::string& provider, int code);

} // namespace relay::channels
