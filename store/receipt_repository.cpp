#include "store/receipt_repository.h"
#include "store/detail/fields.h"

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO receipt (delivery_id, page_id, channel, kind, reference, code, at_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7))sql";
constexpr auto of_delivery_sql = R"sql(
    SELECT delivery_id, page_id, channel, kind, reference, code, at_ms
      FROM receipt WHERE delivery_id = $1 ORDER BY id)sql";
constexpr auto of_page_sql = R"sql(
    SELECT delivery_id, page_id, channel, kind, reference, code, at_ms
      FROM receipt WHERE page_id = $1 ORDER BY id)sql";

std::vector<Receipt> receipts_of(const Rows& rows)
{
    std::vector<Receipt> receipts;
    for (const auto& row : rows) {
        Fields fields(row);
        receipts.push_back({fields.id<DeliveryId>(), fields.id<PageId>(), fields.word<Channel>(),
                            fields.word<Progress>(), fields.text(), fields.text(),
                            fields.instant()});
    }
    return receipts;
}

} // namespace

void ReceiptRepository::insert(const Receipt& receipt)
{
    connection_.execute(insert_sql,
                        {key(receipt.delivery), key_or_null(receipt.page), word_of(receipt.channel),
                         word_of(receipt.kind), receipt.reference, receipt.code, time(receipt.at)});
}

std::vector<Receipt> ReceiptRepository::of_delivery(DeliveryId delivery)
{
    return receipts_of(connection_.query(of_delivery_sql, {key(delivery)}));
}

std::vector<Receipt> ReceiptRepository::of_page(PageId page)
{
    return receipts_of(connection_.query(of_page_sql, {key(page)}));
}

} // namespace store
