#include "store/gateway_repository.h"
#include "store/detail/fields.h"
#include <algorithm>

namespace store {
namespace {

using namespace detail;

constexpr auto insert_part_sql = R"sql(
    INSERT INTO gateway_part (provider, reference, delivery_id, attempt, fate)
    VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (provider, reference, delivery_id) DO NOTHING)sql";
constexpr auto find_part_sql = R"sql(
    SELECT provider, reference, delivery_id, attempt, fate
      FROM gateway_part WHERE provider = $1 AND reference = $2
     ORDER BY delivery_id DESC LIMIT 2000)sql";
constexpr auto parts_of_sql = R"sql(
    SELECT provider, reference, delivery_id, attempt, fate
      FROM gateway_part WHERE delivery_id = $1 AND attempt = $2)sql";
constexpr auto save_fate_sql = R"sql(
    UPDATE gateway_part SET fate = $1
     WHERE provider = $2 AND reference = $3 AND delivery_id = $4)sql";
constexpr auto keep_sql = R"sql(
    INSERT INTO early_receipt (provider, reference, fate, blame, code, at_ms)
    VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (provider, reference, fate) DO NOTHING)sql";
constexpr auto early_sql = R"sql(
    SELECT provider, reference, fate, blame, code, at_ms FROM early_receipt
     WHERE provider = $1 AND reference = $2)sql";
constexpr auto take_sql = R"sql(
    DELETE FROM early_receipt WHERE provider = $1 AND reference = $2
    RETURNING provider, reference, fate, blame, code, at_ms)sql";
constexpr auto prune_sql = R"sql(
    DELETE FROM early_receipt
     WHERE (provider, reference, fate) IN (SELECT provider, reference, fate FROM early_receipt
                                            WHERE at_ms < $1 ORDER BY at_ms LIMIT $2))sql";
constexpr auto insert_text_sql = R"sql(
    INSERT INTO incoming_text (id, provider, provider_id, sender, number, text, verdict, page_id,
                               at_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (provider, provider_id) WHERE provider_id <> '' DO NOTHING)sql";
constexpr auto save_verdict_sql =
    "UPDATE incoming_text SET verdict = $1, page_id = $2 WHERE id = $3";
constexpr auto find_text_sql = R"sql(
    SELECT id, provider, provider_id, sender, number, text, verdict, page_id, at_ms
      FROM incoming_text WHERE id = $1)sql";

std::vector<GatewayPart> parts_of_rows(const Rows& rows)
{
    std::vector<GatewayPart> parts;
    for (const auto& row : rows) {
        Fields fields(row);
        parts.push_back({fields.text(), fields.text(), fields.id<DeliveryId>(), fields.small(),
                         fields.word<Fate>()});
    }
    return parts;
}

/// The oldest first.
std::vector<EarlyReceipt> receipts_of_rows(const Rows& rows)
{
    std::vector<EarlyReceipt> receipts;
    for (const auto& row : rows) {
        Fields fields(row);
        receipts.push_back({fields.text(), fields.text(), fields.word<Fate>(), fields.text(),
                            fields.text(), fields.instant()});
    }
    std::ranges::stable_sort(receipts, {}, &EarlyReceipt::at);
    return receipts;
}

Place place_of_sender(TextId id)
{
    return {"incoming_text", "sender", id.value};
}

Place place_of_text(TextId id)
{
    return {"incoming_text", "text", id.value};
}

} // namespace

void GatewayRepository::insert(const GatewayPart& part)
{
    connection_.execute(insert_part_sql, {part.provider, part.reference, key(part.delivery),
                                          number(part.attempt), word_of(part.fate)});
}

std::vector<GatewayPart> GatewayRepository::find(std::string_view provider,
                                                 std::string_view reference)
{
    return parts_of_rows(
        connection_.query(find_part_sql, {std::string(provider), std::string(reference)}));
}

void GatewayRepository::save_fate(const GatewayPart& part)
{
    connection_.execute(save_fate_sql,
                        {word_of(part.fate), part.provider, part.reference, key(part.delivery)});
}

std::vector<GatewayPart> GatewayRepository::parts_of(DeliveryId delivery, int attempt)
{
    return parts_of_rows(connection_.query(parts_of_sql, {key(delivery), number(attempt)}));
}

void GatewayRepository::keep(const EarlyReceipt& receipt)
{
    connection_.execute(keep_sql, {receipt.provider, receipt.reference, word_of(receipt.fate),
                                   receipt.blame, receipt.code, time(receipt.at)});
}

std::vector<EarlyReceipt> GatewayRepository::early(std::string_view provider,
                                                   std::string_view reference)
{
    return receipts_of_rows(
        connection_.query(early_sql, {std::string(provider), std::string(reference)}));
}

std::vector<EarlyReceipt> GatewayRepository::take(std::string_view provider,
                                                  std::string_view reference)
{
    return receipts_of_rows(
        connection_.query(take_sql, {std::string(provider), std::string(reference)}));
}

std::size_t GatewayRepository::prune(Instant older_than, std::size_t limit)
{
    return connection_.execute(prune_sql,
                               {time(older_than), number(static_cast<std::int64_t>(limit))});
}

bool ReceivedTextRepository::insert(const ReceivedText& text)
{
    return connection_.execute(insert_text_sql,
                               {key(text.id), text.provider, text.provider_id,
                                vault_.seal(place_of_sender(text.id), text.sender), text.number,
                                vault_.seal_or_null(place_of_text(text.id), text.text.reveal()),
                                text.verdict, key_or_null(text.page), time(text.at)}) == 1;
}

void ReceivedTextRepository::save_verdict(const ReceivedText& text)
{
    connection_.execute(save_verdict_sql, {text.verdict, key_or_null(text.page), key(text.id)});
}

std::optional<ReceivedText> ReceivedTextRepository::find(TextId id)
{
    const auto rows = connection_.query(find_text_sql, {key(id)});
    if (rows.empty())
        return std::nullopt;
    Fields fields(rows[0]);
    ReceivedText text;
    text.id = fields.id<TextId>();
    text.provider = fields.text();
    text.provider_id = fields.text();
    text.sender = vault_.open_or_empty(place_of_sender(id), fields.value());
    text.number = fields.text();
    text.text = ProtectedText(vault_.open_or_empty(place_of_text(id), fields.value()));
    text.verdict = fields.text();
    text.page = fields.id<PageId>();
    text.at = fields.instant();
    return text;
}

} // namespace store
