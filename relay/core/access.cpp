#include "relay/core/access.h"

namespace relay::core {

bool may_reach(const store::Directory& directory, store::PrincipalId principal,
               const store::Contact& contact)
{
    return directory.access(principal, contact.domain) != store::AccessLevel::None;
}

} // namespace relay::core
