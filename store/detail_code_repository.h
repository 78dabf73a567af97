#pragma once
#include "store/connection.h"
#include "store/model/contact.h"
#include "store/model/detail_code.h"
#include "store/vault.h"
#include <optional>
#include <vector>

namespace store {

/// Codes that prove an address. Works inside the caller's transaction.
class DetailCodeRepository {
public:
    DetailCodeRepository(Connection& connection, const Vault& vault)
        : connection_(connection), vault_(vault)
    {
    }

    /// For the address that `detail` has now.
    void insert(const DetailCode& code, const ContactDetail& detail);
    /// The last one that was made for the address that `detail` has now.
    std::optional<DetailCode> last(const ContactDetail& detail);
    std::optional<DetailCode> find(DetailCodeId id);
    /// Counts as wrong until use(): a thousand guesses at once are `most`. False: there were so
    /// many.
    [[nodiscard]] bool begin_try(DetailCodeId id, int most);
    /// It was told, and takes its try back. False: it was used before.
    [[nodiscard]] bool use(DetailCodeId id, Instant now);

    /// When codes were sent to any of the contact's addresses after `since`, oldest first.
    std::vector<SentCode> sent_since(ContactId contact, Instant since);

    /// Forgets those made before that, up to `limit`.
    void prune(Instant before, std::size_t limit);

private:
    Connection& connection_; ///< outlives us
    const Vault& vault_;     ///< outlives us
};

} // namespace store
