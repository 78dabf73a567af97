#pragma once
#include "store/database.h"
#include "store/vault.h"
#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

namespace store {

/// For the names of parameterised tests and their messages.
inline void PrintTo(Engine engine, std::ostream* out)
{
    *out << name(engine);
}

} // namespace store

namespace tests {

/// A directory that goes with its object.
class TemporaryDirectory {
public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

/// An empty database of that engine with the newest schema, a master key and an open vault; gone
/// when its object is.
class FreshDatabase {
public:
    enum class Schema { Current, None };

    /// Throws where PostgreSQL cannot run: ask is_available() first.
    explicit FreshDatabase(store::Engine engine, Schema schema = Schema::Current);
    ~FreshDatabase();
    FreshDatabase(const FreshDatabase&) = delete;
    FreshDatabase& operator=(const FreshDatabase&) = delete;

    static bool is_available(store::Engine engine);

    store::Database& database() noexcept { return *database_; }
    const store::DatabaseSettings& settings() const noexcept { return settings_; }
    const store::Vault& vault() const noexcept { return *vault_; }
    std::filesystem::path key_file() const { return directory_.path() / "master.key"; }
    const std::filesystem::path& directory() const noexcept { return directory_.path(); }

private:
    TemporaryDirectory directory_;
    std::string postgres_name_; ///< empty: SQLite
    store::DatabaseSettings settings_;
    std::unique_ptr<store::Database> database_;
    std::optional<store::Vault> vault_;
};

} // namespace tests
