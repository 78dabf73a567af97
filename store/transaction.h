#pragma once
#include "store/connection.h"

namespace store {

/// A transaction for as long as this lives; undone unless commit() was reached.
///
/// Write takes the write lock at once (BEGIN IMMEDIATE on SQLite), so it never fails half-way for
/// want of it. Read sees one instant of the database throughout.
class Transaction {
public:
    enum class Kind { Write, Read };

    /// Throws Busy when the lock is not to be had, StoreError inside another transaction.
    explicit Transaction(Connection& connection, Kind kind = Kind::Write);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// On stable storage when it returns. Where it throws, nothing was kept, except that a
    /// connection lost on the way leaves it open.
    void commit();

private:
    Connection& connection_; ///< outlives us
    bool open_ = true;
};

/// A part of a transaction that can be undone alone; undone unless keep() was reached.
class Savepoint {
public:
    explicit Savepoint(Connection& connection);
    ~Savepoint();
    Savepoint(const Savepoint&) = delete;
    Savepoint& operator=(const Savepoint&) = delete;

    void keep();

private:
    Connection& connection_; ///< outlives us
    bool open_ = true;
};

} // namespace store
