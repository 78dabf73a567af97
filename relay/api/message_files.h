#pragma once
#include "relay/api/call.h"
#include "store/model/message.h"

// The files that came with messages: to be fetched one by one, never run.

namespace relay::api {

/// For whoever may read the message's text: of an administrator it goes into the audit trail first.
Outcome read_message_file(const Call& call);

/// For the recipient whose inbox the page lies in. The page does not become read by that, as little
/// as by reading its text.
Outcome read_inbox_file(const Call& call);

} // namespace relay::api
