#pragma once
#include "store/connection.h"
#include "store/model/link.h"
#include <optional>
#include <string_view>

namespace store {

/// One-time links, by the hashes of their tokens. Works inside the caller's transaction.
class LinkRepository {
public:
    explicit LinkRepository(Connection& connection) : connection_(connection) {}

    void insert(const PageLink& link);
    std::optional<PageLink> find(std::string_view hash);
    /// From now on it is that browser's, until `expires`. False: it is somebody's already.
    [[nodiscard]] bool bind(LinkId id, std::string_view browser, Instant expires);
    /// Forgets up to `limit` that expired before `older_than`; answers how many.
    std::size_t prune(Instant older_than, std::size_t limit);

private:
    Connection& connection_; ///< outlives us
};

} // namespace store
