#pragma once
#include "relay/api/call.h"

// People (S0.1), for administrators.

namespace relay::api {

Outcome list_contacts(const Call& call);
Outcome create_contact(const Call& call);
Outcome read_contact(const Call& call);
Outcome change_contact(const Call& call);
Outcome remove_contact(const Call& call);

} // namespace relay::api
