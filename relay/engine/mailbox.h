#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace relay::engine {

/// Wakes the scheduler. A poke is a hint and carries nothing: what is due stands in the store, so a
/// lost poke costs a second and no page. Thread-safe.
class Mailbox {
public:
    void poke()
    {
        {
            const std::lock_guard lock(mutex_);
            poked_ = true;
        }
        woken_.notify_one();
    }

    /// Returns at a poke, after `longest`, or when `stop` is asked for.
    void wait(std::stop_token stop, std::chrono::milliseconds longest)
    {
        std::unique_lock lock(mutex_);
        woken_.wait_for(lock, stop, longest, [this] { return poked_; });
        poked_ = false;
    }

private:
    std::mutex mutex_;
    std::condition_variable_any woken_;
    bool poked_ = false;
};

} // namespace relay::engine
