#pragma once
#include "relay/api/call.h"

// Is an address of a contact its own, and does anything arrive there (X.20)?

namespace relay::api {

// For administrators, of {id}'s detail {detail}.
Outcome send_address_code(const Call& call);
Outcome verify_address(const Call& call);
Outcome unverify_address(const Call& call);
Outcome test_contact(const Call& call);

// For recipients, of their own.
Outcome list_own_addresses(const Call& call);
Outcome send_own_code(const Call& call);
Outcome verify_own_address(const Call& call);
Outcome test_own_channels(const Call& call);

} // namespace relay::api
