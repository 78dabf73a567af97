#include "store/wctp_transaction_repository.h"
#include "store/detail/fields.h"
#include "store/detail/list_text.h"
#include "store/error.h"

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO wctp_transaction (id, source_id, at_ms, request, decision, bytes)
    VALUES ($1, $2, $3, $4, $5, $6))sql";
constexpr auto select_sql = R"sql(
    SELECT id, source_id, at_ms, request, decision FROM wctp_transaction)sql";
constexpr auto of_all = " WHERE id > $1 ORDER BY id LIMIT $2";
constexpr auto of_source = " WHERE id > $1 AND source_id = $2 ORDER BY id LIMIT $3";
constexpr auto prune_old_sql = "DELETE FROM wctp_transaction WHERE at_ms < $1";
// The newest whose sum with all that are newer fits stay.
constexpr auto prune_many_sql = R"sql(
    DELETE FROM wctp_transaction WHERE id IN
        (SELECT id FROM (SELECT id, SUM(bytes) OVER (ORDER BY id DESC) AS so_far
                           FROM wctp_transaction) AS summed
          WHERE so_far > $1))sql";
constexpr auto bytes_sql = "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM wctp_transaction";

Place place(std::string_view column, std::int64_t id)
{
    return {"wctp_transaction", column, id};
}

std::string request_text(const WctpRequest& request)
{
    std::vector<std::string> texts{request.peer,       request.method,       request.path,
                                   request.query,      request.content_type, request.body,
                                   request.certificate};
    texts.insert(texts.end(), request.certificate_names.begin(), request.certificate_names.end());
    return texts_text(texts);
}

WctpRequest request_of(const std::string& text)
{
    constexpr std::size_t fixed = 7;
    const auto texts = texts_of(text);
    if (texts.size() < fixed)
        throw StoreError("a recorded request is damaged");
    return {texts[0], texts[1], texts[2], texts[3],
            texts[4], texts[5], texts[6], {texts.begin() + fixed, texts.end()}};
}

WctpTransaction transaction_of(const Vault& vault, const Row& row)
{
    Fields fields(row);
    WctpTransaction made;
    made.id = fields.number();
    made.source = fields.id<SourceId>();
    made.at = fields.instant();
    made.request = request_of(vault.open_or_empty(place("request", made.id), fields.value()));
    made.decision = texts_of(vault.open_or_empty(place("decision", made.id), fields.value()));
    return made;
}

} // namespace

void WctpTransactionRepository::insert(const WctpTransaction& transaction)
{
    const auto id = transaction.id;
    const auto request = request_text(transaction.request);
    const auto decision = texts_text(transaction.decision);
    connection_.execute(insert_sql,
                        {number(id), key(transaction.source), time(transaction.at),
                         vault_.seal(place("request", id), request),
                         vault_.seal(place("decision", id), decision),
                         number(static_cast<std::int64_t>(request.size() + decision.size()))});
}

std::vector<WctpTransaction> WctpTransactionRepository::list(SourceId source, std::int64_t after,
                                                             std::size_t limit)
{
    const auto most = number(static_cast<std::int64_t>(limit));
    const auto rows =
        source.valid() ? connection_.query(std::string(select_sql) + of_source,
                                           {number(after), key(source), most})
                       : connection_.query(std::string(select_sql) + of_all, {number(after), most});
    std::vector<WctpTransaction> transactions;
    for (const auto& row : rows)
        transactions.push_back(transaction_of(vault_, row));
    return transactions;
}

void WctpTransactionRepository::prune(Instant older_than, std::int64_t most_bytes)
{
    connection_.execute(prune_old_sql, {time(older_than)});
    if (bytes() > most_bytes)
        connection_.execute(prune_many_sql, {number(most_bytes)});
}

std::int64_t WctpTransactionRepository::bytes()
{
    return connection_.query(bytes_sql, {}).at(0).number(0);
}

} // namespace store
