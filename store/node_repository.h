#pragma once
#include "store/connection.h"
#include "store/model/instant.h"
#include <string_view>

namespace store {

/// What a process has to be before it may send: a number for its keys (id_generator.h) that no
/// other living node has, and a fence that is higher than any given before.
struct Node {
    int number = 0;
    std::int64_t fence = 0;
    bool operator==(const Node&) const = default;
};

/// Nodes and their leases. Works inside the caller's transaction.
class NodeRepository {
public:
    explicit NodeRepository(Connection& connection) : connection_(connection) {}

    /// A predecessor of the same name is fenced off at once. Throws StoreError when all numbers
    /// are in use.
    Node acquire(std::string_view name, Instant now, Millis lease);
    /// False: fenced off or run out. The node must stop sending at once.
    [[nodiscard]] bool renew(const Node& node, Instant now, Millis lease);
    /// Gives the number back, at an orderly stop.
    void release(const Node& node);

    /// The highest key of any row, 0 for none: where IdGenerator goes on.
    std::int64_t highest_id();

private:
    Connection& connection_; ///< outlives us
};

} // namespace store
