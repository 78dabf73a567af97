#pragma once
#include "wctp/reply.h"
#include "wctp/status_info.h"
#include <string_view>

namespace relay::intake {

/// Who takes what a WCTP gateway says of pages that we gave it. Thread-safe.
class WctpResponses {
public:
    virtual ~WctpResponses() = default;
    /// Returns after the commit: Accepted, or why it is not taken. `peer`: numeric address.
    virtual wctp::Code take(const wctp::StatusInfo& status, std::string_view peer) = 0;
    virtual wctp::Code take(const wctp::MessageReply& reply, std::string_view peer) = 0;
};

} // namespace relay::intake
