#pragma once
#include "mail/report.h"
#include "relay/channels/incoming.h"
#include <string>

namespace relay::gateway {

/// What a mail server says of a mail of ours, as a receipt of its delivery (RFC 3464 2.3.3):
/// failed for ever blames whom the status names, failed for want of time the mailbox; relayed and
/// expanded prove nothing. Never Underway because of a delay: see is_late(). `address`: to whom our
/// mail went; a mailbox behind it, to which somebody forwards, says nothing of that address itself.
channels::Receipt receipt_of(const mail::RecipientReport& report, store::DeliveryId delivery,
                             const std::string& address);

/// It is still tried.
bool is_late(const mail::RecipientReport& report);

} // namespace relay::gateway
