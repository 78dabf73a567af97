#include "store/migrator.h"
#include "store/detail/digest.h"
#include "store/transaction.h"

namespace store {
namespace {

constexpr std::int64_t migration_lock = 7'010'001; // any number that nothing else locks

constexpr auto book_sql = R"sql(
    CREATE TABLE IF NOT EXISTS schema_migration (
        number     BIGINT NOT NULL PRIMARY KEY,
        name       TEXT   NOT NULL,
        hash       TEXT   NOT NULL,
        applied_ms BIGINT NOT NULL
    ))sql";
constexpr auto has_book_sqlite_sql =
    "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'";
constexpr auto has_book_postgresql_sql =
    "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() "
    "AND tablename = 'schema_migration'";
constexpr auto applied_sql = "SELECT number, name, hash FROM schema_migration ORDER BY number";
constexpr auto record_sql =
    "INSERT INTO schema_migration (number, name, hash, applied_ms) VALUES ($1, $2, $3, $4)";

bool has_book(Connection& connection)
{
    const auto rows = connection.query(
        connection.engine() == Engine::Sqlite ? has_book_sqlite_sql : has_book_postgresql_sql);
    return rows.at(0).number(0) != 0;
}

std::string hash_of(const Migration& migration)
{
    return detail::hex(detail::sha256(migration.sql));
}

void require_known(const Row& applied, std::span<const Migration> known)
{
    const auto number = applied.number(0);
    if (number > static_cast<std::int64_t>(known.size()))
        throw SchemaTrouble("the database was made by a newer Belfry: it is at schema " +
                            std::to_string(number) + " (" + applied.text(1) +
                            "), this program knows " + std::to_string(known.size()) +
                            "; install the newer version again, or restore the backup that was "
                            "made before the upgrade");
    const auto& ours = known[static_cast<std::size_t>(number) - 1];
    if (applied.text(2) != hash_of(ours))
        throw SchemaTrouble("schema step " + applied.text(1) +
                            " of the database is not the one of this program: it comes from "
                            "another build; use that build, or restore a backup");
}

/// Takes the lock first: another node may be at the same.
bool apply_next(Connection& connection, Migrator& migrator, Instant now)
{
    Transaction transaction(connection);
    if (const auto lock = connection.dialect().lock(migration_lock); !lock.empty())
        connection.query(lock);
    const auto state = migrator.state();
    if (state.is_current())
        return false;
    const auto& step = migrations(connection.engine())[static_cast<std::size_t>(state.at)];
    connection.script(book_sql);
    connection.script(std::string(step.sql));
    connection.execute(record_sql,
                       {std::int64_t{step.number}, std::string(step.name), hash_of(step), ms(now)});
    transaction.commit();
    return true;
}

} // namespace

SchemaState Migrator::state()
{
    const auto known = migrations(connection_.engine());
    SchemaState state;
    state.wanted = static_cast<int>(known.size());
    if (has_book(connection_)) {
        for (const auto& applied : connection_.query(applied_sql)) {
            require_known(applied, known);
            state.at = static_cast<int>(applied.number(0));
        }
    }
    for (const auto& step : known.subspan(static_cast<std::size_t>(state.at)))
        state.missing.emplace_back(step.name);
    return state;
}

int Migrator::apply(Instant now)
{
    int applied = 0;
    while (apply_next(connection_, *this, now))
        ++applied;
    return applied;
}

void Migrator::require_current()
{
    const auto now = state();
    if (now.is_current())
        return;
    throw SchemaTrouble("the database is at schema " + std::to_string(now.at) + ", " +
                        std::to_string(now.wanted) + " is needed (next: " + now.missing.front() +
                        "); make a backup, then run: belfry migrate");
}

} // namespace store
