#pragma once
#include "store/connection.h"
#include "store/model/lookup_answer.h"
#include <vector>

namespace store {

/// Answers that wait until their source polls. Works inside the caller's transaction.
class LookupAnswerRepository {
public:
    explicit LookupAnswerRepository(Connection& connection) : connection_(connection) {}

    void insert(const LookupAnswer& answer);
    /// The oldest first.
    std::vector<LookupAnswer> waiting(SourceId source, std::size_t limit);
    /// False: that source has no such answer.
    bool remove(std::int64_t id, SourceId source);
    /// Forgets what nobody fetched in time.
    void prune(Instant older_than);

private:
    Connection& connection_; ///< outlives us
};

} // namespace store
