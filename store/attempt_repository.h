#pragma once
#include "store/connection.h"
#include "store/model/delivery.h"
#include "store/vault.h"
#include <vector>

namespace store {

/// Attempts; what the gateway said in detail is sealed. Works inside the caller's transaction.
class AttemptRepository {
public:
    AttemptRepository(Connection& connection, const Vault& vault)
        : connection_(connection), vault_(vault)
    {
    }

    void insert(const Attempt& attempt);
    /// Saves state, provider, code, detail, reference and answered. False: not there, or answered
    /// before: the first answer stays.
    [[nodiscard]] bool finish(const Attempt& attempt);

    /// Whoever was sending is gone: what has no answer is unclear. An answer may still come.
    void leave_unclear(DeliveryId delivery);

    /// In order of number.
    std::vector<Attempt> of_delivery(DeliveryId delivery);

    /// How many began at `from` or later by that channel.
    std::int64_t count_since(Instant from, Channel channel);

private:
    Connection& connection_; ///< outlives us
    const Vault& vault_;     ///< outlives us
};

} // namespace store
