#include "store/delivery_repository.h"
#include "store/detail/fields.h"
#include "store/id_generator.h"
#include <algorithm>
#include <unordered_map>

namespace store {
namespace {

using namespace detail;

constexpr auto hasten_sql = R"sql(
    UPDATE delivery SET due_ms = $1, version = version + 1
     WHERE channel = $2 AND state = 'deferred' AND due_ms > $1
       AND EXISTS (SELECT id FROM message
                    WHERE message.id = delivery.message_id AND message.source_id = $3))sql";
constexpr auto hasten_channel_sql = R"sql(
    UPDATE delivery SET due_ms = $1, version = version + 1
     WHERE channel = $2 AND state = 'deferred' AND attempts = 0 AND due_ms > $1)sql";
constexpr auto insert_sql = R"sql(
    INSERT INTO delivery (id, message_id, page_id, contact_id, notice_id, kind, channel, detail_id,
                          state, priority, due_ms, unless_progress, expires_ms, attempts,
                          reference, claimed_by, lease_until_ms, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18))sql";
constexpr auto columns = R"sql(
    id, message_id, page_id, contact_id, notice_id, kind, channel, detail_id, state, priority,
    due_ms, unless_progress, expires_ms, attempts, reference, claimed_by, lease_until_ms,
    version)sql";
constexpr auto by_id = " FROM delivery WHERE id = $1";
constexpr auto by_message = " FROM delivery WHERE message_id = $1 ORDER BY id";
constexpr auto by_page = " FROM delivery WHERE page_id = $1 ORDER BY id";
constexpr auto by_reference = R"sql(
      FROM delivery WHERE reference = $1 AND reference <> '' AND channel = $2
     ORDER BY id DESC)sql";
// Keys rise with time, so a key is where a range of time begins.
constexpr auto unanswered_rows = R"sql(
      FROM delivery
     WHERE id >= $1 AND channel = $2 AND reference <> '' AND kind <> 'notice'
       AND state IN ('accepted', 'delivered', 'read')
       AND NOT EXISTS (SELECT 1 FROM page
                        WHERE page.id = delivery.page_id AND page.progress = 'replied')
     ORDER BY id
     LIMIT $3)sql";
// The condition on the state must be the index's own, word by word, or SQLite does not use it.
constexpr auto due_rows = R"sql(
      FROM delivery
     WHERE channel = $1 AND priority = $2 AND due_ms <= $3
       AND (state = 'planned' OR state = 'queued' OR state = 'deferred' OR state = 'unclear'))sql";
constexpr auto first_due = " ORDER BY due_ms, id LIMIT ";
constexpr auto source_of_it =
    "COALESCE((SELECT source_id FROM message WHERE message.id = delivery.message_id), 0)";
constexpr auto due_rows_for = R"sql(
      FROM delivery
     WHERE contact_id = $1 AND channel = $2 AND priority = $3 AND due_ms <= $4
       AND (state = 'planned' OR state = 'queued' OR state = 'deferred' OR state = 'unclear')
       AND kind <> 'notice'
       AND EXISTS (SELECT 1 FROM message
                    WHERE message.id = delivery.message_id AND COALESCE(source_id, 0) = $5)
     ORDER BY due_ms, id
     LIMIT $6)sql";
constexpr auto sources_sql = "SELECT id, source_id FROM message WHERE ";
// Documents about one page go out one after another, in the order of their making: the originator
// hears "delivered" before "read". While one is open, those after it are not due; but who answered,
// and that nobody did, does not wait for a status that the originator will not take.
constexpr auto first_of_page = R"sql(
       AND NOT EXISTS (SELECT 1 FROM delivery AS earlier
                        WHERE earlier.page_id = delivery.page_id AND earlier.id < delivery.id
                          AND earlier.channel = 'wctp_push'
                          AND earlier.state IN ('planned', 'queued', 'sending', 'deferred',
                                                'unclear')
                          AND NOT (earlier.attempts >= 3 AND earlier.state <> 'sending'
                                   AND EXISTS (SELECT 1 FROM notice
                                                WHERE notice.id = earlier.notice_id
                                                  AND notice.kind IN ('queued', 'delivered', 'read',
                                                                      'failed'))
                                   AND EXISTS (SELECT 1 FROM notice
                                                WHERE notice.id = delivery.notice_id
                                                  AND notice.kind IN ('replied', 'failed')))))sql";
