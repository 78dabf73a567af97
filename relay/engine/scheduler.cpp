#include "relay/engine/scheduler.h"
#include "relay/engine/commit.h"
#include "relay/engine/row_jobs.h"
#include "relay/service/log.h"
#include "store/acceptance_repository.h"
#include "store/delivery_repository.h"
#include "store/detail_code_repository.h"
#include "store/device_repository.h"
#include "store/error.h"
#include "store/escalation_repository.h"
#include "store/gateway_repository.h"
#include "store/link_repository.h"
#include "store/page_repository.h"
#include "store/submission_key_repository.h"
#include <algorithm>

namespace relay::engine {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t decided_at_once = 128;
constexpr std::size_t pruned_at_once = 1000;
constexpr store::Millis pause_after_trouble = 1min;
constexpr store::Millis duplicate_window = 168h; ///< the longest that may be configured
constexpr store::Millis longest_early = 1h;      ///< that a receipt waits for its answer
constexpr store::Millis longest_regret = 24h;    ///< that a link can still say that it expired
constexpr store::Millis longest_wait = 1s;
constexpr store::Millis code_memory = 24h; ///< more than the span in which codes are counted

service::log::Room& log_room()
{
    static auto& room = service::log::room("engine");
    return room;
}

} // namespace

Scheduler::Scheduler(House& house, Lease lease)
    : house_(house), lease_(std::move(lease)), shift_reminders_(house)
{
    house_.fence = lease_.node.fence;
}

Scheduler::~Scheduler()
{
    stop();
}

void Scheduler::add(store::Channel channel, std::unique_ptr<channels::Channel> sends_by,
                    WayRule rule)
{
    ways_[channel] = std::make_unique<Way>(house_, channel, std::move(sends_by), std::move(rule));
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
    for (auto& [channel, way] : ways_)
        way->worker().stop();
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
    return std::ranges::any_of(ways_,
                               [](const auto& way) { return way.second->worker().busy() > 0; });
}

