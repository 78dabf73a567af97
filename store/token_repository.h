#pragma once
#include "store/connection.h"
#include "store/model/instant.h"
#include "store/model/source.h"
#include <optional>
#include <vector>

namespace store {

/// Bearer tokens, by hash only. Works inside the caller's transaction; each change raises the
/// directory version in it. Throws Conflict: `token_hash_key`, `token_name_key`.
class TokenRepository {
public:
    explicit TokenRepository(Connection& connection) : connection_(connection) {}

    void insert(const Token& token);
    /// Revokes it. False: not there.
    [[nodiscard]] bool remove(TokenId id);
    /// All, also expired ones, by id.
    std::vector<Token> list();

private:
    Connection& connection_; ///< outlives us
};

} // namespace store
