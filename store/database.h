#pragma once
#include "store/connection.h"
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace store {

/// Where the database is.
struct DatabaseSettings {
    Engine engine = Engine::Sqlite;
    std::filesystem::path file; ///< SQLite; made (mode 0600) when absent
    /// PostgreSQL: libpq's `host=... dbname=... user=... passfile=...`, without quotes or blanks
    /// inside a value. Several hosts with target_session_attrs=read-write follow a fail-over.
    std::string connection;
    std::chrono::milliseconds busy_timeout{5000}; ///< how long to wait for another's lock
    std::size_t readers = 8;                      ///< connections for reading, at most
};

/// Opens connections of either engine and keeps a few of them for readers. Thread-safe.
class Database {
public:
    /// Nothing is opened yet. Throws StoreError when the settings cannot be meant.
    explicit Database(DatabaseSettings settings);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    const DatabaseSettings& settings() const noexcept { return settings_; }
    Engine engine() const noexcept { return settings_.engine; }

    /// A new connection that may write. Throws StoreUnavailable.
    std::unique_ptr<Connection> connect() const;

    /// A read-only connection, returned to the pool at the end of its life, or thrown away
    /// when it failed.
    class Reader {
    public:
        Reader(Database& database, std::unique_ptr<Connection> connection);
        ~Reader();
        Reader(Reader&&) noexcept = default;
        Reader& operator=(Reader&&) = delete;

        Connection& operator*() const noexcept { return *connection_; }
        Connection* operator->() const noexcept { return connection_.get(); }

    private:
        Database* database_; ///< outlives us
        std::unique_ptr<Connection> connection_;
    };

    /// Waits up to busy_timeout for one of `readers`, then throws Busy. Not during a job of the
    /// writer: that has its own connection. Throws StoreUnavailable.
    Reader reader();

    /// Moves what SQLite's journal still holds into the file and empties it, so that what was
    /// purged is gone from there too. Nothing to do on PostgreSQL. Throws StoreUnavailable.
    void empty_journal() const;

    /// Reads the whole file and answers the first thing that is wrong with it; empty: intact, or
    /// PostgreSQL, which looks after its own. Takes as long as reading the file does.
    std::optional<std::string> first_fault() const;

    /// Free space where the database lies; empty where that is not ours to see (PostgreSQL).
    std::optional<std::uint64_t> free_bytes() const;

private:
    std::unique_ptr<Connection> open(bool read_only) const;
    void give_back(std::unique_ptr<Connection> connection);

    DatabaseSettings settings_;
    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<Connection>> idle_; ///< guarded by mutex_
    std::size_t lent_ = 0;                          ///< guarded by mutex_
};

} // namespace store
