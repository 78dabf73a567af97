#include "relay/engine/worker.h"
#include "relay/channels/sign.h"
#include "relay/engine/commit.h"
#include "relay/engine/outgoing.h"
#include "relay/engine/row_jobs.h"
#include "relay/service/log.h"
#include "store/delivery_repository.h"
#include "store/error.h"
#include <algorithm>
#include <random>

namespace relay::engine {
namespace {

// Little: a page that is claimed here waits for this node's gateway, whatever comes in meanwhile.
constexpr std::size_t waiting_per_thread = 2;
constexpr int most_failures = 3;

service::log::Room& log_room()
{
    static auto& room = service::log::room("engine");
    return room;
}

double draw_jitter()
{
    thread_local std::mt19937 random(std::random_device{}());
    return std::uniform_real_distribution(0.0, 1.0)(random);
}

/// The attempt's row as the outcome leaves it.
struct Answered {
    store::Attempt attempt;
    void operator()(const channels::Accepted& outcome)
    {
        attempt.state = store::AttemptState::Accepted;
        attempt.reference = outcome.reference;
        attempt.provider = outcome.provider;
        attempt.detail = outcome.detail;
    }
    void operator()(const channels::Refused& outcome)
    {
        attempt.state = store::AttemptState::Refused;
        attempt.code = outcome.code;
        attempt.detail = outcome.detail;
    }
    void operator()(const channels::Busy& outcome)
    {
        attempt.state = store::AttemptState::Busy;
        attempt.code = outcome.code;
        attempt.detail = outcome.detail;
    }
    void operator()(const channels::Unclear& outcome)
    {
        attempt.state = store::AttemptState::Unclear;
        attempt.code = outcome.code;
        attempt.detail = outcome.detail;
    }
};

/// Callbacks and push services are many under one name: the illness of one is not the others'.
bool is_one_gateway(store::Channel channel)
{
    return channel != store::Channel::WctpPush && channel != store::Channel::Push &&
           channel != store::Channel::Secure;
}

/// What the store could not do now, it can do later.
Trouble trouble_in_recording(const std::exception_ptr& failure)
{
    try {
        return trouble_of(failure);
    } catch (const store::StoreUnavailable&) {
        return Trouble::None;
    }
}

} // namespace

/// What a channel said, on its way into the store.
struct Worker::Outcome {
    ClaimedAttempt claimed; ///< the attempt's row as it is to be
    channels::Outcome said;
    double jitter = 0.5;
    int failures = 0; ///< of our own making; not those of the store
};

Worker::Worker(const House& house, store::Channel channel,
               std::unique_ptr<channels::Channel> sends_by, core::HealthRule rule)
    : house_(house), name_(channel), channel_(std::move(sends_by)), rule_(rule)
{
    const auto parallel = static_cast<std::size_t>(std::max(1, channel_->parallel()));
    capacity_ = parallel * waiting_per_thread;
    share_ = (parallel + 1) / 2;
    for (std::size_t i = 0; i < parallel; ++i)
        threads_.emplace_back([this] { work(); });
}

Worker::~Worker()
{
    stop();
}

std::size_t Worker::room() const
{
    const std::lock_guard lock(mutex_);
    return stopping_ || waiting_.size() >= capacity_ ? 0 : capacity_ - waiting_.size();
}

std::size_t Worker::room_for(store::SourceId source) const
{
    const std::lock_guard lock(mutex_);
    const auto busy = busy_for_.find(source);
    return busy == busy_for_.end() ? share_ : share_ - std::min(share_, busy->second);
}

std::vector<store::SourceId> Worker::crowded() const
{
    const std::lock_guard lock(mutex_);
    std::vector<store::SourceId> found;
    for (const auto& [source, busy] : busy_for_) {
        if (busy >= share_)
            found.push_back(source);
    }
    return found;
}

std::size_t Worker::busy() const
{
    const std::lock_guard lock(mutex_);
    return busy_;
}

core::Health Worker::health() const
{
    const std::lock_guard lock(mutex_);
    return health_;
}

void Worker::take(Load load)
{
    {
        const std::lock_guard lock(mutex_);
        const auto later = std::ranges::find_if(waiting_, [&](const auto& other) {
            return other.front().delivery.priority > load.front().delivery.priority;
        });
        busy_ += load.size();
        if (const auto source = load.front().source; source.valid())
            busy_for_[source] += load.size();
        waiting_.insert(later, std::move(load));
    }
    came_.notify_one();
}

void Worker::stop()
{
    std::deque<Load> unsent;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        unsent.swap(waiting_);
    }
    came_.notify_all();
    threads_.clear();  // joins
    channel_->close(); // while what it still hears can be written down
    for (const auto& load : unsent) {
        for (const auto& claimed : load)
            record(claimed, channels::Busy{"stopping", "the relay stops, nothing was sent", {}});
    }
    house_.writer.drain(); // its jobs call us
    const std::lock_guard lock(mutex_);
    if (!unwritten_.empty())
        log_room().error("outcomes were not recorded, these deliveries will be unclear",
                         {{"channel", channel_->provider()}, {"deliveries", unwritten_.size()}});
    unwritten_.clear();
}

