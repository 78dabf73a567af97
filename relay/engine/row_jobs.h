#pragma once
#include "relay/service/log.h"
#include "store/group_commit.h"
#include <algorithm>
#include <exception>
#include <latch>
#include <string>
#include <vector>

// Decisions about many rows: each in a job of its own, all in one commit where they can, so that a
// row that cannot be decided hurts no other.

namespace relay::engine {

enum class Trouble {
    None,
    Others, ///< another node was faster: read again, decide again
    Own     ///< the same try would fail again
};

/// Throws StoreUnavailable where that is the reason: then nothing of the kind can be done now.
Trouble trouble_of(const std::exception_ptr& failure);

/// For the log.
std::string what_of(const std::exception_ptr& failure);

/// Does `work(connection, row)` for each and waits for the commit. Why each was not kept; null: it
/// was. Throws StoreUnavailable. Not on the writer's thread.
template <class Row, class Work>
std::vector<std::exception_ptr> write_each(store::GroupCommit& writer, const std::vector<Row>& rows,
                                           Work work)
{
    std::vector<std::exception_ptr> failures(rows.size());
    // Shared: the waiter may be gone before the writer has left count_down().
    const auto open = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(rows.size()));
    for (std::size_t at = 0; at < rows.size(); ++at) {
        store::WriteJob job;
        job.work = [&, at](store::Connection& connection) { work(connection, rows[at]); };
        job.done = [&failures, open, at](const std::exception_ptr& failure) {
            failures[at] = failure;
            open->count_down();
        };
        writer.submit(std::move(job));
    }
    open->wait();
    for (const auto& failure : failures)
        static_cast<void>(trouble_of(failure));
    return failures;
}

/// Does `decide(connection, row)` for each. One that fails for a reason of its own is set aside by
/// `set_aside(connection, row)`, so that it neither blocks what is behind it nor spins. True when
/// anything moved.
template <class Row, class Decide, class SetAside>
bool do_each(store::GroupCommit& writer, const std::vector<Row>& rows, Decide decide,
             SetAside set_aside)
{
    const auto failures = write_each(writer, rows, decide);
    bool moved = false;
    std::vector<Row> troubled;
    for (std::size_t at = 0; at < rows.size(); ++at) {
        if (trouble_of(failures[at]) != Trouble::Own) {
            moved = true;
            continue;
        }
        service::log::room("engine").error("a decision fails, it is put off for a minute",
                                           {service::log::message(rows[at].message),
                                            {"row", rows[at].id},
                                            {"why", what_of(failures[at])}});
        troubled.push_back(rows[at]);
    }
    const auto put_off = write_each(writer, troubled, set_aside);
    return moved || std::ranges::count(put_off, nullptr) > 0;
}

} // namespace relay::engine
