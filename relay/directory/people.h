#pragma once
#include "relay/directory/changes.h"
#include "relay/directory/names.h"

namespace relay::directory {

/// Adds to `changes` what contacts, with their phones and mail addresses, need.
void compare_contacts(const Wanted& wanted, const store::Directory::Parts& present, Names& names,
                      store::IdGenerator& ids, store::Instant now, Changes& changes);

/// The same for schedules and groups.
void compare_schedules(const Wanted& wanted, const store::Directory::Parts& present, Names& names,
                       store::Instant now, Changes& changes);
void compare_groups(const Wanted& wanted, const store::Directory::Parts& present, Names& names,
                    store::Instant now, Changes& changes);

} // namespace relay::directory
