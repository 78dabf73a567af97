#pragma once
#include "mail/envelope.h"

#include <string>
#include <string_view>

namespace mail {

struct LoopRule {
    int hops = 100;          ///< more Received fields than this
    int own_trace = 3;       ///< our mark this often
    std::string trace_token; ///< in X-Belfry-Trace; empty: not looked for
};

/// True when the message has been here, or anywhere, too often: RFC 5321 6.3. Also when a
/// Delivered-To field already names one of its recipients.
bool is_loop(std::string_view message, const Envelope& envelope, const LoopRule& rule);

} // namespace mail
