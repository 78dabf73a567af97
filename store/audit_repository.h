#pragma once
#include "store/audit_chain.h"
#include "store/connection.h"
#include "store/vault.h"
#include <optional>
#include <vector>

namespace store {

/// The audit trail: append only, hash-chained. Works inside the caller's transaction.
class AuditRepository {
public:
    AuditRepository(Connection& connection, const Vault& vault)
        : connection_(connection), vault_(vault)
    {
    }

    /// Gives it the next number and its hash; answers the entry as stored. Nodes wait for each
    /// other until the transaction ends.
    AuditEntry append(AuditEntry entry);

    /// Newest first; numbers below `before` (0: from the newest).
    std::vector<AuditEntry> list(std::int64_t before, std::size_t limit);

    struct Verdict {
        std::optional<AuditFault> fault;
        std::int64_t entries = 0; ///< that were read
        std::string head;         ///< hash of the last good one
    };
    Verdict verify();

private:
    Connection& connection_; ///< outlives us
    const Vault& vault_;     ///< outlives us
};

} // namespace store
