#pragma once
#include "relay/api/call.h"

// Pushes to the device that asks, and what a device says of one without a login.

namespace relay::api {

/// The key to subscribe with, and whether this device has.
Outcome read_inbox_push(const Call& call);
/// What the browser's PushManager gave, as it is; in place of the one before.
Outcome subscribe_inbox_push(const Call& call);
Outcome leave_inbox_push(const Call& call);

/// A service worker showed a push: its receipt is the proof, once.
Outcome take_push_receipt(const Call& call);

} // namespace relay::api
