#include "store/group_commit.h"
#include "store/transaction.h"
#include <algorithm>
#include <cstdlib>
#include <future>
#include <iterator>
#include <memory>
#include <vector>

namespace store {
namespace {

using Cause = StoreUnavailable::Cause;

std::exception_ptr refusal(const std::string& why)
{
    return std::make_exception_ptr(StoreUnavailable(Cause::Connection, why));
}

void tell(const WriteJob& job, const std::exception_ptr& outcome)
{
    if (job.done)
        job.done(outcome);
}

/// Null when the work was done; else why not, and nothing of it is left in the transaction.
/// Lets through what ends the whole batch.
std::exception_ptr do_in_savepoint(Connection& connection, const WriteJob& job)
{
    Savepoint savepoint(connection);
    try {
        job.work(connection);
        savepoint.keep();
    } catch (const StoreUnavailable&) {
        throw;
    } catch (...) {
        return std::current_exception();
    }
    return nullptr;
}

/// The answers in the order of the batch. Throws when nothing of the batch was kept.
std::vector<std::exception_ptr> do_all(Connection& connection, const std::vector<WriteJob>& batch)
{
    std::vector<std::exception_ptr> outcomes(batch.size());
    Transaction transaction(connection);
    if (batch.size() == 1) {
        batch.front().work(connection);
    } else {
        std::ranges::transform(batch, outcomes.begin(), [&](const WriteJob& job) {
            return do_in_savepoint(connection, job);
        });
    }
    transaction.commit();
    return outcomes;
}

std::string mib(std::uint64_t bytes)
{
    return std::to_string(bytes / (1024 * 1024)) + " MiB";
}

GroupCommitSettings with_defaults(GroupCommitSettings settings, Database& database)
{
    if (!settings.free_bytes)
        settings.free_bytes = [&database] { return database.free_bytes(); };
    if (!settings.fatal)
        settings.fatal = [](const std::string&) { std::abort(); };
    settings.max_batch = std::max<std::size_t>(settings.max_batch, 1);
    return settings;
}

} // namespace

GroupCommit::GroupCommit(Database& database, GroupCommitSettings settings)
    : database_(database), settings_(with_defaults(std::move(settings), database)),
      thread_([this] { write_until_stopped(); })
{
}

GroupCommit::~GroupCommit()
{
    stop();
}

void GroupCommit::submit(WriteJob job)
{
    std::exception_ptr refused;
    {
        const std::scoped_lock lock(mutex_);
        if (stopping_)
            refused = refusal("the writer has stopped");
        else if (waiting_.size() >= settings_.max_waiting)
            refused = std::make_exception_ptr(Busy("too many changes wait for the database"));
        if (!refused) {
            ++submitted_;
            urgent_ += job.kind == WriteJob::Kind::Urgent ? 1 : 0;
            waiting_.push_back({std::move(job), Steady::now()});
        }
    }
    if (refused)
        return tell(job, refused);
    work_came_.notify_one();
}

void GroupCommit::run(const std::function<void(Connection&)>& work, bool accepts_new_work)
{
    if (std::this_thread::get_id() == thread_.get_id())
        std::abort(); // a job that waits for a job waits for ever
    // Shared: the waiter may be gone before the writer has left set_value().
    const auto promise = std::make_shared<std::promise<void>>();
    auto finished = promise->get_future();
    submit({.work = work,
            .done =
                [promise](const std::exception_ptr& outcome) {
                    if (outcome)
                        promise->set_exception(outcome);
                    else
                        promise->set_value();
                },
            .kind = WriteJob::Kind::Urgent,
            .accepts_new_work = accepts_new_work});
    finished.get();
}

void GroupCommit::drain()
{
    std::unique_lock lock(mutex_);
    const auto goal = submitted_;
    ++draining_;
    work_came_.notify_one();
    all_done_.wait(lock, [&] { return finished_ >= goal; });
    --draining_;
}

void GroupCommit::stop()
{
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    work_came_.notify_all();
    if (thread_.joinable())
        thread_.join();
}

GroupCommit::Counts GroupCommit::counts() const
{
    const std::scoped_lock lock(mutex_);
    auto counts = counts_;
    counts.waiting = waiting_.size();
    return counts;
}

bool GroupCommit::is_ill() const
{
    const std::scoped_lock lock(mutex_);
    return ill_;
}

void GroupCommit::write_until_stopped()
{
    for (auto batch = next_batch(); !batch.empty(); batch = next_batch())
        commit(std::move(batch));
    connection_.reset();
}

/// Waits until there is something worth a flush; empty: stopped, and nothing is left.
GroupCommit::Batch GroupCommit::next_batch()
{
    std::unique_lock lock(mutex_);
    const auto is_worth_it = [this] {
        return urgent_ > 0 || stopping_ || (draining_ > 0 && !waiting_.empty());
    };
    while (!is_worth_it()) {
        if (waiting_.empty()) {
            work_came_.wait(lock);
            continue;
        }
        const auto oldest = waiting_.front().since + settings_.lazy_wait;
        if (work_came_.wait_until(lock, oldest) == std::cv_status::timeout)
            break;
    }
    return take_batch();
}

GroupCommit::Batch GroupCommit::take_batch()
{
    Batch batch;
    while (!waiting_.empty() && batch.size() < settings_.max_batch) {
        auto& job = waiting_.front().job;
        urgent_ -= job.kind == WriteJob::Kind::Urgent ? 1 : 0;
        batch.push_back(std::move(job));
        waiting_.pop_front();
    }
    return batch;
}

void GroupCommit::commit(Batch batch)
{
    const auto taken = batch.size();
    refuse_without_room(batch);
    Outcomes outcomes(batch.size());
    const bool well = batch.empty() || try_commit(batch, outcomes);
    {
        const std::scoped_lock lock(mutex_);
        count(outcomes, taken, well);
    }
    for (std::size_t at = 0; at < batch.size(); ++at)
        tell(batch[at], outcomes[at]);
    const std::scoped_lock lock(mutex_);
    finished_ += taken;
    all_done_.notify_all();
}

/// False: the ground gave way, and the outcomes say so.
bool GroupCommit::try_commit(const Batch& batch, Outcomes& outcomes)
{
    try {
        outcomes = do_all(connection(), batch);
        return true;
    } catch (const StoreUnavailable& failure) {
        connection_.reset(); // made again for the next batch
        if (failure.is_fatal())
            settings_.fatal(failure.what());
        std::ranges::fill(outcomes, std::current_exception());
        return false;
    } catch (...) {
        std::ranges::fill(outcomes, std::current_exception());
        return true; // a job of our own that failed, or a lock not to be had: the ground is sound
    }
}

/// What is already queued must still find room to be closed.
void GroupCommit::refuse_without_room(Batch& batch)
{
    const auto wants_room = [](const WriteJob& job) { return job.accepts_new_work; };
    if (settings_.reserve_bytes == 0 || std::ranges::none_of(batch, wants_room))
        return;
    const auto free = settings_.free_bytes();
    if (!free || *free >= settings_.reserve_bytes)
        return;
    const auto refused = std::make_exception_ptr(
        StoreUnavailable(Cause::DiskFull, "database: the disk is nearly full (" + mib(*free) +
                                              " free): no new work is accepted until " +
                                              mib(settings_.reserve_bytes) + " are free"));
    for (const auto& job : batch) {
        if (wants_room(job))
            tell(job, refused);
    }
    std::erase_if(batch, wants_room);
}

Connection& GroupCommit::connection()
{
    if (connection_ != nullptr && !connection_->is_usable())
        connection_.reset();
    if (connection_ == nullptr)
        connection_ = database_.connect();
    return *connection_;
}

void GroupCommit::count(const Outcomes& outcomes, std::size_t taken, bool well)
{
    const auto kept = static_cast<std::uint64_t>(std::ranges::count(outcomes, nullptr));
    counts_.jobs += kept;
    counts_.failed_jobs += taken - kept;
    if (outcomes.empty())
        return;
    counts_.commits += kept > 0 ? 1 : 0;
    counts_.failed_commits += well ? 0 : 1;
    ill_ = !well;
}

} // namespace store
