#pragma once
#include "store/connection.h"
#include "store/model/directory.h"
#include "store/vault.h"
#include <memory>
#include <mutex>

namespace store {

/// Rises with each change of contacts, groups, schedules, domains, sources and tokens.
std::int64_t directory_version(Connection& connection);

/// The directory of one instant. Opens a read transaction of its own unless there is one already.
/// Throws SealBroken when a name or an address was tampered with.
std::shared_ptr<const Directory> load_directory(Connection& connection, const Vault& vault);

/// The directory in use, shared by all threads and replaced as a whole. Thread-safe.
class DirectoryCache {
public:
    /// Empty until the first refresh.
    explicit DirectoryCache(const Vault& vault) : vault_(vault) {}

    std::shared_ptr<const Directory> current() const;

    /// Loads it when the store's version is another; true if so. Cheap otherwise. Callers on
    /// several threads wait for each other, so that it is loaded once.
    bool refresh_if_changed(Connection& connection);

private:
    const Vault& vault_; ///< outlives us
    std::mutex loading_;
    mutable std::mutex mutex_;
    std::shared_ptr<const Directory> directory_ = std::make_shared<const Directory>();
};

} // namespace store
