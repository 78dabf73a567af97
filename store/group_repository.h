#pragma once
#include "store/connection.h"
#include "store/model/group.h"
#include "store/vault.h"
#include <optional>
#include <vector>

namespace store {

/// Groups with their members and failovers, both in order.
///
/// Works inside the caller's transaction; each change raises the directory version in it. Throws
/// Conflict: `opid_pkey` (another contact or group has the OPID), `contact_group_name_key`.
class GroupRepository {
public:
    GroupRepository(Connection& connection, const Vault& vault)
        : connection_(connection), vault_(vault)
    {
    }

    void insert(const Group& group);
    /// False when somebody saved since it was read, or it was removed; the row's version is then
    /// group.version + 1.
    [[nodiscard]] bool update(const Group& group);
    /// False: not there. The row stays for old messages; it leaves the groups it is a member of,
    /// and its keywords go.
    [[nodiscard]] bool remove(GroupId id, Instant now);

    /// Removed ones too.
    std::optional<Group> find(GroupId id);
    /// All that are not removed, by id.
    std::vector<Group> list();

private:
    Connection& connection_; ///< outlives us
    const Vault& vault_;     ///< outlives us
};

} // namespace store
