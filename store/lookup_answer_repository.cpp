#include "store/lookup_answer_repository.h"
#include "store/detail/fields.h"

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO lookup_answer (id, source_id, sender_id, recipient_id, response_to, transaction_id,
                               max_length, at_ms, wctp_version, wctp_token, push_ms, push_tries)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12))sql";
constexpr auto select_sql = R"sql(
    SELECT id, source_id, sender_id, recipient_id, response_to, transaction_id, max_length,
           at_ms, wctp_version, wctp_token, push_ms, push_tries
      FROM lookup_answer)sql";
constexpr auto by_source = " WHERE source_id = $1 AND at_ms >= $2 ORDER BY id LIMIT $3";
constexpr auto count_sql = R"sql(
    SELECT COUNT(*) FROM (SELECT id FROM lookup_answer
                           WHERE source_id = $1 AND at_ms >= $2 LIMIT $3) AS waiting)sql";
constexpr auto by_due = " WHERE push_ms <= $1 ORDER BY push_ms, id LIMIT $2";
constexpr auto claim_sql = R"sql(
    UPDATE lookup_answer SET push_ms = $1, push_tries = push_tries + 1
     WHERE id = $2 AND push_tries = $3)sql";
constexpr auto hasten_sql = R"sql(
    UPDATE lookup_answer SET push_ms = $1 WHERE source_id = $2 AND push_ms > $3)sql";
constexpr auto put_off_sql = R"sql(
    UPDATE lookup_answer SET push_ms = $1 WHERE source_id = $2 AND (push_ms < $3 OR id = $4))sql";
constexpr auto remove_sql = "DELETE FROM lookup_answer WHERE id = $1 AND source_id = $2";
constexpr auto unfetched_sql = R"sql(
    SELECT source_id, COUNT(*) FROM lookup_answer WHERE at_ms < $1
     GROUP BY source_id ORDER BY source_id)sql";
constexpr auto prune_sql = "DELETE FROM lookup_answer WHERE at_ms < $1";

LookupAnswer answer_of(const Row& row)
{
    Fields fields(row);
    return {.id = fields.number(),
            .source = fields.id<SourceId>(),
            .sender_id = fields.text(),
            .recipient_id = fields.text(),
            .response_to = fields.text(),
            .transaction_id = fields.text(),
            .max_length = fields.small(),
            .at = fields.instant(),
            .wctp_version = fields.text(),
            .wctp_token = fields.text(),
            .next_push = fields.optional_instant(),
            .push_tries = fields.small()};
}

std::vector<LookupAnswer> answers_of(const Rows& rows)
{
    std::vector<LookupAnswer> answers;
    for (const auto& row : rows)
        answers.push_back(answer_of(row));
    return answers;
}

} // namespace

void LookupAnswerRepository::insert(const LookupAnswer& answer)
{
    connection_.execute(insert_sql, {number(answer.id), key(answer.source), answer.sender_id,
                                     answer.recipient_id, answer.response_to, answer.transaction_id,
                                     number(answer.max_length), time(answer.at),
                                     answer.wctp_version, answer.wctp_token,
                                     time_or_null(answer.next_push), number(answer.push_tries)});
}

std::vector<LookupAnswer> LookupAnswerRepository::waiting(SourceId source, Instant since,
                                                          std::size_t limit)
{
    return answers_of(
        connection_.query(std::string(select_sql) + by_source,
                          {key(source), time(since), number(static_cast<std::int64_t>(limit))}));
}

std::size_t LookupAnswerRepository::count_waiting(SourceId source, Instant since, std::size_t most)
{
    const auto rows = connection_.query(
        count_sql, {key(source), time(since), number(static_cast<std::int64_t>(most))});
    return static_cast<std::size_t>(rows.at(0).number(0));
}

std::vector<LookupAnswer> LookupAnswerRepository::due(Instant now, std::size_t limit)
{
    return answers_of(connection_.query(std::string(select_sql) + by_due,
                                        {time(now), number(static_cast<std::int64_t>(limit))}));
}

bool LookupAnswerRepository::claim(const LookupAnswer& answer, Instant next)
{
    return connection_.execute(claim_sql,
                               {time(next), number(answer.id), number(answer.push_tries)}) != 0;
}

void LookupAnswerRepository::hasten(SourceId source, Instant now)
{
    connection_.execute(hasten_sql, {time(now), key(source), time(now)});
}

void LookupAnswerRepository::put_off(const LookupAnswer& failed, Instant until)
{
    connection_.execute(put_off_sql,
                        {time(until), key(failed.source), time(until), number(failed.id)});
}

bool LookupAnswerRepository::remove(std::int64_t id, SourceId source)
{
    return connection_.execute(remove_sql, {number(id), key(source)}) != 0;
}

std::vector<std::pair<SourceId, std::int64_t>> LookupAnswerRepository::prune(Instant older_than)
{
    std::vector<std::pair<SourceId, std::int64_t>> counts;
    for (const auto& row : connection_.query(unfetched_sql, {time(older_than)}))
        counts.emplace_back(SourceId{row.number(0)}, row.number(1));
    if (counts.empty())
        return counts;
    connection_.execute(prune_sql, {time(older_than)});
    return counts;
}

} // namespace store
