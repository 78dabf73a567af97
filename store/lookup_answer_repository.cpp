#include "store/lookup_answer_repository.h"
#include "store/detail/fields.h"

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO lookup_answer (id, source_id, sender_id, recipient_id, response_to, transaction_id,
                               max_length, at_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql";
constexpr auto waiting_sql = R"sql(
    SELECT id, source_id, sender_id, recipient_id, response_to, transaction_id, max_length,
           at_ms
      FROM lookup_answer WHERE source_id = $1 ORDER BY id LIMIT $2)sql";
constexpr auto remove_sql = "DELETE FROM lookup_answer WHERE id = $1 AND source_id = $2";
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
            .at = fields.instant()};
}

} // namespace

void LookupAnswerRepository::insert(const LookupAnswer& answer)
{
    connection_.execute(insert_sql, {number(answer.id), key(answer.source), answer.sender_id,
                                     answer.recipient_id, answer.response_to, answer.transaction_id,
                                     number(answer.max_length), time(answer.at)});
}

std::vector<LookupAnswer> LookupAnswerRepository::waiting(SourceId source, std::size_t limit)
{
    std::vector<LookupAnswer> answers;
    for (const auto& row :
         connection_.query(waiting_sql, {key(source), number(static_cast<std::int64_t>(limit))}))
        answers.push_back(answer_of(row));
    return answers;
}

bool LookupAnswerRepository::remove(std::int64_t id, SourceId source)
{
    return connection_.execute(remove_sql, {number(id), key(source)}) != 0;
}

void LookupAnswerRepository::prune(Instant older_than)
{
    connection_.execute(prune_sql, {time(older_than)});
}

} // namespace store
