#pragma once
#include "store/connection.h"
#include "store/model/promise.h"
#include <optional>
#include <vector>

namespace store {

/// The promise book. Works inside the caller's transaction.
class PromiseRepository {
public:
    explicit PromiseRepository(Connection& connection) : connection_(connection) {}

    /// Throws Conflict (`promise_pkey`) when that number was promised before.
    void insert(const Promise& promise);
    /// Keeps (or releases) all open promises about the subject.
    void keep(PromiseKind kind, std::int64_t subject, Instant at);

    /// The earliest open one; empty: none.
    std::optional<Instant> next_due();
    /// Open although `now` has come: the longest overdue first.
    std::vector<Promise> overdue(Instant now, std::size_t limit);
    /// In order of number.
    std::vector<Promise> about(PromiseKind kind, std::int64_t subject);

private:
    Connection& connection_; ///< outlives us
};

} // namespace store
