#include "tests/support/fresh_database.h"
#include "store/migrator.h"
#include "tests/support/postgres_server.h"
#include <cstdlib>
#include <stdexcept>

namespace tests {
namespace {

using store::Engine;
namespace fs = std::filesystem;

store::DatabaseSettings settings_of(Engine engine, const fs::path& directory,
                                    const std::string& postgres_name)
{
    store::DatabaseSettings settings{.engine = engine};
    if (engine == Engine::Sqlite)
        settings.file = directory / "belfry.db";
    else
        settings.connection = PostgresServer::shared()->connection(postgres_name);
    return settings;
}

void migrate(const store::DatabaseSettings& settings)
{
    store::Database database(settings);
    const auto connection = database.connect();
    store::Migrator(*connection).apply(store::instant(1'700'000'000'000));
}

/// A file with the newest schema, migrated once in a test program: a copy costs a tenth of that.
const fs::path& migrated_file()
{
    static const TemporaryDirectory directory;
    static const auto file = [] {
        const auto settings = settings_of(Engine::Sqlite, directory.path(), {});
        migrate(settings);
        return settings.file;
    }();
    return file;
}

/// The same, as the name of a database on the shared server.
const std::string& migrated_database()
{
    static const auto name = [] {
        auto made = PostgresServer::shared()->create_database();
        migrate(settings_of(Engine::PostgreSql, {}, made));
        return made;
    }();
    return name;
}

std::string postgres_database(Engine engine, FreshDatabase::Schema schema)
{
    if (engine != Engine::PostgreSql)
        return {};
    auto& server = *PostgresServer::shared();
    return schema == FreshDatabase::Schema::None ? server.create_database()
                                                 : server.create_database(migrated_database());
}

} // namespace

TemporaryDirectory::TemporaryDirectory()
{
    std::string name = "/tmp/belfry-test-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr)
        throw std::runtime_error("no temporary directory");
    path_ = name;
}

TemporaryDirectory::~TemporaryDirectory()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

FreshDatabase::FreshDatabase(Engine engine, Schema schema)
    : postgres_name_(postgres_database(engine, schema)),
      settings_(settings_of(engine, directory_.path(), postgres_name_))
{
    if (engine == Engine::Sqlite && schema == Schema::Current)
        fs::copy_file(migrated_file(), settings_.file);
    database_ = std::make_unique<store::Database>(settings_);
    if (schema == Schema::Current)
        vault_ = store::open_vault(*database_->connect(), key_file());
}

FreshDatabase::~FreshDatabase()
{
    database_.reset();
    if (!postgres_name_.empty())
        PostgresServer::shared()->drop_database(postgres_name_);
}

bool FreshDatabase::is_available(Engine engine)
{
    return engine == Engine::Sqlite || PostgresServer::shared() != nullptr;
}

} // namespace tests
