#pragma once
#include "store/connection.h"
#include "store/model/escalation.h"
#include "store/vault.h"
#include <optional>
#include <vector>

namespace store {

/// Escalations, each with its rule as it was at the start. Works inside the caller's transaction.
class EscalationRepository {
public:
    EscalationRepository(Connection& connection, const Vault& vault)
        : connection_(connection), vault_(vault)
    {
    }

    void insert(const Escalation& escalation);
    std::optional<Escalation> find(EscalationId id);
    /// In the order in which they began.
    std::vector<Escalation> of_message(MessageId message);

    /// Waiting, and their time is up at `now`: the longest overdue first.
    std::vector<Escalation> due(Instant now, std::size_t limit);
    /// When the next falls due after `after`; empty: none does.
    std::optional<Instant> next_due(Instant after);

    /// False when somebody saved since `escalation` was read: read again, decide again. The row's
    /// version is then escalation.version + 1. The rule never changes.
    [[nodiscard]] bool save(const Escalation& escalation);

private:
    Connection& connection_; ///< outlives us
    const Vault& vault_;     ///< outlives us
};

} // namespace store
