#pragma once
#include "relay/channels/channel.h"
#include "relay/core/health.h"
#include "relay/engine/claims.h"
#include "relay/engine/house.h"
#include "store/model/delivery.h"
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace relay::engine {

/// The threads that send by one channel.
///
/// The scheduler claims only as much as room() says, so that what waits in here is little and a
/// high-priority page is never behind a backlog. Thread-safe.
class Worker {
public:
    Worker(const House& house, store::Channel channel, std::unique_ptr<channels::Channel> sends_by,
           core::HealthRule rule);
    ~Worker(); ///< as stop()
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// How many more loads it takes now.
    std::size_t room() const;
    /// How many more of that source's: half of the threads are never all at one peer, which may
    /// hang.
    std::size_t room_for(store::SourceId source) const;
    /// Those for which there is no room.
    std::vector<store::SourceId> crowded() const;
    /// `load` is not empty.
    void take(Load load);
    /// Sends a text of ours to `to`, only to see whether the gateway works. `has_receipt`: that the
    /// gateway takes it says nothing yet, it is to be judged by its receipt.
    void sing(const std::string& to, bool has_receipt);
    /// A canary that the gateway took, until judge_canary().
    struct Sung {
        std::string provider;
        std::string reference;      ///< the gateway's
        store::DeliveryId delivery; ///< ours
        store::Instant at{};
    };
    std::optional<Sung> sung() const;
    void judge_canary(bool has_arrived);
    /// What the gateway's answers say of it.
    core::Health health() const;
    /// Did it say that we are too fast, since this was asked last?
    bool was_throttled() { return throttled_.exchange(false); }

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
    void send(const Load& load);
    struct Canary {
        std::string to; ///< empty: none
        bool has_receipt = false;
    };

    void send_canary(const Canary& canary);
    channels::Outcome send_by(const channels::Outgoing& outgoing);
    void heed(const channels::Outcome& outcome);
    void heed(core::Sign sign);
    Load without_needless(const Load& load);
    channels::Outcome attempt(const Load& load);
    channels::Outcome ask(const channels::Outgoing& outgoing);
    void record(const ClaimedAttempt& claimed, const channels::Outcome& outcome);
    void submit(const std::shared_ptr<Outcome>& outcome);
    void not_recorded(const std::shared_ptr<Outcome>& outcome, const std::exception_ptr& failure);
    void finished(store::SourceId source);

    const House& house_; ///< outlives us
    store::Channel name_;
    std::unique_ptr<channels::Channel> channel_;
    core::HealthRule rule_;
    std::atomic<bool> throttled_{false};
    std::size_t capacity_;
    std::size_t share_; ///< of one source
    mutable std::mutex mutex_;
    std::condition_variable came_;
    std::deque<Load> waiting_; ///< guarded by mutex_, as are those below
    Canary canary_;
    std::optional<Sung> sung_;
    core::Health health_;
    std::vector<std::shared_ptr<Outcome>> unwritten_; ///< the store did not take them yet
    std::size_t busy_ = 0;                            ///< waiting, being sent or recorded
    std::map<store::SourceId, std::size_t> busy_for_; ///< likewise, where a load says for whom
    bool stopping_ = false;
    std::vector<std::jthread> threads_;
};

} // namespace relay::engine
