#pragma once
#include "relay/api/call.h"

// The recipient's own PIN, which opens protected text on the phone and by a link.

namespace relay::api {

/// Whether there is one.
Outcome read_inbox_pin(const Call& call);
/// Sets or takes it away. Who has one names it first; a wrong one counts as everywhere else.
Outcome set_inbox_pin(const Call& call);

} // namespace relay::api
