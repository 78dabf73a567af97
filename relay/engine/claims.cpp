#include "relay/engine/claims.h"
#include "relay/engine/commit.h"
#include "relay/engine/row_jobs.h"
#include "store/attempt_repository.h"
#include "store/delivery_repository.h"
#include "store/promise_repository.h"

namespace relay::engine {
namespace {

using namespace std::chrono_literals;

constexpr store::Millis pause_after_trouble = 1min;

void refuse_without_channel(const House& house, store::Connection& connection, Commit& commit,
                            const store::Delivery& delivery)
{
    for (auto& claimed : claim_rows(house, connection, {delivery.id})) {
        claimed.attempt.state = store::AttemptState::Refused;
        claimed.attempt.code = "no_channel";
        claimed.attempt.answered = house.now();
        commit.attempted(claimed.delivery, claimed.attempt,
                         channels::Refused{channels::Blame::Provider, "no_channel",
                                           "this channel is not configured"},
                         0.5);
    }
}

} // namespace

std::vector<ClaimedAttempt> claim_rows(const House& house, store::Connection& connection,
                                       const std::vector<store::DeliveryId>& ids)
{
    store::DeliveryRepository repository(connection);
    store::PromiseRepository promises(connection);
    store::AttemptRepository attempts(connection, house.vault);
    const auto now = house.now();
    std::vector<ClaimedAttempt> taken;
    for (auto& delivery : repository.claim(ids, house.fence, now + house.rules.lease)) {
        promises.keep(store::PromiseKind::Delivery, delivery.id.value, now);
        store::Attempt attempt;
        attempt.id = house.ids.make<store::AttemptId>(now);
        attempt.delivery = delivery.id;
        attempt.number = delivery.attempts;
        attempt.started = now;
        attempts.insert(attempt);
        taken.push_back({std::move(delivery), std::move(attempt)});
    }
    return taken;
}

bool settle_each(const House& house, const std::vector<store::Delivery>& ending)
{
    const auto now = house.now();
    return do_each(
        house.writer, ending,
        [&house](store::Connection& connection, const store::Delivery& seen) {
            const auto current = store::DeliveryRepository(connection).find(seen.id);
            if (!current || current->version != seen.version)
                return;
            Commit commit(connection, house);
            if (commit.is_to_be_sent(*current))
                return refuse_without_channel(house, connection, commit, *current);
            commit.settle(*current);
        },
        [now](store::Connection& connection, store::Delivery seen) {
            seen.due = now + pause_after_trouble;
            must(store::DeliveryRepository(connection).save(seen));
        });
}

} // namespace relay::engine
