#pragma once
#include "relay/api/call.h"

// What may be asked of a message that is under way. Each is audited, and answers 409 where there
// is nothing to be done.

namespace relay::api {

/// Called off; the source that submitted it may do so too.
Outcome cancel_message(const Call& call);
Outcome close_message(const Call& call);
Outcome resend_message(const Call& call);
Outcome escalate_message(const Call& call);
Outcome redirect_message(const Call& call);

} // namespace relay::api
