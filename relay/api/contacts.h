#pragma once
#include "relay/api/call.h"

// People (S0.1), for administrators.

namespace relay::api {

/// The one that the path names by id or OPID; null: none, or hidden from the caller, which look the
/// same.
const store::Contact* find_contact(const Call& call);

Outcome list_contacts(const Call& call);
Outcome create_contact(const Call& call);
Outcome read_contact(const Call& call);
Outcome change_contact(const Call& call);
Outcome remove_contact(const Call& call);

} // namespace relay::api
