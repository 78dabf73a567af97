#include "relay/engine/worker.h"
#include "relay/engine/commit.h"
#include "relay/engine/outgoing.h"
#include "relay/service/log.h"
#include "store/error.h"
#include <random>

namespace relay::engine {
namespace {

constexpr std::size_t waiting_per_thread = 8;

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

} // namespace

Worker::Worker(const House& house, std::unique_ptr<channels::Channel> channel)
    : house_(house), channel_(std::move(channel))
{
    const auto parallel = static_cast<std::size_t>(std::max(1, channel_->parallel()));
    capacity_ = parallel * waiting_per_thread;
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

std::size_t Worker::busy() const
{
    const std::lock_guard lock(mutex_);
    return busy_;
}

void Worker::take(ClaimedAttempt claimed)
{
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(claimed));
        ++busy_;
    }
    came_.notify_one();
}

void Worker::stop()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    came_.notify_all();
    threads_.clear(); // joins
}

void Worker::work()
{
    while (true) {
        std::unique_lock lock(mutex_);
        came_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (waiting_.empty())
            return;
        const auto claimed = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        house_.mailbox.poke(); // there is room for one more
        send(claimed);
    }
}

void Worker::send(const ClaimedAttempt& claimed)
{
    const auto late = house_.now() - claimed.delivery.due;
    if (claimed.delivery.attempts == 1)
        house_.metrics.dispatched(late);
    const auto outcome = attempt(claimed.delivery);
    record(claimed, outcome);
}

channels::Outcome Worker::attempt(const store::Delivery& delivery)
{
    try {
        auto reader = house_.database.reader();
        auto prepared = prepare(house_, *reader, delivery);
        if (!prepared.outgoing)
            return prepared.refusal;
        return channel_->send(*prepared.outgoing);
    } catch (const store::SealBroken& broken) {
        log_room().error("a sealed field does not open, the delivery is refused",
                         {{"delivery", delivery.id}, {"why", broken.what()}});
        return channels::Refused{channels::Blame::Message, "seal_broken", broken.what()};
    } catch (const std::exception& failure) {
        // Nothing left the house: prepare() failed, for a channel never throws.
        return channels::Busy{"store", failure.what(), {}};
    }
}

void Worker::record(const ClaimedAttempt& claimed, const channels::Outcome& outcome)
{
    Answered answered{claimed.attempt};
    std::visit(answered, outcome);
    answered.attempt.provider = channel_->provider();
    answered.attempt.answered = house_.now();
    house_.metrics.attempts(claimed.delivery.channel, answered.attempt.state)
        .fetch_add(1, std::memory_order_relaxed);
    log_room().info("attempted", {service::log::message(claimed.delivery.message),
                                  {"delivery", claimed.delivery.id},
                                  {"channel", store::word(claimed.delivery.channel)},
                                  {"outcome", store::word(answered.attempt.state)},
                                  {"code", answered.attempt.code},
                                  {"attempt", claimed.delivery.attempts}});
    store::WriteJob job;
    job.kind = store::WriteJob::Kind::Lazy;
    const double jitter = draw_jitter();
    job.work = [this, claimed, outcome, answer = answered.attempt, jitter](auto& connection) {
        Commit(connection, house_).attempted(claimed.delivery, answer, outcome, jitter);
    };
    // An outcome that cannot be recorded is not lost: the claim's lease runs out, and the delivery
    // becomes unclear, which is what it then is.
    job.done = [this](const std::exception_ptr& failure) {
        if (failure)
            log_room().error("an outcome was not recorded, the delivery will be unclear");
        finished();
    };
    house_.writer.submit(std::move(job));
}

void Worker::finished()
{
    {
        const std::lock_guard lock(mutex_);
        --busy_;
    }
    house_.mailbox.poke();
}

} // namespace relay::engine
