#include "store/acceptance_repository.h"
#include "store/detail/fields.h"

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO acceptance (id, message_id, group_id, page_id, contact_id, channel, state, at_ms,
                            lapses_ms, ended_ms, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))sql";
constexpr auto save_sql = R"sql(
    UPDATE acceptance SET state = $1, lapses_ms = $2, ended_ms = $3, version = version + 1
     WHERE id = $4 AND version = $5)sql";
constexpr auto select_sql = R"sql(
    SELECT id, message_id, group_id, page_id, contact_id, channel, state, at_ms, lapses_ms,
           ended_ms, version
      FROM acceptance)sql";
constexpr auto by_id = " WHERE id = $1";
constexpr auto by_message = " WHERE message_id = $1 ORDER BY id";
// The condition is the index's own, word by word, or SQLite does not use it.
constexpr auto overdue = R"sql(
     WHERE state = 'held' AND lapses_ms IS NOT NULL AND lapses_ms <= $1
     ORDER BY lapses_ms, id LIMIT $2)sql";
constexpr auto next_due_sql = R"sql(
    SELECT MIN(lapses_ms) FROM acceptance
     WHERE state = 'held' AND lapses_ms IS NOT NULL AND lapses_ms > $1)sql";

Acceptance acceptance_of(const Row& row)
{
    Fields fields(row);
    return {.id = fields.id<AcceptanceId>(),
            .message = fields.id<MessageId>(),
            .group = fields.id<GroupId>(),
            .page = fields.id<PageId>(),
            .contact = fields.id<ContactId>(),
            .channel = fields.word<Channel>(),
            .state = fields.word<AcceptanceState>(),
            .at = fields.instant(),
            .lapses = fields.optional_instant(),
            .ended = fields.optional_instant(),
            .version = fields.number()};
}

std::vector<Acceptance> acceptances_of(const Rows& rows)
{
    std::vector<Acceptance> acceptances;
    for (const auto& row : rows)
        acceptances.push_back(acceptance_of(row));
    return acceptances;
}

} // namespace

void AcceptanceRepository::insert(const Acceptance& acceptance)
{
    connection_.execute(insert_sql,
                        {key(acceptance.id), key(acceptance.message), key(acceptance.group),
                         key(acceptance.page), key(acceptance.contact), word_of(acceptance.channel),
                         word_of(acceptance.state), time(acceptance.at),
                         time_or_null(acceptance.lapses), time_or_null(acceptance.ended),
                         acceptance.version});
}

std::optional<Acceptance> AcceptanceRepository::find(AcceptanceId id)
{
    const auto rows = connection_.query(std::string(select_sql) + by_id, {key(id)});
    return rows.empty() ? std::nullopt : std::optional(acceptance_of(rows[0]));
}

std::vector<Acceptance> AcceptanceRepository::of_message(MessageId message)
{
    return acceptances_of(connection_.query(std::string(select_sql) + by_message, {key(message)}));
}

std::vector<Acceptance> AcceptanceRepository::due(Instant now, std::size_t limit)
{
    return acceptances_of(connection_.query(std::string(select_sql) + overdue,
                                            {time(now), number(static_cast<std::int64_t>(limit))}));
}

std::optional<Instant> AcceptanceRepository::next_due(Instant after)
{
    return Fields(connection_.query(next_due_sql, {time(after)}).at(0)).optional_instant();
}

bool AcceptanceRepository::save(const Acceptance& acceptance)
{
    return connection_.execute(save_sql,
                               {word_of(acceptance.state), time_or_null(acceptance.lapses),
                                time_or_null(acceptance.ended), key(acceptance.id),
                                acceptance.version}) == 1;
}

} // namespace store
