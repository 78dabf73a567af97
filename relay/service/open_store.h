#pragma once
#include "relay/service/config.h"
#include "store/database.h"
#include "store/vault.h"
#include <memory>

namespace relay::service {

/// Where the database is, as the configuration says. A PostgreSQL password goes into a passfile of
/// libpq's (mode 0600) in data_dir. Throws store::StoreError.
store::DatabaseSettings database_settings(const Config& config);

/// The database with its keys, as every command that works on it directly needs them.
struct OpenStore {
    store::Database database;
    store::Vault vault;
};

/// Throws store::SchemaTrouble when the schema is not this program's, store::KeyTrouble when the
/// master key is not the database's, store::StoreUnavailable when there is no database to be had.
std::unique_ptr<OpenStore> open_store(const Config& config);

/// The master key as `credential:NAME` or file, made with the data directory at the very first
/// start. Throws store::StoreError when the directory cannot be made.
void prepare_data_directory(const Config& config);

/// How this node calls itself: `node.name`, or else the host's name.
std::string node_name(const Config& config);

} // namespace relay::service
