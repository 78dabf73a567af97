#pragma once
#include "mail/envelope.h"

#include <string>
#include <string_view>
#include <vector>

namespace mail {

struct LoopRule {
    int hops = 100;    ///< more Received fields than this
    int own_trace = 3; ///< this many Received fields "by" one of us, or with our token
    std::vector<std::string> own_names; ///< our host name and domains, lower-case
    std::string trace_token;            ///< in X-Belfry-Trace; empty: not looked for
};

/// True when the message has been here, or anywhere, too often: RFC 5321 6.3. Also when a
/// Delivered-To field already names one of its recipients.
bool is_loop(std::string_view message, const Envelope& envelope, const LoopRule& rule);

} // namespace mail
