#pragma once
#include "relay/api/call.h"
#include "store/model/group.h"
#include <vector>

namespace relay::api {

/// Of an escalating group: somebody whose page can never be known to have come as far as the group
/// waits for, so that the escalation goes on whatever that one does.
struct GroupWarning {
    store::ContactId contact;
    store::Progress provable = store::Progress::Accepted; ///< the most
};

/// Of those whom the caller may see, by the directory as it is now.
std::vector<GroupWarning> group_warnings(const Call& call, const store::Group& group);

} // namespace relay::api
