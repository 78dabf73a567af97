#include "store/database.h"
#include "store/detail/postgresql_connection.h"
#include "store/detail/sqlite_connection.h"
#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/SQLite/Connector.h>
#include <cstdlib>
#include <sys/statvfs.h>

namespace store {
namespace {

void require_sense(const DatabaseSettings& settings)
{
    if (settings.engine == Engine::Sqlite && settings.file.empty())
        throw StoreError("database: the file of the SQLite database is not given");
    if (settings.engine == Engine::PostgreSql && settings.connection.empty())
        throw StoreError("database: the connection of the PostgreSQL database is not given");
    // POCO splits the text at blanks and knows no quotes.
    if (settings.connection.find_first_of("'\"") != std::string::npos)
        throw StoreError(
            "database: the PostgreSQL connection must not hold quotes; give a password "
            "by passfile=");
    if (settings.readers == 0)
        throw StoreError("database: at least one connection for reading is needed");
}

/// Undoes what a reader left open; false: it is good for nothing any more.
bool is_reusable(Connection& connection) noexcept
{
    try {
        if (connection.in_transaction())
            connection.control("ROLLBACK");
        return connection.is_usable();
    } catch (const StoreError&) {
        return false;
    }
}

} // namespace

Database::Database(DatabaseSettings settings) : settings_(std::move(settings))
{
    require_sense(settings_);
    Poco::Data::SQLite::Connector::registerConnector();
    Poco::Data::PostgreSQL::Connector::registerConnector();
}

Database::~Database() = default;

std::unique_ptr<Connection> Database::connect() const
{
    return open(false);
}

std::unique_ptr<Connection> Database::open(bool read_only) const
{
    switch (settings_.engine) {
    case Engine::Sqlite:
        return std::make_unique<detail::SqliteConnection>(settings_, read_only);
    case Engine::PostgreSql:
        return std::make_unique<detail::PostgreSqlConnection>(settings_, read_only);
    }
    std::abort(); // a value that is no enumerator
}

Database::Reader Database::reader()
{
    std::unique_lock lock(mutex_);
    const auto free = [this] { return lent_ < settings_.readers; };
    if (!returned_.wait_for(lock, settings_.busy_timeout, free))
        throw Busy("database: all " + std::to_string(settings_.readers) +
                   " connections for reading are in use");
    ++lent_;
    std::unique_ptr<Connection> connection;
    while (connection == nullptr && !idle_.empty()) {
        connection = std::move(idle_.back());
        idle_.pop_back();
        if (!connection->is_usable())
            connection.reset();
    }
    lock.unlock();
    try {
        return Reader(*this, connection != nullptr ? std::move(connection) : open(true));
    } catch (const StoreError&) {
        give_back(nullptr);
        throw;
    }
}

void Database::give_back(std::unique_ptr<Connection> connection)
{
    const bool keep = connection != nullptr && is_reusable(*connection);
    {
        const std::scoped_lock lock(mutex_);
        --lent_;
        if (keep)
            idle_.push_back(std::move(connection));
    }
    returned_.notify_one();
}

void Database::empty_journal() const
{
    if (settings_.engine == Engine::Sqlite)
        open(false)->query("PRAGMA wal_checkpoint(TRUNCATE)");
}

std::optional<std::string> Database::first_fault() const
{
    if (settings_.engine != Engine::Sqlite)
        return std::nullopt;
    try {
        const auto verdict = open(true)->query("PRAGMA quick_check(1)").at(0).text(0);
        return verdict == "ok" ? std::nullopt : std::optional(verdict);
    } catch (const StoreUnavailable& failure) {
        return failure.what();
    }
}

std::optional<std::uint64_t> Database::free_bytes() const
{
    if (settings_.engine != Engine::Sqlite)
        return std::nullopt;
    struct statvfs room = {};
    const auto directory = std::filesystem::absolute(settings_.file).parent_path();
    if (::statvfs(directory.c_str(), &room) != 0)
        return std::nullopt;
    return static_cast<std::uint64_t>(room.f_bavail) * room.f_frsize;
}

Database::Reader::Reader(Database& database, std::unique_ptr<Connection> connection)
    : database_(&database), connection_(std::move(connection))
{
}

Database::Reader::~Reader()
{
    if (connection_ != nullptr)
        database_->give_back(std::move(connection_));
}

} // namespace store
