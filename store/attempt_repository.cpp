#include "store/attempt_repository.h"
#include "store/detail/fields.h"
#include "store/id_generator.h"

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO attempt (id, delivery_id, number, state, provider, code, detail, reference,
                         started_ms, answered_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))sql";
constexpr auto finish_sql = R"sql(
    UPDATE attempt
       SET state = $1, provider = $2, code = $3, detail = $4, reference = $5, answered_ms = $6
     WHERE id = $7 AND answered_ms IS NULL)sql";
constexpr auto leave_unclear_sql =
    "UPDATE attempt SET state = 'unclear' WHERE delivery_id = $1 AND state = 'sending'";
constexpr auto of_delivery_sql = R"sql(
    SELECT id, number, state, provider, code, detail, reference, started_ms, answered_ms
      FROM attempt
     WHERE delivery_id = $1
     ORDER BY number, id)sql";

// By the key, which holds the time: there is no index on the instant.
constexpr auto count_since_sql = R"sql(
    SELECT COUNT(*) FROM attempt JOIN delivery ON delivery.id = attempt.delivery_id
     WHERE attempt.id >= $1 AND delivery.channel = $2)sql";

Place place_of_detail(AttemptId id)
{
    return {"attempt", "detail", id.value};
}

} // namespace

void AttemptRepository::insert(const Attempt& attempt)
{
    connection_.execute(insert_sql,
                        {key(attempt.id), key(attempt.delivery), number(attempt.number),
                         word_of(attempt.state), attempt.provider, attempt.code,
                         vault_.seal_or_null(place_of_detail(attempt.id), attempt.detail),
                         attempt.reference, time(attempt.started), time_or_null(attempt.answered)});
}

bool AttemptRepository::finish(const Attempt& attempt)
{
    return connection_.execute(finish_sql,
                               {word_of(attempt.state), attempt.provider, attempt.code,
                                vault_.seal_or_null(place_of_detail(attempt.id), attempt.detail),
                                attempt.reference, time_or_null(attempt.answered),
                                key(attempt.id)}) == 1;
}

void AttemptRepository::leave_unclear(DeliveryId delivery)
{
    connection_.execute(leave_unclear_sql, {key(delivery)});
}

std::vector<Attempt> AttemptRepository::of_delivery(DeliveryId delivery)
{
    std::vector<Attempt> attempts;
    for (const auto& row : connection_.query(of_delivery_sql, {key(delivery)})) {
        Fields fields(row);
        const auto id = fields.id<AttemptId>();
        attempts.push_back({.id = id,
                            .delivery = delivery,
                            .number = fields.small(),
                            .state = fields.word<AttemptState>(),
                            .provider = fields.text(),
                            .code = fields.text(),
                            .detail = vault_.open_or_empty(place_of_detail(id), fields.value()),
                            .reference = fields.text(),
                            .started = fields.instant(),
                            .answered = fields.optional_instant()});
    }
    return attempts;
}

std::int64_t AttemptRepository::count_since(Instant from, Channel channel)
{
    return connection_.query(count_since_sql, {IdGenerator::first_key_at(from), word_of(channel)})
        .at(0)
        .number(0);
}

} // namespace store
