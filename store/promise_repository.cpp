#include "store/promise_repository.h"
#include "store/detail/fields.h"

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO promise (kind, subject, number, message_id, due_ms, kept_ms)
    VALUES ($1, $2, $3, $4, $5, $6))sql";
constexpr auto keep_sql =
    "UPDATE promise SET kept_ms = $1 WHERE kind = $2 AND subject = $3 AND kept_ms IS NULL";
constexpr auto next_due_sql = "SELECT MIN(due_ms) FROM promise WHERE kept_ms IS NULL";
constexpr auto overdue_sql = R"sql(
    SELECT kind, subject, number, message_id, due_ms, kept_ms FROM promise
     WHERE kept_ms IS NULL AND due_ms <= $1
     ORDER BY due_ms, kind, subject
     LIMIT $2)sql";
constexpr auto about_sql = R"sql(
    SELECT kind, subject, number, message_id, due_ms, kept_ms FROM promise
     WHERE kind = $1 AND subject = $2
     ORDER BY number)sql";

std::vector<Promise> promises_of(const Rows& rows)
{
    std::vector<Promise> promises;
    for (const auto& row : rows) {
        Fields fields(row);
        promises.push_back({fields.word<PromiseKind>(), fields.number(), fields.small(),
                            fields.id<MessageId>(), fields.instant(), fields.optional_instant()});
    }
    return promises;
}

} // namespace

void PromiseRepository::insert(const Promise& promise)
{
    connection_.execute(insert_sql,
                        {word_of(promise.kind), promise.subject, number(promise.number),
                         key(promise.message), time(promise.due), time_or_null(promise.kept)});
}

void PromiseRepository::keep(PromiseKind kind, std::int64_t subject, Instant at)
{
    connection_.execute(keep_sql, {time(at), word_of(kind), subject});
}

std::optional<Instant> PromiseRepository::next_due()
{
    const auto rows = connection_.query(next_due_sql);
    return Fields(rows.at(0)).optional_instant();
}

std::vector<Promise> PromiseRepository::overdue(Instant now, std::size_t limit)
{
    return promises_of(
        connection_.query(overdue_sql, {time(now), number(static_cast<std::int64_t>(limit))}));
}

std::vector<Promise> PromiseRepository::about(PromiseKind kind, std::int64_t subject)
{
    return promises_of(connection_.query(about_sql, {word_of(kind), subject}));
}

} // namespace store
