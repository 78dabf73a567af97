#pragma once
#include "store/connection.h"
#include "store/model/id.h"
#include "store/model/instant.h"
#include "store/vault.h"
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace store {

/// The PINs of contacts, as slow hashes (pin.h), and who tried them. Works inside the caller's
/// transaction.
class PinRepository {
public:
    PinRepository(Connection& connection, const Vault& vault)
        : connection_(connection), vault_(vault)
    {
    }

    /// In place of the one before, whose wrong tries are forgotten.
    void save(ContactId contact, std::string_view pin_hash, Instant now);
    /// False: there was none.
    [[nodiscard]] bool clear(ContactId contact);

    std::optional<std::string> find(ContactId contact);
    bool has_pin(ContactId contact);
    /// All who have one, by id.
    std::vector<ContactId> owners();

    /// Tries that were wrong, or are not decided yet.
    std::size_t tries_since(ContactId contact, Instant since);
    /// Counts as wrong until it is forgotten; those of before `since` go for good.
    void begin_try(std::int64_t id, ContactId contact, Instant now, Instant since);
    void forget_try(std::int64_t id);

private:
    Connection& connection_; ///< outlives us
    const Vault& vault_;     ///< outlives us
};

} // namespace store
