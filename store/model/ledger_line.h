#pragma once
#include "store/model/id.h"
#include "store/model/instant.h"
#include <string>

namespace store {

/// One decision with its reason, also about those who got nothing (D2).
///
/// `decision` is a word (`accepted`, `left_out`, `planned`, `attempted`, `escalated` ...), `reason`
/// one line that holds ids and words only, never a name, an address or text of the message.
struct LedgerLine {
    MessageId message;
    PageId page;         ///< not valid: about the message
    ContactId contact;   ///< not valid: about nobody in particular
    DeliveryId delivery; ///< not valid: not about one delivery
    std::string decision;
    std::string reason;
    Instant at{};
    bool operator==(const LedgerLine&) const = default;
};

} // namespace store
