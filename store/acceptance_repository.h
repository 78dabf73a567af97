#pragma once
#include "store/connection.h"
#include "store/model/acceptance.h"
#include <vector>

namespace store {

/// Who took which message. Works inside the caller's transaction.
class AcceptanceRepository {
public:
    explicit AcceptanceRepository(Connection& connection) : connection_(connection) {}

    /// Throws Conflict (`acceptance_message_id_group_id_key`) when somebody has it already.
    void insert(const Acceptance& acceptance);

    std::optional<Acceptance> find(AcceptanceId id);
    /// In the order in which they were made; lapsed ones too.
    std::vector<Acceptance> of_message(MessageId message);

    /// Held although they lapse at `now`: the longest overdue first.
    std::vector<Acceptance> due(Instant now, std::size_t limit);
    /// When the next lapses after `after`; empty: none does.
    std::optional<Instant> next_due(Instant after);

    /// Saves state, `lapses` and `ended`. False when somebody saved since it was read.
    [[nodiscard]] bool save(const Acceptance& acceptance);

private:
    Connection& connection_; ///< outlives us
};

} // namespace store