void Worker::work()
{
    while (true) {
        std::unique_lock lock(mutex_);
        came_.wait(lock, [this] { return stopping_ || !waiting_.empty() || !canary_.to.empty(); });
        if (waiting_.empty()) {
            if (stopping_)
                return;
            const auto canary = std::exchange(canary_, {});
            lock.unlock();
            send_canary(canary);
            continue;
        }
        const bool was_full = waiting_.size() >= capacity_;
        const auto load = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        if (was_full)
            house_.mailbox.poke(); // there is room for one more
        send(load);
    }
}

void Worker::send(const Load& load)
{
    const auto& first = load.front().delivery;
    const auto late = house_.now() - first.due;
    if (first.attempts == 1 && first.kind != store::DeliveryKind::Notice)
        house_.metrics.dispatched(late);
    const auto wanted = load.size() == 1 ? load : without_needless(load);
    if (wanted.empty())
        return;
    const auto outcome = attempt(wanted);
    for (const auto& claimed : wanted)
        record(claimed, outcome);
}

/// Of a bundle: what was answered while it waited does not hold the others back. Where that cannot
/// be read, all are wanted, and attempt() meets the same trouble.
Load Worker::without_needless(const Load& load)
{
    std::vector<std::optional<channels::Outcome>> instead(load.size());
    try {
        auto reader = house_.database.reader();
        for (std::size_t at = 0; at < load.size(); ++at)
            instead[at] = held_back(house_, *reader, load[at].delivery);
    } catch (const std::exception&) {
        return load;
    }
    Load wanted;
    for (std::size_t at = 0; at < load.size(); ++at) {
        if (instead[at])
            record(load[at], *instead[at]);
        else
            wanted.push_back(load[at]);
    }
    return wanted;
}

channels::Outcome Worker::attempt(const Load& load)
{
    std::optional<channels::Outgoing> outgoing;
    const auto& delivery = load.front().delivery;
    try {
        auto reader = house_.database.reader();
        auto prepared = load.size() == 1 ? prepare(house_, *reader, delivery)
                                         : prepare_bundle(house_, *reader, load);
        if (!prepared.outgoing)
            return prepared.instead;
        outgoing = std::move(prepared.outgoing);
    } catch (const store::SealBroken& broken) {
        log_room().error("a sealed field does not open, the delivery is refused",
                         {{"delivery", delivery.id}, {"why", broken.what()}});
        return channels::Refused{channels::Blame::Message, "seal_broken", broken.what()};
    } catch (const std::exception& failure) {
        return channels::Busy{"store", failure.what(), {}}; // nothing left the house
    }
    return ask(*outgoing);
}

/// What the gateway says, which also says something of the gateway.
channels::Outcome Worker::ask(const channels::Outgoing& outgoing)
{
    auto outcome = send_by(outgoing);
    heed(outcome);
    return outcome;
}

channels::Outcome Worker::send_by(const channels::Outgoing& outgoing)
{
    channels::Outcome outcome;
    try {
        outcome = channel_->send(outgoing);
    } catch (const std::exception& failure) {
        // A channel does not throw; if it did all the same, nobody knows how far it got.
        log_room().error("a channel failed in a way of its own",
                         {{"channel", channel_->provider()}, {"why", failure.what()}});
        outcome = channels::Unclear{"internal", failure.what()};
    }
    return outcome;
}

