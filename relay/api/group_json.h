#pragma once
#include "relay/api/call.h"
#include "relay/api/group_warnings.h"
#include "store/model/group.h"

namespace relay::api {

constexpr std::size_t most_members = 10'000; ///< of one group

/// Members and failovers that the caller may not see are left out, of the count too (S3.7).
void write(JsonWriter& json, const store::Group& group, const Call& call,
           const std::vector<GroupWarning>& warnings = {});

/// Applies the body to `before` (null: to a group of defaults), as JSON Merge Patch. Members and
/// failovers that the caller cannot see keep their places.
tl::expected<store::Group, Problem> read_group(const Call& call, const store::Group* before);

/// Would `group`, as it is now, hold itself through its members (S3.44)? `others`: all groups as
/// they are in the store.
[[nodiscard]] bool is_cyclic(const store::Group& group, const std::vector<store::Group>& others);

} // namespace relay::api
