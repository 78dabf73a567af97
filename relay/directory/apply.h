#pragma once
#include "relay/directory/changes.h"
#include "store/connection.h"
#include "store/vault.h"
#include <string>

namespace relay::directory {

/// Who asks for it, for the audit trail.
struct Origin {
    std::string actor = "system"; ///< token or source id
    std::string place;            ///< "directory load", or a peer address
};

/// Writes the changes and an audit entry for each, inside the caller's transaction; then the new
/// tokens' files (mode 0600, whole or not at all). Throws store::StoreError, also when somebody
/// saved a row in between or a file cannot be written: undo the transaction then.
void apply(store::Connection& connection, const store::Vault& vault, const Changes& changes,
           const Origin& origin, store::Instant now);

} // namespace relay::directory
