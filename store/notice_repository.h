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

    /// `mailed`: when it is to go out, of a status mail, which counts for mailed(); else empty.
    void insert(const Notice& notice, const std::optional<Instant>& mailed = {});
    /// When the last status mail to that address goes out, or went; `back`: the one that many
    /// before it. Empty: there were not so many.
    std::optional<Instant> mailed(std::string_view address, int back);
    std::optional<Notice> find(NoticeId id);
    /// In order of time: what a ClientQuery is told.
    std::vector<Notice> of_message(MessageId message);

private:
    Connection& connection_; ///< outlives us
    const Vault& vault_;     ///< outlives us
};

} // namespace store
