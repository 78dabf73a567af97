#pragma once
#include "relay/channels/channel.h"
#include "relay/engine/house.h"
#include "store/model/delivery.h"
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace relay::engine {

/// A claimed delivery with the attempt that stands for it in the store.
struct ClaimedAttempt {
    store::Delivery delivery;
    store::Attempt attempt;
};

/// The threads that send by one channel.
///
/// The scheduler claims only as much as room() says, so that what waits in here is little and a
/// high-priority page is never behind a backlog. Thread-safe.
class Worker {
public:
    Worker(const House& house, std::unique_ptr<channels::Channel> channel);
    ~Worker(); ///< as stop()
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// How many more deliveries it takes now.
    std::size_t room() const;
    void take(ClaimedAttempt claimed);

    /// Sends what it holds already, then ends.
    void stop();

    /// Claimed and not yet recorded.
    std::size_t busy() const;
    std::string_view provider() const { return channel_->provider(); }

private:
    void work();
    void send(const ClaimedAttempt& claimed);
    channels::Outcome attempt(const store::Delivery& delivery);
    void record(const ClaimedAttempt& claimed, const channels::Outcome& outcome);
    void finished();

    const House& house_; ///< outlives us
    std::unique_ptr<channels::Channel> channel_;
    std::size_t capacity_;
    mutable std::mutex mutex_;
    std::condition_variable came_;
    std::deque<ClaimedAttempt> waiting_; ///< guarded by mutex_
    std::size_t busy_ = 0;               ///< guarded by mutex_: waiting, being sent or recorded
    bool stopping_ = false;              ///< guarded by mutex_
    std::vector<std::jthread> threads_;
};

} // namespace relay::engine
