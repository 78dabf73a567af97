#include "store/notice_repository.h"
#include "store/detail/fields.h"
#include "store/id_generator.h"

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO notice (id, message_id, page_id, contact_id, escalation_id, kind, way, address,
                        reply_id, error_code, reason, at_ms, poller_id, digest_id, digest_items,
                        mailed_index, mailed_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17))sql";
constexpr auto select_sql = R"sql(
    SELECT id, message_id, page_id, contact_id, escalation_id, kind, way, address, reply_id,
           error_code, reason, at_ms, poller_id, digest_id, digest_items
      FROM notice)sql";
// The conditions of notice_digest_open, word by word.
constexpr auto open_digest_sql = R"sql(
    SELECT id FROM notice
     WHERE mailed_index = $1 AND mailed_ms > $2 AND digest_items < $3
       AND digest_items IS NOT NULL AND digest_closed_ms IS NULL AND mailed_ms <= $4
     ORDER BY mailed_ms, id LIMIT 1)sql";
// Holds the row until the transaction ends, so that close_digest() of another node waits for it.
constexpr auto join_digest_sql = R"sql(
    UPDATE notice SET digest_items = digest_items + 1
     WHERE id = $1 AND digest_closed_ms IS NULL)sql";
constexpr auto close_digest_sql = R"sql(
    UPDATE notice SET digest_closed_ms = $1 WHERE id = $2 AND digest_closed_ms IS NULL)sql";
constexpr auto mailed_sql = R"sql(
    SELECT mailed_ms FROM notice WHERE mailed_index = $1
     ORDER BY mailed_ms DESC LIMIT 1 OFFSET $2)sql";
constexpr auto by_id = " WHERE id = $1";
constexpr auto by_digest = " WHERE digest_id = $1 ORDER BY at_ms, id";
constexpr auto by_message = " WHERE message_id = $1 ORDER BY at_ms, id";
constexpr auto waiting_for = R"sql(
     WHERE poller_id = $1 AND polled_ms IS NULL AND id >= $2 ORDER BY id LIMIT $3)sql";
constexpr auto count_sql = R"sql(
    SELECT COUNT(*) FROM
        (SELECT id FROM notice
          WHERE poller_id = $1 AND polled_ms IS NULL AND id >= $2 LIMIT $3) AS waiting)sql";
constexpr auto settle_sql = R"sql(
    UPDATE notice SET polled_ms = $1 WHERE id = $2 AND poller_id IS NOT NULL AND polled_ms IS NULL)sql";
constexpr auto unfetched_sql = R"sql(
    SELECT poller_id, COUNT(*) FROM notice
     WHERE poller_id IS NOT NULL AND polled_ms IS NULL AND id < $1
     GROUP BY poller_id ORDER BY poller_id)sql";
constexpr auto give_up_sql = R"sql(
    UPDATE notice SET polled_ms = $1
     WHERE poller_id IS NOT NULL AND polled_ms IS NULL AND id < $2)sql";
constexpr auto settled_sql = "SELECT id FROM notice WHERE id = $1 AND polled_ms IS NOT NULL";

Place place_of_address(NoticeId id)
{
    return {"notice", "address", id.value};
}

Notice notice_of(const Vault& vault, const Row& row)
{
    Fields fields(row);
    const auto id = fields.id<NoticeId>();
    return {.id = id,
            .message = fields.id<MessageId>(),
            .page = fields.id<PageId>(),
            .contact = fields.id<ContactId>(),
            .escalation = fields.id<EscalationId>(),
            .kind = fields.word<NoticeKind>(),
            .way = fields.word<NoticeWay>(),
            .address = vault.open_or_empty(place_of_address(id), fields.value()),
            .reply = fields.id<ReplyId>(),
            .error_code = fields.small(),
            .reason = fields.text(),
            .at = fields.instant(),
            .poller = fields.id<SourceId>(),
            .digest = fields.id<NoticeId>(),
            .gathers = fields.id<NoticeId>().valid()};
}

} // namespace

