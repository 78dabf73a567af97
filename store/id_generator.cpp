#include "store/id_generator.h"
#include <algorithm>
#include <cstdlib>

namespace store {
namespace {

constexpr int node_bits = 10;
constexpr int sequence_bits = 12;
constexpr std::int64_t sequence_mask = (std::int64_t{1} << sequence_bits) - 1;
constexpr std::int64_t node_mask = (std::int64_t{1} << node_bits) - 1;
constexpr std::int64_t epoch_ms = 1'704'067'200'000; // 2024-01-01T00:00:00Z

} // namespace

IdGenerator::IdGenerator(int node, std::int64_t above)
    : node_bits_(std::int64_t{node} << sequence_bits),
      last_((above >> (node_bits + sequence_bits) << sequence_bits) | sequence_mask)
{
    if (node < 1 || node > max_node)
        std::abort(); // two nodes would give the same keys
}

std::int64_t IdGenerator::next(Instant now) noexcept
{
    // Milliseconds and sequence in one number: adding one at the end of a millisecond borrows the
    // next one.
    const auto since_epoch = std::max<std::int64_t>(ms(now) - epoch_ms, 0);
    const auto earliest = since_epoch << sequence_bits;
    auto last = last_.load(std::memory_order_relaxed);
    std::int64_t mine = 0;
    do {
        mine = std::max(earliest, last + 1);
    } while (!last_.compare_exchange_weak(last, mine, std::memory_order_relaxed));
    const auto time = mine >> sequence_bits;
    return (time << (node_bits + sequence_bits)) | node_bits_ | (mine & sequence_mask);
}

std::int64_t IdGenerator::first_key_at(Instant at) noexcept
{
    return std::max<std::int64_t>(ms(at) - epoch_ms, 0) << (node_bits + sequence_bits);
}

Instant IdGenerator::instant_of(std::int64_t key) noexcept
{
    return instant((key >> (node_bits + sequence_bits)) + epoch_ms);
}

std::int64_t IdGenerator::first_of(Instant at) noexcept
{
    return std::max<std::int64_t>(ms(at) - epoch_ms, 0) << (node_bits + sequence_bits);
}

int IdGenerator::node_of(std::int64_t key) noexcept
{
    return static_cast<int>((key >> sequence_bits) & node_mask);
}

} // namespace store
