#include "store/page_repository.h"
#include "store/detail/fields.h"
#include "store/detail/list_text.h"
#include <limits>

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO page (id, message_id, contact_id, path, failover_of, schedule_id, instead_of,
                      progress, accepted_ms, delivered_ms, read_ms, replied_ms, failed_ms,
                      declined_ms, expires_ms, purge_ms, purged_ms, created_ms, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19))sql";
constexpr auto save_sql = R"sql(
    UPDATE page
       SET progress = $1, accepted_ms = $2, delivered_ms = $3, read_ms = $4, replied_ms = $5,
           failed_ms = $6, declined_ms = $7, expires_ms = $8, purge_ms = $9, purged_ms = $10,
           version = version + 1
     WHERE id = $11 AND version = $12)sql";
constexpr auto select_sql = R"sql(
    SELECT id, message_id, contact_id, path, failover_of, schedule_id, instead_of, progress,
           accepted_ms, delivered_ms, read_ms, replied_ms, failed_ms, declined_ms, expires_ms,
           purge_ms, purged_ms, created_ms,
           version
      FROM page)sql";
constexpr auto by_id = " WHERE id = $1";
constexpr auto by_message = " WHERE message_id = $1 ORDER BY id";
// The condition on the progress must be the index's own, word by word, or SQLite does not use it.
constexpr auto expired_rows = R"sql(
     WHERE expires_ms <= $1 AND (progress = 'pending' OR progress = 'accepted')
     ORDER BY expires_ms, id
     LIMIT $2)sql";
constexpr auto to_purge_rows = R"sql(
     WHERE purge_ms <= $1 AND purged_ms IS NULL AND purge_ms IS NOT NULL
     ORDER BY purge_ms, id
     LIMIT $2)sql";
constexpr auto next_expiry_sql = R"sql(
    SELECT MIN(expires_ms) FROM page
     WHERE expires_ms > $1 AND (progress = 'pending' OR progress = 'accepted'))sql";
constexpr auto inbox = R"sql(
     WHERE contact_id = $1 AND id < $2
       AND EXISTS (SELECT 1 FROM delivery
                    WHERE delivery.page_id = page.id AND delivery.channel = 'secure'
                      AND delivery.state IN ('accepted', 'delivered', 'read'))
     ORDER BY id DESC
     LIMIT $3)sql";

Page page_of(const Row& row)
{
    Fields fields(row);
    return {.id = fields.id<PageId>(),
            .message = fields.id<MessageId>(),
            .contact = fields.id<ContactId>(),
            .path = ids_of<GroupId>(fields.text()),
            .failover_of = fields.id<GroupId>(),
            .schedule = fields.id<ScheduleId>(),
            .instead_of = fields.id<ContactId>(),
            .progress = fields.word<Progress>(),
            .accepted = fields.optional_instant(),
            .delivered = fields.optional_instant(),
            .read = fields.optional_instant(),
            .replied = fields.optional_instant(),
            .failed = fields.optional_instant(),
            .declined = fields.optional_instant(),
            .expires = fields.optional_instant(),
            .purge = fields.optional_instant(),
            .purged = fields.optional_instant(),
            .created = fields.instant(),
            .version = fields.number()};
}

std::vector<Page> pages_of(const Rows& rows)
{
    std::vector<Page> pages;
    for (const auto& row : rows)
        pages.push_back(page_of(row));
    return pages;
}

} // namespace

void PageRepository::insert(const Page& page)
{
    connection_.execute(
        insert_sql,
        {key(page.id), key(page.message), key(page.contact), ids_text(page.path),
         key_or_null(page.failover_of), key_or_null(page.schedule), key_or_null(page.instead_of),
         word_of(page.progress), time_or_null(page.accepted), time_or_null(page.delivered),
         time_or_null(page.read), time_or_null(page.replied), time_or_null(page.failed),
         time_or_null(page.declined), time_or_null(page.expires), time_or_null(page.purge),
         time_or_null(page.purged), time(page.created), page.version});
}

std::optional<Page> PageRepository::find(PageId id)
{
    const auto rows = connection_.query(std::string(select_sql) + by_id, {key(id)});
    return rows.empty() ? std::nullopt : std::optional(page_of(rows[0]));
}

std::vector<Page> PageRepository::of_message(MessageId message)
{
    return pages_of(connection_.query(std::string(select_sql) + by_message, {key(message)}));
}

std::vector<Page> PageRepository::inbox_of(ContactId contact, PageId before, std::size_t limit)
{
    const auto below = before.valid() ? before.value : std::numeric_limits<std::int64_t>::max();
    return pages_of(
        connection_.query(std::string(select_sql) + inbox,
                          {key(contact), below, number(static_cast<std::int64_t>(limit))}));
}

std::vector<Page> PageRepository::expired(Instant now, std::size_t limit)
{
    return pages_of(connection_.query(std::string(select_sql) + expired_rows,
                                      {time(now), number(static_cast<std::int64_t>(limit))}));
}

std::vector<Page> PageRepository::to_purge(Instant now, std::size_t limit)
{
    return pages_of(connection_.query(std::string(select_sql) + to_purge_rows,
                                      {time(now), number(static_cast<std::int64_t>(limit))}));
}

std::optional<Instant> PageRepository::next_expiry(Instant after)
{
    return Fields(connection_.query(next_expiry_sql, {time(after)}).at(0)).optional_instant();
}

bool PageRepository::save(const Page& page)
{
    return connection_.execute(save_sql, {word_of(page.progress), time_or_null(page.accepted),
                                          time_or_null(page.delivered), time_or_null(page.read),
                                          time_or_null(page.replied), time_or_null(page.failed),
                                          time_or_null(page.declined), time_or_null(page.expires),
                                          time_or_null(page.purge), time_or_null(page.purged),
                                          key(page.id), page.version}) == 1;
}

} // namespace store