void NoticeRepository::insert(const Notice& notice, const std::optional<Instant>& mailed)
{
    connection_.execute(
        insert_sql,
        {key(notice.id), key(notice.message), key_or_null(notice.page), key_or_null(notice.contact),
         key_or_null(notice.escalation), word_of(notice.kind), word_of(notice.way),
         vault_.seal_or_null(place_of_address(notice.id), notice.address),
         key_or_null(notice.reply), number(notice.error_code), notice.reason, time(notice.at),
         key_or_null(notice.poller), key_or_null(notice.digest),
         notice.gathers ? number(1) : Value{},
         mailed ? Value{vault_.blind_index(DetailKind::Email, notice.address)} : Value{},
         time_or_null(mailed)});
}

std::optional<Instant> NoticeRepository::mailed(std::string_view address, int back)
{
    const auto rows = connection_.query(
        mailed_sql, {vault_.blind_index(DetailKind::Email, address), number(back)});
    return rows.empty() ? std::nullopt : std::optional(instant(rows[0].number(0)));
}

NoticeId NoticeRepository::join_digest(std::string_view address, Instant now, Instant latest,
                                       std::size_t most)
{
    const auto rows = connection_.query(open_digest_sql,
                                        {vault_.blind_index(DetailKind::Email, address), time(now),
                                         number(static_cast<std::int64_t>(most)), time(latest)});
    if (rows.empty())
        return {};
    const NoticeId id{rows[0].number(0)};
    return connection_.execute(join_digest_sql, {key(id)}) == 1 ? id : NoticeId{};
}

void NoticeRepository::close_digest(NoticeId id, Instant now)
{
    connection_.execute(close_digest_sql, {time(now), key(id)});
}

std::vector<Notice> NoticeRepository::of_digest(NoticeId id)
{
    std::vector<Notice> notices;
    for (const auto& row : connection_.query(std::string(select_sql) + by_digest, {key(id)}))
        notices.push_back(notice_of(vault_, row));
    return notices;
}

std::optional<Notice> NoticeRepository::find(NoticeId id)
{
    const auto rows = connection_.query(std::string(select_sql) + by_id, {key(id)});
    return rows.empty() ? std::nullopt : std::optional(notice_of(vault_, rows[0]));
}

std::vector<Notice> NoticeRepository::of_message(MessageId message)
{
    std::vector<Notice> notices;
    for (const auto& row : connection_.query(std::string(select_sql) + by_message, {key(message)}))
        notices.push_back(notice_of(vault_, row));
    return notices;
}

std::vector<Notice> NoticeRepository::waiting(SourceId poller, Instant since, std::size_t limit)
{
    std::vector<Notice> notices;
    for (const auto& row : connection_.query(
             std::string(select_sql) + waiting_for,
             {key(poller), IdGenerator::first_of(since), number(static_cast<std::int64_t>(limit))}))
        notices.push_back(notice_of(vault_, row));
    return notices;
}

std::size_t NoticeRepository::count_waiting(SourceId poller, Instant since, std::size_t limit)
{
    const auto rows = connection_.query(count_sql, {key(poller), IdGenerator::first_of(since),
                                                    number(static_cast<std::int64_t>(limit))});
    return static_cast<std::size_t>(rows[0].number(0));
}

bool NoticeRepository::settle(NoticeId id, Instant now)
{
    return connection_.execute(settle_sql, {time(now), key(id)}) != 0;
}

bool NoticeRepository::is_settled(NoticeId id)
{
    return !connection_.query(settled_sql, {key(id)}).empty();
}

std::vector<std::pair<SourceId, std::int64_t>> NoticeRepository::give_up(Instant older_than,
                                                                         Instant now)
{
    std::vector<std::pair<SourceId, std::int64_t>> counts;
    const auto first = IdGenerator::first_of(older_than);
    for (const auto& row : connection_.query(unfetched_sql, {first}))
        counts.emplace_back(SourceId{row.number(0)}, row.number(1));
    if (!counts.empty())
        connection_.execute(give_up_sql, {time(now), first});
    return counts;
}

} // namespace store