// One look into the index per channel and priority.
constexpr auto next_due_sql = R"sql(
    SELECT MIN(next_ms)
      FROM (SELECT (SELECT MIN(due_ms) FROM delivery
                     WHERE channel = channels.column1 AND priority = priorities.column1
                       AND due_ms > $1
                       AND (state = 'planned' OR state = 'queued' OR state = 'deferred'
                            OR state = 'unclear')) AS next_ms
              FROM (VALUES ('secure'), ('push'), ('email'), ('sms'), ('ivr'), ('snpp'),
                           ('wctp_peer'), ('wctp_push')) AS channels,
                   (VALUES ('high'), ('normal'), ('low')) AS priorities) AS earliest)sql";
constexpr auto claim_update_sql = R"sql(
    UPDATE delivery
       SET state = 'sending', attempts = attempts + 1, claimed_by = $2, lease_until_ms = $3,
           version = version + 1
      FROM mine WHERE delivery.id = mine.mine_id
    RETURNING)sql";
constexpr auto save_sql = R"sql(
    UPDATE delivery
       SET detail_id = $1, state = $2, priority = $3, due_ms = $4, unless_progress = $5,
           expires_ms = $6, attempts = $7, reference = $8, claimed_by = $9, lease_until_ms = $10,
           version = version + 1
     WHERE id = $11 AND version = $12)sql";
constexpr auto while_claimed = " AND state = 'sending' AND claimed_by = $13";
constexpr auto claims = " FROM delivery WHERE state = 'sending' AND claimed_by = $1 ORDER BY id";
constexpr auto lost_claims_of = R"sql(
      FROM delivery
     WHERE state = 'sending'
       AND (lease_until_ms <= $1
            OR NOT EXISTS (SELECT 1 FROM node
                            WHERE node.fence = claimed_by AND node.name <> ''
                              AND node.lease_until_ms > $2))
     ORDER BY lease_until_ms, id
     LIMIT $3)sql";
constexpr auto renew_sql =
    "UPDATE delivery SET lease_until_ms = $1 WHERE state = 'sending' AND claimed_by = $2";
constexpr auto counts_sql = R"sql(
    SELECT state, channel, COUNT(*) FROM delivery
     WHERE (state = 'planned' OR state = 'queued' OR state = 'deferred' OR state = 'unclear')
     GROUP BY state, channel
     UNION ALL
    SELECT state, channel, COUNT(*) FROM delivery WHERE state = 'sending'
     GROUP BY state, channel
     ORDER BY 1, 2)sql";

std::string select(std::string_view rest)
{
    return std::string("SELECT").append(columns).append(rest);
}

/// The rows are locked before they are changed, so that nodes share the work without waiting.
std::string claim_sql(const Dialect& dialect)
{
    return "WITH mine AS (SELECT id AS mine_id FROM delivery WHERE " + dialect.in_list("id", "$1") +
           " AND state IN ('planned', 'queued', 'deferred', 'unclear') ORDER BY id" +
           std::string(dialect.skip_locked()) + ")" + claim_update_sql + columns;
}

