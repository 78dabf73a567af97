#include "store/detail_code_repository.h"
#include "store/detail/fields.h"
#include <string>

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO detail_code (id, contact_id, detail_id, address_index, made_ms, wrong, used_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7))sql";
constexpr auto select_sql =
    "SELECT id, contact_id, detail_id, made_ms, wrong, used_ms FROM detail_code";
constexpr auto last_of_address = R"sql(
     WHERE detail_id = $1 AND address_index = $2 ORDER BY made_ms DESC, id DESC LIMIT 1)sql";
constexpr auto by_id = " WHERE id = $1";
constexpr auto try_sql = "UPDATE detail_code SET wrong = wrong + 1 WHERE id = $1 AND wrong < $2";
constexpr auto use_sql =
    "UPDATE detail_code SET used_ms = $1, wrong = wrong - 1 WHERE id = $2 AND used_ms IS NULL";
constexpr auto sent_sql = R"sql(
    SELECT detail_id, made_ms FROM detail_code WHERE contact_id = $1 AND made_ms > $2
     ORDER BY made_ms)sql";
constexpr auto prune_sql = R"sql(
    DELETE FROM detail_code
     WHERE id IN (SELECT id FROM detail_code WHERE made_ms < $1 ORDER BY made_ms LIMIT $2))sql";

std::optional<DetailCode> first_of(const std::vector<Row>& rows)
{
    if (rows.empty())
        return std::nullopt;
    Fields fields(rows[0]);
    return DetailCode{.id = fields.id<DetailCodeId>(),
                      .contact = fields.id<ContactId>(),
                      .detail = fields.id<DetailId>(),
                      .made = fields.instant(),
                      .wrong = fields.small(),
                      .used = fields.optional_instant()};
}

} // namespace

void DetailCodeRepository::insert(const DetailCode& code, const ContactDetail& detail)
{
    connection_.execute(insert_sql, {key(code.id), key(code.contact), key(code.detail),
                                     vault_.blind_index(detail.kind, detail.address),
                                     time(code.made), number(code.wrong), time_or_null(code.used)});
}

std::optional<DetailCode> DetailCodeRepository::last(const ContactDetail& detail)
{
    return first_of(
        connection_.query(std::string(select_sql) + last_of_address,
                          {key(detail.id), vault_.blind_index(detail.kind, detail.address)}));
}

std::optional<DetailCode> DetailCodeRepository::find(DetailCodeId id)
{
    return first_of(connection_.query(std::string(select_sql) + by_id, {key(id)}));
}

bool DetailCodeRepository::begin_try(DetailCodeId id, int most)
{
    return connection_.execute(try_sql, {key(id), number(most)}) == 1;
}

bool DetailCodeRepository::use(DetailCodeId id, Instant now)
{
    return connection_.execute(use_sql, {time(now), key(id)}) == 1;
}

std::vector<SentCode> DetailCodeRepository::sent_since(ContactId contact, Instant since)
{
    std::vector<SentCode> sent;
    for (const auto& row : connection_.query(sent_sql, {key(contact), time(since)})) {
        Fields fields(row);
        sent.push_back({fields.id<DetailId>(), fields.instant()});
    }
    return sent;
}

void DetailCodeRepository::prune(Instant before, std::size_t limit)
{
    connection_.execute(prune_sql, {time(before), static_cast<std::int64_t>(limit)});
}

} // namespace store
