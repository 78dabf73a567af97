#pragma once
#include "store/connection.h"
#include "store/model/wctp_transaction.h"
#include "store/vault.h"
#include <optional>
#include <vector>

namespace store {

/// What sources that allow it have sent, with what was decided; both sealed. Works inside the
/// caller's transaction.
class WctpTransactionRepository {
public:
    WctpTransactionRepository(Connection& connection, const Vault& vault)
        : connection_(connection), vault_(vault)
    {
    }

    void insert(const WctpTransaction& transaction);
    /// Those behind `after` (0: from the first), the oldest first. `source` not valid: of all.
    std::vector<WctpTransaction> list(SourceId source, std::int64_t after, std::size_t limit);
    /// Forgets what is older, then the oldest until no more than `most_bytes` are kept.
    void prune(Instant older_than, std::int64_t most_bytes);
    /// Of all that is kept.
    std::int64_t bytes();

private:
    Connection& connection_; ///< outlives us
    const Vault& vault_;     ///< outlives us
};

} // namespace store
