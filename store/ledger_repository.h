#pragma once
#include "store/connection.h"
#include "store/model/ledger_line.h"
#include <span>
#include <vector>

namespace store {

/// The explain ledger: append only. Works inside the caller's transaction.
class LedgerRepository {
public:
    explicit LedgerRepository(Connection& connection) : connection_(connection) {}

    void insert(std::span<const LedgerLine> lines);
    /// In the order in which they were written.
    std::vector<LedgerLine> of_message(MessageId message);

private:
    Connection& connection_; ///< outlives us
};

} // namespace store