void Scheduler::settle()
{
    house_.writer.drain();
    if (!thread_.joinable()) {
        // What was busy before a look may have made room that the look has not seen.
        for (bool was_busy = true; look() || was_busy;) {
            was_busy = is_any_busy();
            house_.mailbox.wait({}, was_busy ? longest_wait : store::Millis{0});
        }
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
    for (const auto& [channel, way] : ways_)
        way->worker().record_again();
    const bool was_busy = is_any_busy();
    auto reader = house_.database.reader();
    house_.directory.refresh_if_changed(*reader);
    bool moved = look_at_escalations(*reader);
    moved = look_at_acceptances(*reader) || moved;
    moved = look_at_pages(*reader) || moved;
    moved = look_at_retention(*reader) || moved;
    moved = look_at_deliveries(*reader) || moved;
    moved = shift_reminders_.look() || moved;
    if (!moved && !was_busy) {
        const std::lock_guard lock(mutex_);
        last_idle_ = number;
        looked_.notify_all();
    }
    return moved;
}

bool Scheduler::look_at_escalations(store::Connection& reader)
{
    const auto now = house_.now();
    return do_each(
        house_.writer, store::EscalationRepository(reader, house_.vault).due(now, decided_at_once),
        [this, now](store::Connection& connection, const store::Escalation& seen) {
            const auto current =
                store::EscalationRepository(connection, house_.vault).find(seen.id);
            if (current && current->phase == store::EscalationPhase::Waiting && current->due <= now)
                Commit(connection, house_).interval_passed(*current);
        },
        [this, now](store::Connection& connection, store::Escalation seen) {
            seen.due = now + pause_after_trouble;
            must(store::EscalationRepository(connection, house_.vault).save(seen));
        });
}

bool Scheduler::look_at_acceptances(store::Connection& reader)
{
    const auto now = house_.now();
    return do_each(
        house_.writer, store::AcceptanceRepository(reader).due(now, decided_at_once),
        [this](store::Connection& connection, const store::Acceptance& seen) {
            const auto current = store::AcceptanceRepository(connection).find(seen.id);
            if (current && current->version == seen.version)
                Commit(connection, house_).lapsed(*current);
        },
        [now](store::Connection& connection, store::Acceptance seen) {
            seen.lapses = now + pause_after_trouble;
            must(store::AcceptanceRepository(connection).save(seen));
        });
}

bool Scheduler::look_at_retention(store::Connection& reader)
{
    const auto now = house_.now();
    return do_each(
        house_.writer, store::PageRepository(reader).to_purge(now, decided_at_once),
        [this](store::Connection& connection, const store::Page& seen) {
            const auto current = store::PageRepository(connection).find(seen.id);
            if (current && current->version == seen.version)
                Commit(connection, house_).purge(*current);
        },
        [now](store::Connection& connection, store::Page seen) {
            seen.purge = now + pause_after_trouble;
            must(store::PageRepository(connection).save(seen));
        });
}

bool Scheduler::look_at_pages(store::Connection& reader)
{
    const auto now = house_.now();
    return do_each(
        house_.writer, store::PageRepository(reader).expired(now, decided_at_once),
        [this](store::Connection& connection, const store::Page& seen) {
            const auto current = store::PageRepository(connection).find(seen.id);
            if (current && current->version == seen.version)
                Commit(connection, house_).page_expired(*current);
        },
        [now](store::Connection& connection, store::Page seen) {
            seen.expires = now + pause_after_trouble;
            must(store::PageRepository(connection).save(seen));
        });
}

bool Scheduler::look_at_deliveries(store::Connection& reader)
{
    bool found = false;
    for (const auto& [channel, word] : store::Words<store::Channel>::table) {
        const auto way = ways_.find(channel);
        const bool is_moved =
            way != ways_.end() ? way->second->look(reader)
                               : settle_each(house_, store::DeliveryRepository(reader).due(
                                                         channel, house_.now(), decided_at_once));
        found = is_moved || found;
    }
    return found;
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
        store::GatewayRepository(connection).prune(house_.now() - longest_early, pruned_at_once);
        store::DeviceRepository(connection, house_.vault).prune(house_.now(), pruned_at_once);
        store::LinkRepository(connection).prune(house_.now() - longest_regret, pruned_at_once);
        store::DetailCodeRepository(connection, house_.vault)
            .prune(house_.now() - code_memory, pruned_at_once);
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
    std::vector<store::Delivery> lost;
    {
        auto reader = house_.database.reader();
        lost = store::DeliveryRepository(*reader).lost_claims(house_.now(), SystemClock().now(),
                                                              pruned_at_once);
    }
    std::erase_if(lost, [this](const auto& claim) { return claim.claimed_by == house_.fence; });
    if (lost.empty())
        return;
    const auto failures = write_each(
        house_.writer, lost, [this](store::Connection& connection, const store::Delivery& seen) {
            const auto current = store::DeliveryRepository(connection).find(seen.id);
            if (current && current->version == seen.version)
                Commit(connection, house_).claim_lost(*current);
        });
    log_room().warning("attempts of a process that died are unclear, decided by rule",
                       {{"deliveries", std::ranges::count(failures, nullptr)}});
    for (std::size_t at = 0; at < lost.size(); ++at) {
        if (trouble_of(failures[at]) == Trouble::Own)
            log_room().error("a claim of a process that died cannot be taken over",
                             {service::log::message(lost[at].message),
                              {"delivery", lost[at].id},
                              {"why", what_of(failures[at])}});
    }
}

std::optional<store::Instant> Scheduler::next_due() const
{
    auto reader = house_.database.reader();
    const auto now = house_.now();
    std::optional<store::Instant> next;
    for (const auto& due : {store::DeliveryRepository(*reader).next_due(now),
                            store::EscalationRepository(*reader, house_.vault).next_due(now),
                            store::AcceptanceRepository(*reader).next_due(now),
                            store::PageRepository(*reader).next_expiry(now)}) {
        if (due && (!next || *due < *next))
            next = due;
    }
    return next;
}

std::chrono::milliseconds Scheduler::until_next_due() const
{
    if (house_.clock.is_manual())
        return longest_wait;
    const auto next = next_due();
    return next ? std::clamp(*next - house_.now(), store::Millis{0}, longest_wait) : longest_wait;
}

} // namespace relay::engine
