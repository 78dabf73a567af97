#include "store/escalation_repository.h"
#include "store/detail/fields.h"
#include "store/detail/list_text.h"

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO escalation (id, message_id, group_id, phase, rungs, interval_ms, factor,
                            fail_report_email, include_original, rungs_tried, due_ms, pages, seen,
                            created_ms, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15))sql";
constexpr auto save_sql = R"sql(
    UPDATE escalation
       SET phase = $1, rungs_tried = $2, due_ms = $3, pages = $4, seen = $5, version = version + 1
     WHERE id = $6 AND version = $7)sql";
constexpr auto select_sql = R"sql(
    SELECT id, message_id, group_id, phase, rungs, interval_ms, factor, fail_report_email,
           include_original, rungs_tried, due_ms, pages, seen, created_ms, version
      FROM escalation)sql";
constexpr auto by_id = " WHERE id = $1";
constexpr auto by_message = " WHERE message_id = $1 ORDER BY id";
constexpr auto overdue = " WHERE phase = 'waiting' AND due_ms <= $1 ORDER BY due_ms, id LIMIT $2";
constexpr auto next_due_sql =
    "SELECT MIN(due_ms) FROM escalation WHERE phase = 'waiting' AND due_ms > $1";

Place place_of_report(EscalationId id)
{
    return {"escalation", "fail_report_email", id.value};
}

EscalationRule rule_of(const Vault& vault, EscalationId id, Fields& fields)
{
    return {.rungs = rungs_of(fields.text()),
            .interval = fields.millis(),
            .factor = fields.word<Progress>(),
            .fail_report_email = vault.open_or_empty(place_of_report(id), fields.value()),
            .include_original = fields.flag()};
}

Escalation escalation_of(const Vault& vault, const Row& row)
{
    Fields fields(row);
    const auto id = fields.id<EscalationId>();
    return {.id = id,
            .message = fields.id<MessageId>(),
            .group = fields.id<GroupId>(),
            .phase = fields.word<EscalationPhase>(),
            .rule = rule_of(vault, id, fields),
            .rungs_tried = fields.small(),
            .due = fields.instant(),
            .pages = ids_of<PageId>(fields.text()),
            .seen = ids_of<GroupId>(fields.text()),
            .created = fields.instant(),
            .version = fields.number()};
}

std::vector<Escalation> escalations_of(const Vault& vault, const Rows& rows)
{
    std::vector<Escalation> escalations;
    for (const auto& row : rows)
        escalations.push_back(escalation_of(vault, row));
    return escalations;
}

} // namespace

void EscalationRepository::insert(const Escalation& escalation)
{
    const auto& rule = escalation.rule;
    connection_.execute(
        insert_sql, {key(escalation.id), key(escalation.message), key(escalation.group),
                     word_of(escalation.phase), rungs_text(rule.rungs),
                     number(rule.interval.count()), word_of(rule.factor),
                     vault_.seal_or_null(place_of_report(escalation.id), rule.fail_report_email),
                     flag(rule.include_original), number(escalation.rungs_tried),
                     time(escalation.due), ids_text(escalation.pages), ids_text(escalation.seen),
                     time(escalation.created), escalation.version});
}

std::optional<Escalation> EscalationRepository::find(EscalationId id)
{
    const auto rows = connection_.query(std::string(select_sql) + by_id, {key(id)});
    return rows.empty() ? std::nullopt : std::optional(escalation_of(vault_, rows[0]));
}

std::vector<Escalation> EscalationRepository::of_message(MessageId message)
{
    return escalations_of(vault_,
                          connection_.query(std::string(select_sql) + by_message, {key(message)}));
}

std::vector<Escalation> EscalationRepository::due(Instant now, std::size_t limit)
{
    return escalations_of(vault_,
                          connection_.query(std::string(select_sql) + overdue,
                                            {time(now), number(static_cast<std::int64_t>(limit))}));
}

std::optional<Instant> EscalationRepository::next_due(Instant after)
{
    const auto rows = connection_.query(next_due_sql, {time(after)});
    return Fields(rows.at(0)).optional_instant();
}

bool EscalationRepository::save(const Escalation& escalation)
{
    return connection_.execute(save_sql, {word_of(escalation.phase), number(escalation.rungs_tried),
                                          time(escalation.due), ids_text(escalation.pages),
                                          ids_text(escalation.seen), key(escalation.id),
                                          escalation.version}) == 1;
}

} // namespace store
