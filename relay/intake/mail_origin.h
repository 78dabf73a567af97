#pragma once
#include "mail/smtp_session.h"
#include "relay/intake/mail_rules.h"
#include "relay/origin/dns.h"
#include "store/model/source.h"
#include <optional>
#include <string>
#include <string_view>

namespace relay::intake {

/// Where a mail came from, as far as that is proven.
struct MailOrigin {
    std::string
        text; ///< for the ledger: ", 192.0.2.7, over TLS, logged in as monitor, spf=pass ..."
    std::optional<mail::Verdict> refusal; ///< what its source must pass it has not passed
    bool is_proven = false; ///< the envelope's sender sent it, or its source says that this will do
};

/// Does a source's manner say that something must pass or be looked at, for which others are asked?
bool asks_dns(const MailManner* manner);

/// Asks `dns` only where asks_dns(); without a `dns` what must pass is to try later. May block,
/// with an end.
///
/// What is proven of the From field (DKIM, DMARC) counts only where From is one of the source's
/// senders, or of the house of the envelope's sender: whoever signs for himself proves nothing of
/// the sender by whom the source was found.
MailOrigin origin_of(const mail::Accept& mail, std::string_view peer, const store::Source& source,
                     const MailManner* manner, origin::Dns* dns);

} // namespace relay::intake
