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

    /// Ends what is being sent and gives back what is not; returns when the store knows, or cannot
    /// be told.
    void stop();

    /// Claimed and not yet recorded.
    std::size_t busy() const;
    /// Hands the outcomes that the store did not take to it again. To be called every second or so.
    void record_again();

private:
    struct Outcome;

    void work();
    void send(const ClaimedAttempt& claimed);
    channels::Outcome attempt(const ClaimedAttempt& claimed);
    void record(const ClaimedAttempt& claimed, const channels::Outcome& outcome);
    void submit(const std::shared_ptr<Outcome>& outcome);
    void not_recorded(const std::shared_ptr<Outcome>& outcome, const std::exception_ptr& failure);
    void finished();

    const House& house_; ///< outlives us
    std::unique_ptr<channels::Channel> channel_;
    std::size_t capacity_;
    mutable std::mutex mutex_;
    std::condition_variable came_;
    std::deque<ClaimedAttempt> waiting_;              ///< guarded by mutex_, as are those below
    std::vector<std::shared_ptr<Outcome>> unwritten_; ///< the store did not take them yet
    std::size_t busy_ = 0;                            ///< waiting, being sent or recorded
    bool stopping_ = false;
    std::vector<std::jthread> threads_;
};

} // namespace relay::engine
