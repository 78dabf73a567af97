#pragma once
#include "relay/engine/house.h"
#include "store/model/acceptance.h"
#include "store/model/escalation.h"
#include "store/model/ledger_line.h"
#include "store/model/notice.h"
#include "store/model/page.h"
#include "store/receipt_repository.h"
#include <map>
#include <optional>
#include <vector>

namespace relay::api {

/// All that the store holds about one message, as of one instant.
struct MessageRecord {
    store::Message message;
    bool is_purged = false;
    std::vector<store::Page> pages;
    std::vector<store::Delivery> deliveries; ///< of pages and of notices
    std::map<store::DeliveryId, std::vector<store::Attempt>> attempts;
    std::vector<store::Receipt> receipts; ///< of pages
    std::vector<store::Reply> replies;
    std::vector<store::Notice> notices;
    std::vector<store::Escalation> escalations;
    std::vector<store::Acceptance> acceptances;
    std::vector<store::LedgerLine> ledger;
};

/// Empty: there is no such message. Throws StoreError when the store cannot be read.
std::optional<MessageRecord> load_record(const engine::House& house, store::MessageId id);

} // namespace relay::api