Delivery delivery_of(const Row& row)
{
    Fields fields(row);
    return {.id = fields.id<DeliveryId>(),
            .message = fields.id<MessageId>(),
            .page = fields.id<PageId>(),
            .contact = fields.id<ContactId>(),
            .notice = fields.id<NoticeId>(),
            .kind = fields.word<DeliveryKind>(),
            .channel = fields.word<Channel>(),
            .detail = fields.id<DetailId>(),
            .state = fields.word<DeliveryState>(),
            .priority = fields.word<Priority>(),
            .due = fields.instant(),
            .unless = fields.optional_word<Progress>(),
            .expires = fields.optional_instant(),
            .attempts = fields.small(),
            .reference = fields.text(),
            .claimed_by = fields.number(),
            .lease_until = fields.optional_instant(),
            .version = fields.number()};
}

std::vector<Delivery> deliveries_of(const Rows& rows)
{
    std::vector<Delivery> deliveries;
    for (const auto& row : rows)
        deliveries.push_back(delivery_of(row));
    return deliveries;
}

Value count(std::size_t limit)
{
    return static_cast<std::int64_t>(limit);
}

} // namespace

void DeliveryRepository::insert(const Delivery& delivery)
{
    connection_.execute(
        insert_sql,
        {key(delivery.id), key(delivery.message), key_or_null(delivery.page),
         key_or_null(delivery.contact), key_or_null(delivery.notice), word_of(delivery.kind),
         word_of(delivery.channel), key_or_null(delivery.detail), word_of(delivery.state),
         word_of(delivery.priority), time(delivery.due), word_or_null(delivery.unless),
         time_or_null(delivery.expires), number(delivery.attempts), delivery.reference,
         delivery.claimed_by, time_or_null(delivery.lease_until), delivery.version});
}

std::optional<Delivery> DeliveryRepository::find(DeliveryId id)
{
    const auto rows = connection_.query(select(by_id), {key(id)});
    return rows.empty() ? std::nullopt : std::optional(delivery_of(rows[0]));
}

std::vector<Delivery> DeliveryRepository::of_message(MessageId message)
{
    return deliveries_of(connection_.query(select(by_message), {key(message)}));
}

std::vector<Delivery> DeliveryRepository::of_page(PageId page)
{
    return deliveries_of(connection_.query(select(by_page), {key(page)}));
}

std::vector<Delivery> DeliveryRepository::with_reference(Channel channel,
                                                         std::string_view reference)
{
    return deliveries_of(
        connection_.query(select(by_reference), {std::string(reference), word_of(channel)}));
}

std::vector<Delivery> DeliveryRepository::unanswered(Channel channel, Instant since,
                                                     DeliveryId after, std::size_t limit)
{
    const auto first = std::max(IdGenerator::first_of(since), after.value + 1);
    return deliveries_of(
        connection_.query(select(unanswered_rows), {first, word_of(channel), count(limit)}));
}

std::vector<Delivery> DeliveryRepository::due(Channel channel, Instant now, std::size_t limit,
                                              std::span<const SourceId> but)
{
    std::vector<std::int64_t> left_out;
    for (const auto source : but)
        left_out.push_back(source.value);
    const auto& dialect = connection_.dialect();
    auto sql = select(due_rows);
    if (!left_out.empty())
        sql += " AND NOT " + dialect.in_list(source_of_it, "$4");
    if (channel == Channel::WctpPush)
        sql += first_of_page;
    sql += std::string(first_due) + (left_out.empty() ? "$4" : "$5");
    std::vector<Delivery> found;
    for (const auto& [priority, text] : Words<Priority>::table) {
        Values values{word_of(channel), std::string(text), time(now)};
        if (!left_out.empty())
            values.push_back(dialect.list(left_out));
        values.push_back(count(limit - found.size()));
        const auto rows = connection_.query(sql, values);
        std::ranges::move(deliveries_of(rows), std::back_inserter(found));
        if (found.size() >= limit)
            break;
    }
    return found;
}

