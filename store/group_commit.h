#pragma once
#include "store/database.h"
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

namespace store {

/// A piece of work for the writer, done as part of some transaction.
struct WriteJob {
    enum class Kind {
        Urgent, ///< somebody waits for the commit
        Lazy    ///< a completion: rides on the next urgent commit, or waits lazy_wait at most
    };

    std::function<void(Connection&)> work;
    /// Called once, on the writer's thread, after the commit: null, or why nothing was kept.
    /// Must be quick and must not throw. May be empty.
    std::function<void(std::exception_ptr)> done;
    Kind kind = Kind::Urgent;
    bool accepts_new_work = false; ///< refused while the disk is nearly full
};

struct GroupCommitSettings {
    std::size_t max_batch = 256;
    std::size_t max_waiting = 100'000; ///< more are refused with Busy
    std::chrono::milliseconds lazy_wait{20};
    std::uint64_t reserve_bytes = 0; ///< free space below which no new work is accepted
    /// How much is free; empty: cannot know. Default: Database::free_bytes().
    std::function<std::optional<std::uint64_t>()> free_bytes;
    /// Called when a flush failed and nothing on disk can be trusted: stop the process.
    /// Default: std::abort().
    std::function<void(const std::string& why)> fatal;
};

/// The one writer of this process.
///
/// Takes all that waits, does it in one transaction, flushes once, then tells everybody: sixty-four
/// waiting listeners cost one flush. A single job is done at once. Of several in a batch each has
/// its savepoint, so that one that throws undoes and hurts only itself. When the commit fails, all
/// of the batch hear StoreUnavailable; a lost connection is made again for the next batch.
///
/// Thread-safe. Jobs run on one thread of its own, in the order in which they came (lazy ones may
/// be overtaken by urgent ones).
class GroupCommit {
public:
    explicit GroupCommit(Database& database, GroupCommitSettings settings = {});
    ~GroupCommit(); ///< as stop()
    GroupCommit(const GroupCommit&) = delete;
    GroupCommit& operator=(const GroupCommit&) = delete;

    void submit(WriteJob job);

    /// Does `work` and waits for the commit; throws what it threw, or StoreUnavailable.
    /// Never call it from a job.
    void run(const std::function<void(Connection&)>& work, bool accepts_new_work = false);

    /// As run(), and answers what `work` answers.
    template <class Work>
    auto ask(Work&& work) -> std::invoke_result_t<Work&, Connection&>
    {
        std::optional<std::invoke_result_t<Work&, Connection&>> answer;
        run([&](Connection& connection) { answer.emplace(work(connection)); });
        return std::move(*answer);
    }

    /// Waits until all that was submitted before is committed and told.
    void drain();
    /// Commits what waits, then ends; later jobs are refused with StoreUnavailable.
    void stop();

    struct Counts {
        std::uint64_t commits = 0;
        std::uint64_t jobs = 0;
        std::uint64_t failed_jobs = 0;
        std::uint64_t failed_commits = 0;
        std::size_t waiting = 0;
    };
    Counts counts() const;
    /// True while the last attempt to commit failed: health shows it.
    bool is_ill() const;

private:
    using Steady = std::chrono::steady_clock;
    using Batch = std::vector<WriteJob>;
    using Outcomes = std::vector<std::exception_ptr>;
    struct Waiting {
        WriteJob job;
        Steady::time_point since;
    };

    void write_until_stopped();
    Batch next_batch();
    Batch take_batch();
    void commit(Batch batch);
    bool try_commit(const Batch& batch, Outcomes& outcomes);
    void refuse_without_room(Batch& batch);
    Connection& connection();
    void count(const Outcomes& outcomes, std::size_t taken, bool well);

    Database& database_; ///< outlives us
    GroupCommitSettings settings_;
    mutable std::mutex mutex_;
    std::condition_variable work_came_;
    std::condition_variable all_done_;
    std::deque<Waiting> waiting_; ///< guarded by mutex_, as are those below
    std::size_t urgent_ = 0;      ///< how many of waiting_
    std::size_t draining_ = 0;    ///< calls of drain() under way: nothing lingers
    std::uint64_t submitted_ = 0; ///< jobs ever taken
    std::uint64_t finished_ = 0;  ///< jobs ever told
    bool stopping_ = false;
    bool ill_ = false;
    Counts counts_;
    std::unique_ptr<Connection> connection_; ///< the writer thread's own
    std::jthread thread_;                    ///< last: ends first
};

} // namespace store
