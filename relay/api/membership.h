#pragma once
#include "relay/api/call.h"

// Who belongs to a group, one by one or many at once, without touching the others (S0.66).

namespace relay::api {

/// Of one group: members that come and go.
Outcome change_group_members(const Call& call);
/// Of one contact: groups that it joins and leaves.
Outcome change_contact_groups(const Call& call);

} // namespace relay::api
