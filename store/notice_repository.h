#pragma once
#include "store/connection.h"
#include "store/model/notice.h"
#include "store/vault.h"
#include <optional>
#include <vector>

namespace store {

/// Notices; the mail address is sealed. Works inside the caller's transaction.
class NoticeRepository {
public:
    NoticeRepository(Connection& connection, const Vault& vault)
        : connection_(connection), vault_(vault)
    {
    }

    void insert(const Notice& notice);
    std::optional<Notice> find(NoticeId id);
    /// In order of time: what a ClientQuery is told.
    std::vector<Notice> of_message(MessageId message);

private:
    Connection& connection_; ///< outlives us
    const Vault& vault_;     ///< outlives us
};

} // namespace store
