#pragma once
#include "store/model/directory.h"

namespace relay::core {

/// May this principal page or see that contact? S3.2-S3.20, S3.11: the rule is the same for
/// machines.
bool may_reach(const store::Directory& directory, store::PrincipalId principal,
               const store::Contact& contact);

} // namespace relay::core
