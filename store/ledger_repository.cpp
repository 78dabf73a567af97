#include "store/ledger_repository.h"
#include "store/detail/fields.h"

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO ledger_line (message_id, page_id, contact_id, delivery_id, decision, reason, at_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7))sql";
constexpr auto of_message_sql = R"sql(
    SELECT message_id, page_id, contact_id, delivery_id, decision, reason, at_ms
      FROM ledger_line WHERE message_id = $1 ORDER BY id)sql";

} // namespace

void LedgerRepository::insert(std::span<const LedgerLine> lines)
{
    for (const auto& line : lines)
        connection_.execute(insert_sql, {key(line.message), key_or_null(line.page),
                                         key_or_null(line.contact), key_or_null(line.delivery),
                                         line.decision, line.reason, time(line.at)});
}

std::vector<LedgerLine> LedgerRepository::of_message(MessageId message)
{
    std::vector<LedgerLine> lines;
    for (const auto& row : connection_.query(of_message_sql, {key(message)})) {
        Fields fields(row);
        lines.push_back({fields.id<MessageId>(), fields.id<PageId>(), fields.id<ContactId>(),
                         fields.id<DeliveryId>(), fields.text(), fields.text(), fields.instant()});
    }
    return lines;
}

} // namespace store
