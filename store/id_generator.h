#pragma once
#include "store/model/id.h"
#include "store/model/instant.h"
#include <atomic>

namespace store {

/// Keys that rise with time: 41 bits of milliseconds since 2024, 10 bits of node, 12 of sequence.
///
/// Rising keys keep the indexes dense (a random key halves the insert rate at a million rows). The
/// clock may go back or stand still: keys still rise, by borrowing from the milliseconds to come.
/// Unique as long as no two nodes share a number (node_repository.h). Thread-safe, without a lock.
class IdGenerator {
public:
    static constexpr int max_node = 1023;

    /// `node`: 1 to max_node; aborts on others. `above`: the highest key in the store
    /// (NodeRepository::highest_id()), for the case that the clock went back between two starts.
    explicit IdGenerator(int node, std::int64_t above = 0);

    /// Greater than every number it gave before.
    std::int64_t next(Instant now) noexcept;

    template <class AnyId>
    AnyId make(Instant now) noexcept
    {
        return AnyId{next(now)};
    }

    /// The least that can be made at that instant.
    static std::int64_t first_key_at(Instant at) noexcept;
    /// When a key was made, to the millisecond.
    static Instant instant_of(std::int64_t key) noexcept;
    /// No key of that millisecond or later is smaller.
    static std::int64_t first_of(Instant at) noexcept;
    static int node_of(std::int64_t key) noexcept;

private:
    std::int64_t node_bits_;
    std::atomic<std::int64_t> last_{0}; ///< milliseconds and sequence, without the node
};

} // namespace store
