#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace relay::net {

/// A few threads, and the bounded queue before them: where a loop leaves work that takes time.
///
/// Any thread may submit. `run` must not throw.
template <class Job>
class WorkPool {
public:
    WorkPool(std::size_t threads, std::size_t queue, std::function<void(Job)> run)
        : most_(queue), run_(std::move(run))
    {
        for (std::size_t count = 0; count < threads; ++count)
            threads_.emplace_back([this](const std::stop_token& stopping) { work(stopping); });
    }
    ~WorkPool() { stop(); }
    WorkPool(const WorkPool&) = delete;
    WorkPool& operator=(const WorkPool&) = delete;

    /// False: the queue is full or the pool has stopped; nothing was taken from `job`.
    [[nodiscard]] bool accepts(Job& job)
    {
        const std::lock_guard lock(mutex_);
        if (is_stopped_ || jobs_.size() >= most_)
            return false;
        jobs_.push_back(std::move(job));
        if (idle_ > 0)
            wake_.notify_one();
        return true;
    }

    /// Waits for the jobs that run; what still queues is dropped.
    void stop()
    {
        std::deque<Job> dropped; // dies outside the lock
        {
            const std::lock_guard lock(mutex_);
            is_stopped_ = true;
            dropped.swap(jobs_);
        }
        for (auto& thread : threads_)
            thread.request_stop();
        threads_.clear(); // joins
    }

private:
    void work(const std::stop_token& stopping)
    {
        while (!stopping.stop_requested()) {
            std::unique_lock lock(mutex_);
            ++idle_;
            const bool has_job = wake_.wait(lock, stopping, [this] { return !jobs_.empty(); });
            --idle_;
            if (!has_job)
                return;
            auto job = std::move(jobs_.front());
            jobs_.pop_front();
            lock.unlock();
            run_(std::move(job));
        }
    }

    const std::size_t most_;
    const std::function<void(Job)> run_;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::deque<Job> jobs_;    ///< guarded by mutex_
    std::size_t idle_ = 0;    ///< guarded by mutex_
    bool is_stopped_ = false; ///< guarded by mutex_
    std::vector<std::jthread> threads_;
};

} // namespace relay::net