std::vector<Delivery> DeliveryRepository::due_for(ContactId contact, SourceId source,
                                                  Channel channel, Instant now, std::size_t limit)
{
    std::vector<Delivery> found;
    for (const auto& [priority, text] : Words<Priority>::table) {
        if (found.size() >= limit)
            break;
        const auto rows = connection_.query(select(due_rows_for),
                                            {key(contact), word_of(channel), std::string(text),
                                             time(now), source.value, count(limit - found.size())});
        std::ranges::move(deliveries_of(rows), std::back_inserter(found));
    }
    return found;
}

std::vector<SourceId> DeliveryRepository::sources_of(std::span<const Delivery> deliveries)
{
    std::vector<std::int64_t> messages;
    for (const auto& delivery : deliveries)
        messages.push_back(delivery.message.value);
    const auto& dialect = connection_.dialect();
    std::unordered_map<MessageId, SourceId> known;
    for (const auto& row :
         connection_.query(sources_sql + dialect.in_list("id", "$1"), {dialect.list(messages)})) {
        Fields fields(row);
        const auto message = fields.id<MessageId>();
        known[message] = fields.id<SourceId>();
    }
    std::vector<SourceId> sources;
    for (const auto& delivery : deliveries)
        sources.push_back(known[delivery.message]);
    return sources;
}

std::optional<Instant> DeliveryRepository::next_due(Instant after)
{
    return Fields(connection_.query(next_due_sql, {time(after)}).at(0)).optional_instant();
}

std::vector<Delivery> DeliveryRepository::claim(std::span<const DeliveryId> ids, std::int64_t fence,
                                                Instant lease_until)
{
    std::vector<std::int64_t> wanted;
    std::unordered_map<DeliveryId, std::size_t> place;
    for (const auto id : ids) {
        place.emplace(id, wanted.size());
        wanted.push_back(id.value);
    }
    const auto& dialect = connection_.dialect();
    auto claimed = deliveries_of(
        connection_.query(claim_sql(dialect), {dialect.list(wanted), fence, time(lease_until)}));
    std::ranges::sort(claimed, {}, [&](const Delivery& each) { return place.at(each.id); });
    return claimed;
}

bool DeliveryRepository::save(const Delivery& delivery, std::int64_t fence)
{
    Values values{key_or_null(delivery.detail),
                  word_of(delivery.state),
                  word_of(delivery.priority),
                  time(delivery.due),
                  word_or_null(delivery.unless),
                  time_or_null(delivery.expires),
                  number(delivery.attempts),
                  delivery.reference,
                  delivery.claimed_by,
                  time_or_null(delivery.lease_until),
                  key(delivery.id),
                  delivery.version};
    if (fence == 0)
        return connection_.execute(save_sql, values) == 1;
    values.emplace_back(fence);
    return connection_.execute(std::string(save_sql) + while_claimed, values) == 1;
}

void DeliveryRepository::hasten(Channel channel, Instant now)
{
    connection_.execute(hasten_channel_sql, {time(now), word_of(channel)});
}

std::vector<Delivery> DeliveryRepository::claims_of(std::int64_t fence)
{
    return deliveries_of(connection_.query(select(claims), {fence}));
}

std::vector<Delivery> DeliveryRepository::lost_claims(Instant now, Instant nodes_now,
                                                      std::size_t limit)
{
    return deliveries_of(
        connection_.query(select(lost_claims_of), {time(now), time(nodes_now), count(limit)}));
}

void DeliveryRepository::renew(std::int64_t fence, Instant lease_until)
{
    connection_.execute(renew_sql, {time(lease_until), fence});
}

std::vector<DeliveryRepository::Count> DeliveryRepository::open_counts()
{
    std::vector<Count> counts;
    for (const auto& row : connection_.query(counts_sql)) {
        Fields fields(row);
        counts.push_back({fields.word<DeliveryState>(), fields.word<Channel>(), fields.number()});
    }
    return counts;
}

void DeliveryRepository::hasten(SourceId source, Channel channel, Instant now)
{
    connection_.execute(hasten_sql, {time(now), word_of(channel), key(source)});
}

} // namespace store
