#include "store/link_repository.h"
#include "store/detail/fields.h"

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO page_link (id, hash, page_id, contact_id, channel, browser, created_ms, expires_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql";
constexpr auto find_sql = R"sql(
    SELECT id, hash, page_id, contact_id, channel, browser, created_ms, expires_ms
      FROM page_link WHERE hash = $1)sql";
constexpr auto bind_sql = R"sql(
    UPDATE page_link SET browser = $1, expires_ms = $2 WHERE id = $3 AND browser = '')sql";
constexpr auto prune_sql = R"sql(
    DELETE FROM page_link
     WHERE id IN (SELECT id FROM page_link WHERE expires_ms < $1 ORDER BY expires_ms LIMIT $2))sql";

} // namespace

void LinkRepository::insert(const PageLink& link)
{
    connection_.execute(insert_sql, {key(link.id), link.hash, key(link.page), key(link.contact),
                                     word_of(link.channel), link.browser, time(link.created),
                                     time(link.expires)});
}

std::optional<PageLink> LinkRepository::find(std::string_view hash)
{
    const auto rows = connection_.query(find_sql, {std::string(hash)});
    if (rows.empty())
        return std::nullopt;
    Fields fields(rows[0]);
    return PageLink{fields.id<LinkId>(),    fields.text(),          fields.id<PageId>(),
                    fields.id<ContactId>(), fields.word<Channel>(), fields.text(),
                    fields.instant(),       fields.instant()};
}

bool LinkRepository::bind(LinkId id, std::string_view browser, Instant expires)
{
    return connection_.execute(bind_sql, {std::string(browser), time(expires), key(id)}) == 1;
}

std::size_t LinkRepository::prune(Instant older_than, std::size_t limit)
{
    return connection_.execute(prune_sql,
                               {time(older_than), number(static_cast<std::int64_t>(limit))});
}

} // namespace store
