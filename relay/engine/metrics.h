#pragma once
#include "store/model/channel.h"
#include "store/model/delivery.h"
#include "store/model/source.h"
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace relay::engine {

/// Counts since the start, for /metrics. Thread-safe; adding costs some ten nanoseconds.
class Metrics {
public:
    using Counter = std::atomic<std::uint64_t>;

    /// Upper bounds of the dispatch histogram in milliseconds; one more bucket holds the rest.
    static constexpr std::array<std::int64_t, 10> dispatch_bounds_ms{1,  2,   5,    10,   20,
                                                                     50, 100, 1000, 5000, 30000};

    Counter& accepted(store::Door door) { return accepted_[index(door)]; }
    Counter& refused(store::Door door) { return refused_[index(door)]; }
    Counter& duplicates() { return duplicates_; }
    Counter& attempts(store::Channel channel, store::AttemptState outcome)
    {
        return attempts_[static_cast<std::size_t>(channel)][static_cast<std::size_t>(outcome)];
    }
    /// Whether the gateway of that channel counts as ill.
    void set_ill(store::Channel channel, bool is_ill)
    {
        ill_[static_cast<std::size_t>(channel)].store(is_ill, std::memory_order_relaxed);
    }
    bool is_ill(store::Channel channel) const
    {
        return ill_[static_cast<std::size_t>(channel)].load(std::memory_order_relaxed);
    }
    /// Whether the gateway that we poll gives nothing.
    void set_poll_ill(bool is_ill) { poll_ill_.store(is_ill, std::memory_order_relaxed); }
    bool is_poll_ill() const { return poll_ill_.load(std::memory_order_relaxed); }
    /// Whether the mailbox that reports and answers come to cannot be read.
    void set_mailbox_ill(bool is_ill) { mailbox_ill_.store(is_ill, std::memory_order_relaxed); }
    bool is_mailbox_ill() const { return mailbox_ill_.load(std::memory_order_relaxed); }
    Counter& escalated() { return escalated_; }
    Counter& exhausted() { return exhausted_; }
    Counter& fail_reports_lost() { return fail_reports_lost_; }
    Counter& notices() { return notices_; }
    Counter& replies() { return replies_; }

    /// Lateness of a first attempt: from its due instant to the call of its channel.
    void dispatched(std::chrono::milliseconds late)
    {
        std::size_t bucket = 0;
        while (bucket < dispatch_bounds_ms.size() && late.count() > dispatch_bounds_ms[bucket])
            ++bucket;
        dispatch_[bucket].fetch_add(1, std::memory_order_relaxed);
        dispatch_sum_ms_.fetch_add(late.count() > 0 ? static_cast<std::uint64_t>(late.count()) : 0,
                                   std::memory_order_relaxed);
    }
    const std::array<Counter, dispatch_bounds_ms.size() + 1>& dispatch() const { return dispatch_; }
    std::uint64_t dispatch_sum_ms() const { return dispatch_sum_ms_; }

private:
    static std::size_t index(store::Door door) { return static_cast<std::size_t>(door); }

    template <class Enum>
    using PerWord = std::array<Counter, store::Words<Enum>::table.size()>;

    PerWord<store::Door> accepted_{};
    PerWord<store::Door> refused_{};
    Counter duplicates_{0};
    std::array<PerWord<store::AttemptState>, store::Words<store::Channel>::table.size()>
        attempts_{};
    std::array<std::atomic<bool>, store::Words<store::Channel>::table.size()> ill_{};
    std::atomic<bool> poll_ill_{false};
    std::atomic<bool> mailbox_ill_{false};
    Counter escalated_{0};
    Counter exhausted_{0};
    Counter fail_reports_lost_{0};
    Counter notices_{0};
    Counter replies_{0};
    std::array<Counter, dispatch_bounds_ms.size() + 1> dispatch_{};
    Counter dispatch_sum_ms_{0};
};

} // namespace relay::engine
