#pragma once
#include "relay/api/call.h"

// Groups with their members and failovers (S0.51-S0.67), for administrators.

namespace relay::api {

Outcome list_groups(const Call& call);
Outcome create_group(const Call& call);
Outcome read_group(const Call& call);
Outcome change_group(const Call& call);
Outcome remove_group(const Call& call);

} // namespace relay::api
