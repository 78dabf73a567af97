#include "store/migrator.h"
#include "tests/store/store_test.h"
#include <map>

using namespace tests;
using store::Engine;
using store::Migrator;

namespace {

constexpr auto sqlite_columns_sql = R"sql(
    SELECT m.name, p.name, p.type, p."notnull", p.pk
      FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS p
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%')sql";
constexpr auto postgresql_columns_sql = R"sql(
    SELECT table_name::text, column_name::text, data_type::text,
           CASE is_nullable WHEN 'NO' THEN 1 ELSE 0 END, 0
      FROM information_schema.columns WHERE table_schema = current_schema())sql";

/// What both engines call by names of their own.
std::string kind_of(const std::string& type)
{
    const std::map<std::string, std::string> kinds{
        {"INTEGER", "number"}, {"BIGINT", "number"}, {"bigint", "number"}, {"TEXT", "text"},
        {"text", "text"},      {"BLOB", "blob"},     {"bytea", "blob"}};
    return kinds.at(type);
}

/// "table.column" -> "kind nullability"
std::map<std::string, std::string> columns(store::Connection& connection)
{
    std::map<std::string, std::string> columns;
    for (const auto& row : connection.query(
             connection.engine() == Engine::Sqlite ? sqlite_columns_sql : postgresql_columns_sql))
        columns.emplace(row.text(0) + "." + row.text(1),
                        kind_of(row.text(2)) + (row.number(3) != 0 ? " not null" : ""));
    return columns;
}

class Schema : public StoreTest {};

} // namespace

TEST(Migrations, GiveBothEnginesTheSameTablesColumnsAndNullability)
{
    if (!FreshDatabase::is_available(Engine::PostgreSql)) {
        std::cout << "skipped: " << PostgresServer::why_absent() << "\n";
        GTEST_SKIP() << PostgresServer::why_absent();
    }
    FreshDatabase sqlite(Engine::Sqlite);
    FreshDatabase postgresql(Engine::PostgreSql);

    const auto left = columns(*sqlite.database().connect());
    const auto right = columns(*postgresql.database().connect());

    EXPECT_GT(left.size(), 150U);
    EXPECT_EQ(left, right);
}

TEST(Migrations, HaveTheSameNumbersAndNamesForBothEngines)
{
    const auto sqlite = store::migrations(Engine::Sqlite);
    const auto postgresql = store::migrations(Engine::PostgreSql);

    ASSERT_EQ(sqlite.size(), postgresql.size());
    for (std::size_t at = 0; at < sqlite.size(); ++at) {
        EXPECT_EQ(sqlite[at].number, static_cast<int>(at) + 1);
        EXPECT_EQ(postgresql[at].number, sqlite[at].number);
        EXPECT_EQ(postgresql[at].name, sqlite[at].name);
    }
}

TEST_P(Schema, IsCurrentOnceMigratedAndStaysSoTheSecondTime)
{
    Migrator migrator(connection());

    const auto again = migrator.apply(noon);

    EXPECT_EQ(again, 0);
    EXPECT_TRUE(migrator.state().is_current());
    EXPECT_NO_THROW(migrator.require_current());
}

TEST_P(Schema, OfANewerProgramIsRefusedWithTheRemedy)
{
    connection().execute("INSERT INTO schema_migration (number, name, hash, applied_ms) "
                         "VALUES (99, '0099_future', 'x', 0)");

    try {
        Migrator(connection()).apply(noon);
        FAIL() << "it was accepted";
    } catch (const store::SchemaTrouble& trouble) {
        EXPECT_NE(std::string(trouble.what()).find("newer Belfry"), std::string::npos);
        EXPECT_NE(std::string(trouble.what()).find("install the newer version"), std::string::npos);
    }
}

TEST_P(Schema, WhoseStepIsNotOursIsRefused)
{
    connection().execute("UPDATE schema_migration SET hash = 'other' WHERE number = 2");

    EXPECT_THROW(Migrator(connection()).state(), store::SchemaTrouble);
}

TEST_P(Schema, ThatIsBehindIsNamedWithTheCommandThatHelps)
{
    FreshDatabase empty(GetParam(), FreshDatabase::Schema::None);
    const auto fresh = empty.database().connect();

    try {
        Migrator(*fresh).require_current();
        FAIL() << "it was accepted";
    } catch (const store::SchemaTrouble& trouble) {
        EXPECT_NE(std::string(trouble.what()).find("belfry migrate"), std::string::npos);
    }
}

TEST_P(Schema, KeepsNothingOfAStepThatFails)
{
    FreshDatabase empty(GetParam(), FreshDatabase::Schema::None);
    const auto fresh = empty.database().connect();
    fresh->script("CREATE TABLE promise (something TEXT)"); // in the way of the third step

    EXPECT_THROW(Migrator(*fresh).apply(noon), store::StoreError);

    EXPECT_EQ(Migrator(*fresh).state().at, 2);
    EXPECT_THROW(fresh->query("SELECT COUNT(*) FROM ledger_line"), store::StoreError);
}

TEST_P(Schema, GivesOpenDocumentsToCallbacksTheirOwnChannel)
{
    FreshDatabase empty(GetParam(), FreshDatabase::Schema::None);
    const auto fresh = empty.database().connect();
    for (const auto& step : store::migrations(GetParam()).first(9))
        fresh->script(std::string(step.sql));
    fresh->script(R"sql(
        INSERT INTO message (id, door, recipient, reference, transaction_id, respond_to,
                             wctp_version, wctp_token, priority, allow_response, preformatted,
                             notify_queued, notify_delivered, notify_read, accepted_ms, hops)
        VALUES (1, 'wctp', 'ADA', '', '', '', '', '', 'high', 1, 0, 0, 0, 0, 1, 0);
        INSERT INTO delivery (id, message_id, kind, channel, state, priority, due_ms, attempts,
                              reference, claimed_by, version)
        VALUES (2, 1, 'notice', 'wctp_peer', 'queued', 'high', 1, 0, '', 0, 1),
               (3, 1, 'copy', 'sms', 'queued', 'high', 1, 0, '', 0, 1);)sql");

    fresh->script(std::string(store::migrations(GetParam())[9].sql));

    const auto rows = fresh->query("SELECT channel FROM delivery ORDER BY id");
    EXPECT_EQ(rows.at(0).text(0), "wctp_push");
    EXPECT_EQ(rows.at(1).text(0), "sms");
    EXPECT_THROW(fresh->execute("UPDATE delivery SET channel = 'fax'"), store::StoreError);
}

ON_BOTH_ENGINES(Schema);
