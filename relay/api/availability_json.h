#pragma once
#include "relay/api/call.h"
#include "store/model/contact.h"

namespace relay::api {

// When a contact is not to be disturbed (X.5): members of the contact, which the contact itself may
// change too.

/// "zone", "quietHours", "doNotDisturb".
void write_availability(JsonWriter& json, const store::Contact& contact,
                        const store::Directory& people);

/// Refuses a zone that is not known here, an end that has passed, and a stand-in who is the
/// contact, hidden, or not to be disturbed either.
void read_availability(const Call& call, Fields& fields, store::Contact& contact,
                       std::vector<FieldError>& errors);

} // namespace relay::api
