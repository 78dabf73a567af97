#pragma once
#include "store/model/instant.h"
#include <atomic>

namespace relay::engine {

/// The only now() of the relay. Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    virtual store::Instant now() const = 0;
    /// True for a clock that moves only when told to: waiting for real time is no use then.
    virtual bool is_manual() const = 0;
};

class SystemClock final : public Clock {
public:
    store::Instant now() const override
    {
        return std::chrono::floor<store::Millis>(std::chrono::system_clock::now());
    }
    bool is_manual() const override { return false; }
};

/// Test mode: stands still until it is advanced. Never goes back.
class ManualClock final : public Clock {
public:
    explicit ManualClock(store::Instant start) : now_ms_(store::ms(start)) {}

    store::Instant now() const override { return store::instant(now_ms_.load()); }
    bool is_manual() const override { return true; }
    void advance(store::Millis by) { now_ms_.fetch_add(by.count() > 0 ? by.count() : 0); }

private:
    std::atomic<std::int64_t> now_ms_;
};

} // namespace relay::engine
