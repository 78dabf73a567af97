#pragma once
#include "store/connection.h"
#include "store/model/lookup_answer.h"
#include <utility>
#include <vector>

namespace store {

/// Answers that wait until their source polls, or takes the push. Works inside the caller's
/// transaction.
class LookupAnswerRepository {
public:
    explicit LookupAnswerRepository(Connection& connection) : connection_(connection) {}

    void insert(const LookupAnswer& answer);
    /// Those made since then, the oldest first.
    std::vector<LookupAnswer> waiting(SourceId source, Instant since, std::size_t limit);
    /// How many that are, counted no further than `most`.
    std::size_t count_waiting(SourceId source, Instant since, std::size_t most);
    /// False: that source has no such answer.
    bool remove(std::int64_t id, SourceId source);
    /// Those that are to be pushed by now, the longest due first.
    std::vector<LookupAnswer> due(Instant now, std::size_t limit);
    /// One more try begins, and the next one is due then. False: another node began it, or it was
    /// fetched.
    [[nodiscard]] bool claim(const LookupAnswer& answer, Instant next);
    /// All of that source's pushes are due now.
    void hasten(SourceId source, Instant now);
    /// That one, and whatever else its source's callback is owed by then, is pushed then.
    void put_off(const LookupAnswer& failed, Instant until);
    /// Forgets what nobody took in time; how many, by source.
    std::vector<std::pair<SourceId, std::int64_t>> prune(Instant older_than);

private:
    Connection& connection_; ///< outlives us
};

} // namespace store
