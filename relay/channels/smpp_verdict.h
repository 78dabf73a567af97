#pragma once
#include "relay/channels/channel.h"
#include "relay/channels/incoming.h"
#include "relay/smpp/message_id.h"
#include "relay/smpp/receipt.h"
#include "relay/smpp/session.h"
#include <string>
#include <variant>
#include <vector>

namespace relay::channels {

/// The part never left us.
struct NotSent {
    std::string why;
    bool is_locked = false; ///< and will not before the configuration changes
    bool operator==(const NotSent&) const = default;
};
using PartAnswer = std::variant<smpp::Taken, smpp::Declined, smpp::Unanswered, NotSent>;

/// What became of a text whose parts, at least one, were answered so. `attempt` counts from 1.
///
/// A part that is not there spoils the text, so a refusal decides before a busy part, that before
/// an unclear one. CHANNELS.md 1.3, 2.3
Outcome outcome_of(const std::vector<PartAnswer>& parts, smpp::IdBase base, int attempt);

Receipt receipt_of(const smpp::ReceiptNews& news, const std::string& provider, smpp::IdBase base);

} // namespace relay::channels
