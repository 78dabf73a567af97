#pragma once
#include "relay/api/call.h"

namespace relay::api {

// May a contact be disturbed now? For senders (X.6), and for the contact to say so (X.5).
Outcome read_contact_availability(const Call& call);
Outcome read_own_availability(const Call& call);
Outcome change_own_availability(const Call& call);

} // namespace relay::api
