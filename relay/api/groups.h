#pragma once
#include "relay/api/call.h"
#include "store/model/group.h"

// Groups with their members and failovers (S0.51-S0.67), for administrators.

namespace relay::api {

/// The one that the path names by id or OPID; null: none, or hidden from the caller.
const store::Group* find_group(const Call& call);

/// As it is now, whatever the call began with.
Outcome show_group(const Call& call, store::GroupId id);

Outcome list_groups(const Call& call);
Outcome create_group(const Call& call);
Outcome read_group(const Call& call);
Outcome change_group(const Call& call);
Outcome remove_group(const Call& call);

} // namespace relay::api
