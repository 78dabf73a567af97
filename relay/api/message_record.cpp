#include "relay/api/message_record.h"
#include "store/acceptance_repository.h"
#include "store/attempt_repository.h"
#include "store/delivery_repository.h"
#include "store/escalation_repository.h"
#include "store/ledger_repository.h"
#include "store/message_repository.h"
#include "store/notice_repository.h"
#include "store/page_repository.h"
#include "store/reply_repository.h"
#include "store/transaction.h"

namespace relay::api {

std::optional<MessageRecord> load_record(const engine::House& house, store::MessageId id)
{
    const auto reader = house.database.reader();
    store::Connection& connection = *reader;
    const store::Transaction one_instant(connection, store::Transaction::Kind::Read);
    store::MessageRepository messages(connection, house.vault);
    auto message = messages.find(id);
    if (!message)
        return std::nullopt;
    MessageRecord record{.message = std::move(*message), .is_purged = messages.is_purged(id)};
    record.pages = store::PageRepository(connection).of_message(id);
    record.deliveries = store::DeliveryRepository(connection).of_message(id);
    store::AttemptRepository attempts(connection, house.vault);
    for (const auto& delivery : record.deliveries)
        record.attempts[delivery.id] = attempts.of_delivery(delivery.id);
    store::ReceiptRepository receipts(connection);
    for (const auto& page : record.pages) {
        for (auto& receipt : receipts.of_page(page.id))
            record.receipts.push_back(std::move(receipt));
    }
    record.replies = store::ReplyRepository(connection, house.vault).of_message(id);
    record.notices = store::NoticeRepository(connection, house.vault).of_message(id);
    record.escalations = store::EscalationRepository(connection, house.vault).of_message(id);
    record.acceptances = store::AcceptanceRepository(connection).of_message(id);
    record.ledger = store::LedgerRepository(connection).of_message(id);
    return record;
}

} // namespace relay::api
