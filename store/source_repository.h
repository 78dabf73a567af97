#pragma once
#include "store/connection.h"
#include "store/model/instant.h"
#include "store/model/source.h"
#include "store/vault.h"
#include <optional>
#include <vector>

namespace store {

/// Sources. Works inside the caller's transaction; each change raises the directory version in it.
/// Throws Conflict: `source_name_key`, `source_sender_id_key` (among WCTP sources).
class SourceRepository {
public:
    SourceRepository(Connection& connection, const Vault& vault)
        : connection_(connection), vault_(vault)
    {
    }

    void insert(const Source& source);
    /// False when somebody saved since it was read, or it was removed; the row's version is then
    /// source.version + 1.
    [[nodiscard]] bool update(const Source& source);
    /// False: not there. The row stays for old messages.
    [[nodiscard]] bool remove(SourceId id, Instant now);

    /// Removed ones too.
    std::optional<Source> find(SourceId id);
    /// All that are not removed, by id.
    std::vector<Source> list();

private:
    Connection& connection_; ///< outlives us
    const Vault& vault_;     ///< outlives us
};

} // namespace store
