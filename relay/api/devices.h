#pragma once
#include "relay/api/call.h"

// The devices that a recipient reads the inbox with: made by a code that works once, renamed,
// revoked, by the recipient or by an administrator.

namespace relay::api {

Outcome list_contact_devices(const Call& call);
Outcome make_contact_enrolment(const Call& call);
Outcome rename_device(const Call& call);
Outcome revoke_device(const Call& call);

Outcome list_inbox_devices(const Call& call);
Outcome make_inbox_enrolment(const Call& call);
Outcome rename_inbox_device(const Call& call);
Outcome revoke_inbox_device(const Call& call);

/// Asks for no token: the code is one, and whoever has a PIN names it too.
Outcome enrol_device(const Call& call);

} // namespace relay::api
