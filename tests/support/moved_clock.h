#pragma once
#include "relay/engine/clock.h"

namespace tests {

/// Stands still until it is moved. It may be set, back as well, as the clock of a real machine.
/// Thread-safe.
class MovedClock final : public relay::engine::Clock {
public:
    explicit MovedClock(store::Instant start) : now_ms_(store::ms(start)) {}

    store::Instant now() const override { return store::instant(now_ms_.load()); }
    bool is_manual() const override { return true; }
    void advance(store::Millis by) { now_ms_.fetch_add(by.count()); }
    void set(store::Instant now) { now_ms_.store(store::ms(now)); }

private:
    std::atomic<std::int64_t> now_ms_;
};

} // namespace tests
