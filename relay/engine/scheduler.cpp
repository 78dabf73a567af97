#include "relay/engine/scheduler.h"
#include "relay/engine/commit.h"
#include "relay/service/log.h"
#include "store/attempt_repository.h"
#include "store/error.h"
#include "store/escalation_repository.h"
#include "store/promise_repository.h"
#include "store/submission_key_repository.h"
#include <algorithm>

namespace relay::engine {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t escalations_at_once = 64;
constexpr std::size_t settled_at_once = 128;
constexpr std::size_t pruned_at_once = 1000;
constexpr store::Millis duplicate_window = 24h;
constexpr store::Millis longest_wait = 1s;

constexpr std::array all_channels{store::Channel::Secure, store::Channel::Email,
                                  store::Channel::Sms, store::Channel::Ivr,
                                  store::Channel::WctpPeer};

service::log::Room& log_room()
{
    static auto& room = service::log::room("engine");
    return room;
}

} // namespace

Scheduler::Scheduler(House& house, Lease lease) : house_(house), lease_(std::move(lease))
{
    house_.fence = lease_.node.fence;
}

Scheduler::~Scheduler()
{
    stop();
}

void Scheduler::add(store::Channel channel, std::unique_ptr<channels::Channel> sends_by)
{
    workers_[channel] = std::make_unique<Worker>(house_, std::move(sends_by));
}

void Scheduler::start()
{
    recover();
    thread_ = std::jthread([this](std::stop_token stop) { run(stop); });
}

void Scheduler::stop()
{
    if (thread_.joinable()) {
        thread_.request_stop();
        thread_.join();
    }
    for (auto& [channel, worker] : workers_)
        worker->stop();
}

void Scheduler::run(std::stop_token stop)
{
    while (!stop.stop_requested()) {
        auto longest = longest_wait;
        try {
            housekeeping();
            if (look())
                continue;
            longest = std::min(longest, until_next_due());
        } catch (const std::exception& trouble) {
            log_room().error("the queue cannot be read, trying again in a second",
                             {{"why", trouble.what()}});
        }
        house_.mailbox.wait(stop, longest);
    }
}

bool Scheduler::is_any_busy() const
{
    return std::ranges::any_of(workers_,
                               [](const auto& worker) { return worker.second->busy() > 0; });
}

void Scheduler::settle()
{
    house_.writer.drain();
    if (!thread_.joinable()) {
        while (look() || is_any_busy())
            house_.mailbox.wait({}, is_any_busy() ? longest_wait : store::Millis{0});
        return;
    }
    std::unique_lock lock(mutex_);
    // Only a look that begins from now on sees all that was committed until now.
    const auto enough = looks_begun_ + 1;
    house_.mailbox.poke();
    looked_.wait(lock, [&] { return last_idle_ >= enough; });
}

/// True when there was something to do: then there may be more.
bool Scheduler::look()
{
    std::uint64_t number = 0;
    {
        const std::lock_guard lock(mutex_);
        number = ++looks_begun_;
    }
    const bool was_busy = is_any_busy();
    auto reader = house_.database.reader();
    house_.directory.refresh_if_changed(*reader);
    const bool escalated = look_at_escalations(*reader);
    const bool delivered = look_at_deliveries(*reader);
    if (!escalated && !delivered && !was_busy) {
        const std::lock_guard lock(mutex_);
        last_idle_ = number;
        looked_.notify_all();
    }
    return escalated || delivered;
}

bool Scheduler::look_at_escalations(store::Connection& reader)
{
    const auto now = house_.now();
    const auto due =
        store::EscalationRepository(reader, house_.vault).due(now, escalations_at_once);
    for (const auto& escalation : due) {
        // Each in a job of its own: one that fails hurts no other.
        house_.writer.run([&](store::Connection& connection) {
            const auto current =
                store::EscalationRepository(connection, house_.vault).find(escalation.id);
            if (current && current->phase == store::EscalationPhase::Waiting && current->due <= now)
                Commit(connection, house_).interval_passed(*current);
        });
    }
    return !due.empty();
}

bool Scheduler::look_at_deliveries(store::Connection& reader)
{
    bool found = false;
    store::DeliveryRepository repository(reader);
    for (const auto channel : all_channels) {
        const auto worker = workers_.find(channel);
        const auto room = worker == workers_.end() ? settled_at_once : worker->second->room();
        if (room == 0)
            continue;
        const auto due = repository.due(channel, house_.now(), room);
        if (due.empty())
            continue;
        found = true;
        if (worker == workers_.end())
            settle_here(due);
        else
            claim(channel, *worker->second, due);
    }
    return found;
}

