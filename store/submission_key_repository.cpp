#include "store/submission_key_repository.h"
#include "store/detail/digest.h"
#include "store/detail/fields.h"

namespace store {
namespace {

using namespace detail;

constexpr auto remember_sql = R"sql(
    INSERT INTO submission_key (source_id, key_hash, message_id, at_ms) VALUES ($1, $2, $3, $4)
        ON CONFLICT (source_id, key_hash)
        DO UPDATE SET message_id = excluded.message_id, at_ms = excluded.at_ms
         WHERE submission_key.at_ms <= $5)sql";
constexpr auto find_sql =
    "SELECT message_id FROM submission_key WHERE source_id = $1 AND key_hash = $2";
constexpr auto prune_sql = R"sql(
    DELETE FROM submission_key
     WHERE (source_id, key_hash) IN (SELECT source_id, key_hash FROM submission_key
                                      WHERE at_ms < $1 ORDER BY at_ms LIMIT $2))sql";

} // namespace

std::optional<MessageId> SubmissionKeyRepository::remember(SourceId source, std::string_view key,
                                                           MessageId message, Instant at,
                                                           Millis window)
{
    const auto remembered = connection_.execute(
        remember_sql, {source.value, hex(sha256(key)), message.value, time(at), time(at - window)});
    return remembered == 1 ? std::nullopt : find(source, key);
}

std::optional<MessageId> SubmissionKeyRepository::find(SourceId source, std::string_view key)
{
    const auto rows = connection_.query(find_sql, {source.value, hex(sha256(key))});
    return rows.empty() ? std::nullopt : std::optional(MessageId{rows[0].number(0)});
}

std::size_t SubmissionKeyRepository::prune(Instant older_than, std::size_t limit)
{
    return connection_.execute(prune_sql,
                               {time(older_than), number(static_cast<std::int64_t>(limit))});
}

} // namespace store
