#include "relay/intake/mail_origin.h"
#include "mail/header.h"
#include "mail/mailboxes.h"
#include "relay/origin/origin.h"
#include <algorithm>

namespace relay::intake {
namespace {

/// Of the one mailbox in the one From field; empty where there are more, or none: then nothing is
/// aligned with it (RFC 7489 6.6.1).
std::string from_domain(std::string_view message)
{
    std::string domain;
    int fields = 0;
    for (const auto& field : mail::read_header(message).fields) {
        if (!mail::is_named(field, "From"))
            continue;
        const auto mailboxes = mail::mailboxes_in(field.value, 2);
        const auto address = mailboxes.size() == 1 ? mail::Address::parse_utf8(mailboxes.front())
                                                   : mail::fail("from", "there is not one mailbox");
        domain = address ? address->ascii_domain() : std::string();
        ++fields;
    }
    return fields == 1 ? domain : std::string();
}

std::string said_by(const mail::Envelope& envelope, std::string_view peer)
{
    auto text = ", " + std::string(peer.empty() ? "unknown address" : peer);
    if (envelope.is_tls)
        text += ", over TLS";
    if (!envelope.login.empty())
        text += ", logged in as " + envelope.login;
    return text;
}

} // namespace

MailOrigin origin_of(const mail::Accept& mail, std::string_view peer, const MailManner* manner,
                     origin::Dns* dns)
{
    const auto& envelope = mail.envelope;
    MailOrigin found{said_by(envelope, peer), std::nullopt};
    if (manner == nullptr || manner->must_pass.empty())
        return found;
    const mail::Verdict later{
        {451, "4.4.3", "the sender cannot be looked at now, try again later"}};
    if (dns == nullptr) {
        found.refusal = later;
        return found;
    }
    const auto& sender = envelope.sender;
    const auto proven = origin::examine(*dns,
                                        {.address = std::string(peer),
                                         .helo = envelope.helo,
                                         .sender_local = sender ? sender->local() : "",
                                         .sender_domain = sender ? sender->ascii_domain() : "",
                                         .from_domain = from_domain(mail.message)},
                                        mail.message);
    found.text += ", " + proven.text();
    if (std::ranges::any_of(manner->must_pass,
                            [&](const auto& proof) { return proven.passes(proof); }))
        return found;
    // RFC 7372 3.3
    found.refusal =
        proven.may_change()
            ? later
            : mail::Verdict{{550, "5.7.26", "it is not proven who sent this: " + proven.text()}};
    return found;
}

} // namespace relay::intake
