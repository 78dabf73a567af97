#pragma once
#include "mail/smtp_session.h"
#include "relay/intake/mail_rules.h"
#include "relay/origin/dns.h"
#include <optional>
#include <string>
#include <string_view>

namespace relay::intake {

/// Where a mail came from, as far as that is proven.
struct MailOrigin {
    std::string
        text; ///< for the ledger: ", 192.0.2.7, over TLS, logged in as monitor, spf=pass ..."
    std::optional<mail::Verdict> refusal; ///< what its source must pass it has not passed
};

/// Asks `dns` only where the source's manner says that something must pass; without a `dns` such a
/// mail is to try later. May block.
MailOrigin origin_of(const mail::Accept& mail, std::string_view peer, const MailManner* manner,
                     origin::Dns* dns);

} // namespace relay::intake
