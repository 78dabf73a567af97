#include "relay/intake/smtp_client.h"
#include "relay/intake/mail_address.h"
#include "relay/service/log.h"
#include "store/model/directory.h"
#include "store/model/network.h"
#include <algorithm>
#include <arpa/inet.h>
#include <utility>

namespace relay::intake {
namespace {

namespace log = service::log;

constexpr auto stranger = "stranger"; ///< the actor of whom no source is known

log::Room& room()
{
    return log::room("smtp");
}

bool is_any(const store::Source&)
{
    return true;
}

/// What an address counts as: one subscriber has a whole IPv6 /64.
std::string subscriber(const std::string& address)
{
    in6_addr binary{};
    if (::inet_pton(AF_INET6, address.c_str(), &binary) != 1)
        return address;
    return {reinterpret_cast<const char*>(&binary), sizeof binary / 2};
}

} // namespace

bool is_in_networks(const std::vector<std::string>& networks, std::string_view address)
{
    return std::ranges::any_of(networks, [&](const std::string& text) {
        const auto network = store::Network::parse(text);
        return network && network->contains(address);
    });
}

ToldClients::Place ToldClients::enter(const std::string& address)
{
    const auto key = subscriber(address);
    auto& count = counts_[key];
    if (count >= most_)
        return nullptr;
    ++count;
    return {new std::string(key), [this](const std::string* leaving) {
                if (--counts_[*leaving] == 0)
                    counts_.erase(*leaving);
                delete leaving;
            }};
}

SmtpClient::SmtpClient(const SmtpHouse& house, std::string peer, bool is_lmtp)
    : house_(house), peer_(std::move(peer)),
      is_front_end_(is_in_networks(house.rules.front_ends, peer_)), is_lmtp_(is_lmtp)
{
}

mail::Verdict SmtpClient::refuse(mail::Verdict verdict, const char* why) const
{
    house_.house.metrics.refused(store::Door::Smtp)++;
    room().notice("mail refused", {{"peer", peer_}, {"why", why}, {"code", verdict.reply.code}});
    return verdict;
}

mail::Verdict SmtpClient::turn_away(mail::Verdict verdict, const std::string& actor,
                                    const char* why) const
{
    house_.refusals.tell(peer_, actor, why);
    return refuse(std::move(verdict), why);
}

void SmtpClient::proxied(const std::string& address)
{
    speaks_for(address);
    is_front_end_ = is_in_networks(house_.rules.front_ends, peer_);
}

/// It stays a front end, whoever its client is: it may have another one after this.
void SmtpClient::client_is(const mail::ClientClaim& claim)
{
    if (claim.address)
        speaks_for(*claim.address);
}

void SmtpClient::speaks_for(const std::string& address)
{
    peer_ = address;
    place_.reset(); // whoever it spoke for before
    place_ = address.empty() ? nullptr : house_.told.enter(address);
    is_crowded_ = !address.empty() && place_ == nullptr;
}

mail::Verdict SmtpClient::sender(const std::optional<mail::Address>& sender,
                                 const mail::Envelope& envelope)
{
    if (is_crowded_)
        return refuse({{421, "4.7.0", "too many connections from your client's address"}},
                      "too_many_connections");
    const auto people = house_.house.people();
    const auto* source = house_.guard.smtp_source(*people, {envelope.login, peer_}, sender);
    comes_back_ = false;
    source_ = {};
    if (source == nullptr && house_.returns == nullptr)
        return no_source(*people, envelope);
    if (source == nullptr)
        return mail::Verdict::accept(); // its recipient decides: a server in front brings all mail
    const auto* manner = manner_of(*source);
    if (manner != nullptr && manner->tls_required && !envelope.is_tls)
        return turn_away({{530, "5.7.0", "say STARTTLS first"}}, source->id.text(), "no_tls");
    if (!house_.guard.may_submit(*source, source->priority.value_or(store::Priority::Normal)))
        return too_fast();
    source_ = source->id;
    principal_ = source->principal;
    is_ruled_ = manner != nullptr && manner->rules.name_recipients();
    return mail::Verdict::accept();
}

/// Null: nothing is said of its mails.
const MailManner* SmtpClient::manner_of(const store::Source& source) const
{
    const auto found = house_.rules.manners.find(source.name);
    return found == house_.rules.manners.end() ? nullptr : &found->second;
}

mail::Verdict SmtpClient::too_fast() const
{
    return refuse(mail::Verdict::too_many("too many messages, wait a moment"), "too_fast");
}

/// Who has a login is asked for it, everybody else is refused.
mail::Verdict SmtpClient::no_source(const store::Directory& people,
                                    const mail::Envelope& envelope) const
{
    if (!envelope.login.empty())
        return turn_away(mail::Verdict::not_allowed("this login may not send as that sender"),
                         envelope.login, "not_its_sender");
    if (SourceGuard::has_smtp_logins(people, is_any))
        return turn_away({{530, "5.7.0", "say who you are first"}}, stranger, "no_login");
    return turn_away(mail::Verdict::not_allowed("this sender may not submit from your address"),
                     stranger, "no_source");
}

/// In clear only where the door takes logins so from all, or its file from this source. The latter
/// is offered to its own networks, lest others say their passwords in clear for its sake.
bool SmtpClient::may_log_in(const store::Source& source, const mail::Envelope& envelope) const
{
    const auto* manner = manner_of(source);
    if (envelope.is_tls || manner == nullptr)
        return envelope.is_tls || house_.rules.auth_in_clear;
    if (manner->tls_required)
        return false;
    return manner->auth_in_clear ? *manner->auth_in_clear && is_at_home(source, peer_)
                                 : house_.rules.auth_in_clear;
}

std::vector<mail::Mechanism> SmtpClient::mechanisms(const mail::Envelope& envelope)
{
    const auto may = [&](const store::Source& source) { return may_log_in(source, envelope); };
    if (!SourceGuard::has_smtp_logins(*house_.house.people(), may))
        return {};
    return {mail::Mechanism::ScramSha256, mail::Mechanism::Plain, mail::Mechanism::Login};
}

bool SmtpClient::wrong_login(const std::string& name, const char* why) const
{
    turn_away({{535, "5.7.8", ""}}, name, why);
    return false;
}

bool SmtpClient::is_password(const mail::SaslPassword& said, const mail::Envelope& envelope)
{
    const auto people = house_.house.people();
    const auto source = house_.guard.smtp_login(*people, {said.name, said.password, peer_});
    if (!source)
        return wrong_login(said.name, word(source.error()).data());
    return may_log_in(**source, envelope) || wrong_login(said.name, "no_tls");
}

std::optional<mail::ScramVerifier> SmtpClient::verifier(const std::string& name,
                                                        const mail::Envelope& envelope)
{
    const auto people = house_.house.people();
    const auto* source = SourceGuard::smtp_scram(*people, name, peer_);
    if (source == nullptr || !may_log_in(*source, envelope))
        return std::nullopt;
    auto verifier = mail::ScramVerifier::parse(source->scram);
    // The salt stays what it was, or the pause would tell that somebody has the name.
    if (verifier && house_.guard.is_smtp_paused(name, peer_))
        verifier->stored_key.assign(verifier->stored_key.size(), '\0'); // no proof fits it
    return verifier;
}

bool SmtpClient::is_proof(const mail::SaslProof& proof, const mail::Envelope&)
{
    return house_.guard.smtp_proven(proof.name, peer_, proof.is_right) ||
           wrong_login(proof.name, proof.is_right ? "throttled" : "wrong_code");
}

bool SmtpClient::is_ours(const mail::Address& recipient) const
{
    const auto& domains = house_.rules.domains;
    return std::ranges::find(domains, recipient.ascii_domain()) != domains.end();
}

mail::Verdict SmtpClient::recipient(const mail::Address& recipient, const mail::Envelope& envelope)
{
    const auto verdict =
        house_.returns != nullptr ? house_.returns->recipient(recipient) : std::nullopt;
    if (verdict && !verdict->is_accepted())
        return refuse(*verdict, "return_address");
    // What comes back is judged by its one recipient, so it has no other. The client sends the
    // rest afterwards (RFC 5321 4.5.3.1.10).
    const bool has_others = !envelope.recipients.empty();
    if (has_others && (verdict || comes_back_))
        return {{452, "4.5.3", "send this one by itself"}};
    // Only who was given that address comes so far, so no stranger can use them all up.
    if (verdict && !source_.valid() && !house_.guard.may_return())
        return too_fast();
    if (verdict) {
        comes_back_ = true;
        return mail::Verdict::accept();
    }
    return page_recipient(recipient, envelope);
}

mail::Verdict SmtpClient::page_recipient(const mail::Address& recipient,
                                         const mail::Envelope& envelope) const
{
    if (!source_.valid())
        return no_source(*house_.house.people(), envelope);
    const bool for_postmaster = recipient.is_postmaster();
    if (!is_ours(recipient) && !(for_postmaster && recipient.domain().empty()))
        return turn_away(mail::Verdict::relay_denied(), source_.text(), "relay");
    const auto called = read_local_part(*house_.house.people(), recipient.local());
    if (house_.door.is_known(principal_, called.name)) {
        if (is_ruled_ || house_.door.is_on_duty(principal_, called.name))
            return mail::Verdict::accept();
        return refuse({{550, "5.2.1", "nobody is on duty there now"}}, "nobody_on_duty");
    }
    // RFC 5321 4.5.1 would have it accepted all the same; but then it would have to be lost.
    if (for_postmaster)
        return refuse({{550, "5.1.1", "nobody here reads the postmaster's mail"}}, "postmaster");
    return refuse(mail::Verdict::unknown_recipient(), "unknown_recipient");
}

bool SmtpClient::may_keep(std::size_t octets)
{
    if (octets == 0)
        share_.reset();
    else if (!share_)
        share_ = std::make_shared<TextShare>(house_.room);
    return octets == 0 || share_->grow_to(octets);
}

void SmtpClient::refused(const mail::Reply& reply, const mail::Envelope& envelope)
{
    house_.house.metrics.refused(store::Door::Smtp)++;
    room().notice("mail refused", {{"peer", peer_},
                                   {"why", reply.text},
                                   {"code", reply.code},
                                   {"sender", envelope.sender ? envelope.sender->text() : "<>"}});
}

void SmtpClient::take(mail::Accept mail, SmtpAnswer answer)
{
    SmtpJob job{std::move(mail), std::move(answer),        source_, comes_back_, is_lmtp_,
                peer_,           std::exchange(share_, {})};
    if (!house_.accepts(job))
        job.answer(refuse(mail::Verdict::try_later("too many messages at once"), "queue_full"));
}

} // namespace relay::intake
