#pragma once
#include "relay/api/call.h"

// Messages: to submit them, and to see what became of them.

namespace relay::api {

/// Answers after the commit: at once where an Idempotency-Key makes it look for an earlier one,
/// else from the writer's thread.
Outcome submit_message(const Call& call);

/// A submit token's own are those of its source.
bool may_read(const Caller& caller, const store::Message& message);

Outcome list_messages(const Call& call);
Outcome read_message(const Call& call);

/// Why one contact got a message, or did not (D2): `contact`, an id, OPID or alias.
Outcome explain_message(const Call& call);

} // namespace relay::api