void Worker::heed(const channels::Outcome& outcome)
{
    if (!is_one_gateway(name_))
        return;
    if (const auto* busy = std::get_if<channels::Busy>(&outcome); busy && busy->is_throttled)
        throttled_ = true;
    if (const auto sign = channels::sign_of(outcome))
        heed(*sign);
}

void Worker::heed(core::Sign sign)
{
    const std::lock_guard lock(mutex_);
    const bool was_well = health_.is_well();
    health_ = core::after(health_, sign, rule_, house_.now());
    house_.metrics.set_ill(name_, !health_.is_well());
    if (was_well != health_.is_well())
        log_room().warning(was_well ? "a channel is ill, its pages take the next one"
                                    : "a channel is well again",
                           {{"channel", store::word(name_)}, {"provider", channel_->provider()}});
}

void Worker::record(const ClaimedAttempt& claimed, const channels::Outcome& said)
{
    Answered answered{claimed.attempt};
    std::visit(answered, said);
    if (answered.attempt.provider.empty())
        answered.attempt.provider = channel_->provider();
    answered.attempt.answered = house_.now();
    house_.metrics.attempts(claimed.delivery.channel, answered.attempt.state)
        .fetch_add(1, std::memory_order_relaxed);
    if (claimed.delivery.kind == store::DeliveryKind::Notice &&
        answered.attempt.state == store::AttemptState::Accepted)
        house_.metrics.notices().fetch_add(1, std::memory_order_relaxed);
    log_room().info("attempted", {service::log::message(claimed.delivery.message),
                                  {"delivery", claimed.delivery.id},
                                  {"channel", store::word(claimed.delivery.channel)},
                                  {"outcome", store::word(answered.attempt.state)},
                                  {"code", answered.attempt.code},
                                  {"attempt", claimed.delivery.attempts}});
    auto outcome = std::make_shared<Outcome>();
    outcome->claimed = {claimed.delivery, std::move(answered.attempt), claimed.source};
    outcome->said = said;
    outcome->jitter = draw_jitter();
    submit(outcome);
}

void Worker::submit(const std::shared_ptr<Outcome>& outcome)
{
    store::WriteJob job;
    job.kind = store::WriteJob::Kind::Lazy;
    job.work = [this, outcome](store::Connection& connection) {
        const auto& claimed = outcome->claimed;
        Commit commit(connection, house_);
        if (outcome->failures < most_failures)
            return commit.attempted(claimed.delivery, claimed.attempt, outcome->said,
                                    outcome->jitter);
        // It cannot be written down as it is: then at least that nobody sends it any more.
        const auto current = store::DeliveryRepository(connection).find(claimed.delivery.id);
        if (current && current->claimed_by == claimed.delivery.claimed_by)
            commit.claim_lost(*current);
    };
    job.done = [this, outcome](const std::exception_ptr& failure) {
        if (failure)
            return not_recorded(outcome, failure);
        finished(outcome->claimed.source);
    };
    house_.writer.submit(std::move(job));
}

/// The claim holds on meanwhile, since this node renews its leases: nobody sends it twice.
void Worker::not_recorded(const std::shared_ptr<Outcome>& outcome,
                          const std::exception_ptr& failure)
{
    const auto trouble = trouble_in_recording(failure);
    if (trouble == Trouble::Own) {
        ++outcome->failures;
        log_room().error("an outcome cannot be recorded",
                         {service::log::message(outcome->claimed.delivery.message),
                          {"delivery", outcome->claimed.delivery.id},
                          {"tries", outcome->failures},
                          {"why", what_of(failure)}});
    }
    {
        const std::lock_guard lock(mutex_);
        unwritten_.push_back(outcome);
    }
    if (trouble == Trouble::Others)
        house_.mailbox.poke(); // at once; the others wait for the scheduler's next second
}

void Worker::record_again()
{
    std::vector<std::shared_ptr<Outcome>> again;
    {
        const std::lock_guard lock(mutex_);
        again.swap(unwritten_);
    }
    for (const auto& outcome : again)
        submit(outcome);
}

void Worker::finished(store::SourceId source)
{
    {
        const std::lock_guard lock(mutex_);
        --busy_;
        if (source.valid() && --busy_for_[source] == 0)
            busy_for_.erase(source);
    }
    house_.mailbox.poke();
}

} // namespace relay::engine
