#pragma once
#include "relay/engine/commit.h"
#include "relay/engine/shift_reminders.h"
#include "relay/engine/way.h"
#include "store/delivery_repository.h"
#include "store/model/escalation.h"
#include "store/node_repository.h"
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

namespace relay::engine {

/// Asks the store what is due, claims it and hands it to the channel's worker.
///
/// One thread. Woken by the mailbox, by the next due instant, and every second in any case, so
/// that nothing depends on a wake-up. Also keeps this node's lease, takes over the claims of nodes
/// that died, and renews the directory.
class Scheduler {
public:
    struct Lease {
        store::Node node;
        store::Millis length{60'000};
        std::function<void(const std::string&)> lost; ///< fenced off: stop the process
    };

    Scheduler(House& house, Lease lease);
    ~Scheduler(); ///< as stop()
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    /// Before start().
    void add(store::Channel channel, std::unique_ptr<channels::Channel> sends_by,
             WayRule rule = {});

    void start();
    void stop();

    /// Returns when nothing is due at this instant and nothing is being sent or written. For tests
    /// and for an orderly end. Does the looking itself where nothing was started.
    void settle();

    /// The next instant at which there is something to do; empty: nothing is planned.
    std::optional<store::Instant> next_due() const;

private:
    void run(std::stop_token stop);
    bool is_any_busy() const;
    bool look();
    bool look_at_escalations(store::Connection& reader);
    bool look_at_acceptances(store::Connection& reader);
    bool look_at_retention(store::Connection& reader);
    bool look_at_pages(store::Connection& reader);
    bool look_at_deliveries(store::Connection& reader);
    void housekeeping();
    void recover();
    std::chrono::milliseconds until_next_due() const;

    House& house_; ///< outlives us
    Lease lease_;
    std::map<store::Channel, std::unique_ptr<Way>> ways_;
    ShiftReminders shift_reminders_;
    store::Instant lease_renewed_{};
    std::mutex mutex_;
    std::condition_variable looked_;
    std::uint64_t looks_begun_ = 0; ///< guarded by mutex_
    std::uint64_t last_idle_ = 0;   ///< guarded by mutex_: newest look that found nothing to do
    std::jthread thread_;
};

} // namespace relay::engine
