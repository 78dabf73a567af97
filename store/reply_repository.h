#pragma once
#include "store/connection.h"
#include "store/model/page.h"
#include "store/vault.h"
#include <optional>
#include <vector>

namespace store {

/// Replies; their text is sealed, and goes when the message is purged. Works inside the caller's
/// transaction.
class ReplyRepository {
public:
    ReplyRepository(Connection& connection, const Vault& vault)
        : connection_(connection), vault_(vault)
    {
    }

    void insert(const Reply& reply);
    std::optional<Reply> find(ReplyId id);
    /// In the order in which they came.
    std::vector<Reply> of_page(PageId page);
    std::vector<Reply> of_message(MessageId message);

private:
    Connection& connection_; ///< outlives us
    const Vault& vault_;     ///< outlives us
};

} // namespace store
