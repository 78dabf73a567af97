#pragma once
#include "relay/channels/incoming.h"
#include "wctp/error_code.h"
#include "wctp/reply.h"
#include "wctp/status_info.h"
#include <optional>
#include <string>

// What another WCTP gateway says of a page of ours, whether it brings it or we fetch it.

namespace relay::gateway {

/// Accepted after the commit, also where it was known before; UnknownReference of what is no page
/// of ours: it is about a page when it names the delivery, which no other messageID of ours is.
/// Empty: nothing can be written now, it is to be said again. `provider`: as the channel's.
std::optional<wctp::Code> take(channels::PageEars& ears, const std::string& provider,
                               const wctp::StatusInfo& status);
std::optional<wctp::Code> take(channels::PageEars& ears, const std::string& provider,
                               const wctp::MessageReply& reply);

} // namespace relay::gateway