/// The secure inbox needs nobody to send; a channel that is not configured any more has nobody.
void Scheduler::settle_here(const std::vector<store::Delivery>& due)
{
    house_.writer.run([&](store::Connection& connection) {
        store::DeliveryRepository repository(connection);
        for (const auto& delivery : due) {
            const auto current = repository.find(delivery.id);
            if (!current || current->version != delivery.version)
                continue;
            Commit commit(connection, house_);
            if (!commit.fell_due(*current))
                continue;
            const auto claimed =
                repository.claim(std::span(&current->id, 1), house_.fence, house_.now());
            if (claimed.empty())
                continue;
            store::Attempt attempt;
            attempt.id = house_.ids.make<store::AttemptId>(house_.now());
            attempt.delivery = current->id;
            attempt.number = claimed.front().attempts;
            attempt.started = house_.now();
            store::AttemptRepository attempts(connection, house_.vault);
            attempts.insert(attempt);
            attempt.state = store::AttemptState::Refused;
            attempt.code = "no_channel";
            attempt.answered = house_.now();
            commit.attempted(claimed.front(), attempt,
                             channels::Refused{channels::Blame::Provider, "no_channel",
                                               "this channel is not configured"},
                             0.5);
        }
    });
}

void Scheduler::claim(store::Channel channel, Worker& worker,
                      const std::vector<store::Delivery>& due)
{
    auto claimed = house_.writer.ask([&](store::Connection& connection) {
        store::DeliveryRepository repository(connection);
        store::PromiseRepository promises(connection);
        store::AttemptRepository attempts(connection, house_.vault);
        Commit commit(connection, house_);
        const auto now = house_.now();
        std::vector<store::DeliveryId> ids;
        // Read again: since the reader looked, an answer may have made it needless.
        for (const auto& delivery : repository.due(channel, now, due.size())) {
            if (commit.fell_due(delivery))
                ids.push_back(delivery.id);
        }
        std::vector<ClaimedAttempt> taken;
        for (auto& delivery : repository.claim(ids, house_.fence, now + house_.rules.lease)) {
            promises.keep(store::PromiseKind::Delivery, delivery.id.value, now);
            store::Attempt attempt;
            attempt.id = house_.ids.make<store::AttemptId>(now);
            attempt.delivery = delivery.id;
            attempt.number = delivery.attempts;
            attempt.started = now;
            attempts.insert(attempt);
            taken.push_back({std::move(delivery), std::move(attempt)});
        }
        return taken;
    });
    for (auto& attempt : claimed)
        worker.take(std::move(attempt));
}

void Scheduler::housekeeping()
{
    // The lease is about processes, so it runs on real time even where the clock is manual.
    const auto now = SystemClock().now();
    if (now < lease_renewed_ + lease_.length / 3)
        return;
    const bool ours = house_.writer.ask([&](store::Connection& connection) {
        if (!store::NodeRepository(connection).renew(lease_.node, now, lease_.length))
            return false;
        store::DeliveryRepository(connection)
            .renew(house_.fence, house_.now() + house_.rules.lease);
        store::SubmissionKeyRepository(connection)
            .prune(house_.now() - duplicate_window, pruned_at_once);
        return true;
    });
    if (!ours)
        lease_.lost("another process took over this node's name, or its lease ran out");
    lease_renewed_ = now;
    recover();
}

/// What a dead node was sending becomes unclear, and its channel's rule decides.
void Scheduler::recover()
{
    const bool first = lease_renewed_ == store::Instant{};
    // SQLite belongs to one node: at its start every claim is of a predecessor that died.
    const bool all = first && house_.database.engine() == store::Engine::Sqlite;
    const auto until = all ? store::instant(std::int64_t{1} << 60) : house_.now();
    std::size_t found = 0;
    house_.writer.run([&](store::Connection& connection) {
        found = 0;
        for (const auto& lost :
             store::DeliveryRepository(connection).lost_claims(until, pruned_at_once)) {
            if (lost.claimed_by == house_.fence)
                continue;
            Commit(connection, house_).claim_lost(lost);
            ++found;
        }
    });
    if (found > 0)
        log_room().warning("attempts of a process that died are unclear, decided by rule",
                           {{"deliveries", found}});
}

std::chrono::milliseconds Scheduler::until_next_due()
{
    if (house_.clock.is_manual())
        return longest_wait;
    auto reader = house_.database.reader();
    const auto now = house_.now();
    auto next = now + longest_wait;
    if (const auto due = store::DeliveryRepository(*reader).next_due(now))
        next = std::min(next, *due);
    if (const auto due = store::EscalationRepository(*reader, house_.vault).next_due(now))
        next = std::min(next, *due);
    return std::max(next - now, 0ms);
}

} // namespace relay::engine
