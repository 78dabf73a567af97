#include "tests/support/fresh_database.h"
#include "store/migrator.h"
#include "tests/support/postgres_server.h"
#include <cstdlib>
#include <stdexcept>

namespace tests {
namespace {

using store::Engine;

store::DatabaseSettings settings_of(Engine engine, const std::filesystem::path& directory,
                                    const std::string& postgres_name)
{
    store::DatabaseSettings settings{.engine = engine};
    if (engine == Engine::Sqlite)
        settings.file = directory / "belfry.db";
    else
        settings.connection = PostgresServer::shared()->connection(postgres_name);
    return settings;
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
    : postgres_name_(engine == Engine::PostgreSql ? PostgresServer::shared()->create_database()
                                                  : std::string()),
      settings_(settings_of(engine, directory_.path(), postgres_name_)),
      database_(std::make_unique<store::Database>(settings_))
{
    if (schema == Schema::None)
        return;
    const auto connection = database_->connect();
    store::Migrator(*connection).apply(store::instant(1'700'000'000'000));
    vault_ = store::open_vault(*connection, key_file());
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
