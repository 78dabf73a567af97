#include "relay/intake/mail_origin.h"
#include "mail/header.h"
#include "mail/mailboxes.h"
#include "relay/intake/source_guard.h"
#include "relay/origin/origin.h"
#include "relay/origin/told_origin.h"
#include <algorithm>

namespace relay::intake {
namespace {

/// The one mailbox in the one From field; empty where there are more, or none: then nothing is
/// aligned with it (RFC 7489 6.6.1).
std::optional<mail::Address> from_of(std::string_view message)
{
    std::optional<mail::Address> from;
    int fields = 0;
    for (const auto& field : mail::read_header(message).fields) {
        if (!mail::is_named(field, "From"))
            continue;
        const auto mailboxes = mail::mailboxes_in(field.value, 2);
        const auto address = mailboxes.size() == 1 ? mail::Address::parse_utf8(mailboxes.front())
                                                   : mail::fail("from", "there is not one mailbox");
        from = address ? std::optional(*address) : std::nullopt;
        ++fields;
    }
    return fields == 1 ? from : std::nullopt;
}

std::string domain_of(const std::optional<mail::Address>& address)
{
    return address ? address->ascii_domain() : std::string();
}

bool is_one_house(const std::optional<mail::Address>& one,
                  const std::optional<mail::Address>& other)
{
    return one && other &&
           origin::organisation_of(domain_of(one)) == origin::organisation_of(domain_of(other));
}

/// An address that the source names itself, from where the source is.
bool is_named_sender(const store::Source& source, const std::optional<mail::Address>& sender)
{
    return sender && !source.networks.empty() &&
           std::ranges::any_of(source.senders, [&](const std::string& text) {
               const auto address = mail::Address::parse_utf8(text);
               return !text.starts_with('*') && address && *address == *sender;
           });
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

bool looks_at_origin(const MailManner* manner)
{
    return manner != nullptr && (manner->examines || !manner->must_pass.empty());
}

/// By the topmost field, which the server in front has written itself; one below it may be
/// anybody's. Only where the source's networks say who that server is.
origin::Origin told_of(const mail::Accept& mail, const store::Source& source,
                       const std::string& server, const std::string& from_domain)
{
    origin::Origin nothing;
    nothing.from_domain = from_domain;
    const auto fields = mail::read_header(mail.message).fields;
    const auto topmost = std::ranges::find_if(
        fields, [](const auto& field) { return mail::is_named(field, "Authentication-Results"); });
    if (topmost == fields.end() || source.networks.empty())
        return nothing;
    auto told = origin::told_origin(topmost->value, server, from_domain).value_or(nothing);
    if (told.spf_domain != domain_of(mail.envelope.sender)) // it is about another sender
        told.spf = origin::Spf::None;
    return told;
}

} // namespace

bool asks_dns(const MailManner* manner)
{
    return looks_at_origin(manner) && manner->results_of.empty();
}

MailOrigin origin_of(const mail::Accept& mail, std::string_view peer, const store::Source& source,
                     const MailManner* manner, origin::Dns* dns)
{
    const auto& envelope = mail.envelope;
    const auto& sender = envelope.sender;
    MailOrigin found{said_by(envelope, peer), std::nullopt,
                     !envelope.login.empty() || is_named_sender(source, sender) ||
                         (manner != nullptr && manner->tells_unproven)};
    const bool must_pass = manner != nullptr && !manner->must_pass.empty();
    if (!looks_at_origin(manner) || (asks_dns(manner) && !must_pass && dns == nullptr))
        return found;
    const mail::Verdict later{
        {451, "4.4.3", "the sender cannot be looked at now, try again later"}};
    if (asks_dns(manner) && dns == nullptr) {
        found.refusal = later;
        return found;
    }
    const auto from = from_of(mail.message);
    const auto proven = asks_dns(manner)
                            ? origin::examine(*dns,
                                              {.address = std::string(peer),
                                               .helo = envelope.helo,
                                               .sender_local = sender ? sender->local() : "",
                                               .sender_domain = domain_of(sender),
                                               .from_domain = domain_of(from)},
                                              mail.message)
                            : told_of(mail, source, manner->results_of, domain_of(from));
    found.text += ", " + proven.text();
    const bool is_one = is_one_house(from, sender);
    const bool proves_sender = (sender && proven.passes("spf")) ||
                               (is_one && (proven.passes("dkim") || proven.passes("dmarc")));
    found.is_proven = found.is_proven || proves_sender;
    const bool from_counts = is_one || (from && is_its_sender(source, from));
    const auto counts = [&](const std::string& proof) {
        return proven.passes(proof) && (proof == "spf" || from_counts);
    };
    if (!must_pass || std::ranges::any_of(manner->must_pass, counts))
        return found;
    // RFC 7372 3.3
    found.refusal =
        proven.may_change()
            ? later
            : mail::Verdict{{550, "5.7.26", "it is not proven who sent this: " + proven.text()}};
    return found;
}

} // namespace relay::intake
