#pragma once
#include "relay/api/call.h"
#include "store/model/contact.h"

namespace relay::api {

// What mail to a contact is encrypted for: a member of the contact.

/// "certificate": {"pem", "subject", "fingerprint", "expiresAt"}; nothing where there is none.
void write_certificate(JsonWriter& json, const store::Contact& contact);

/// PEM; null takes it away. Refuses what mail cannot be encrypted for now, and repeats none of it.
void read_certificate(const Call& call, Fields& fields, store::Contact& contact);

} // namespace relay::api
