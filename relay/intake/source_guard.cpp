#include "relay/intake/source_guard.h"
#include "store/model/directory.h"
#include "store/model/network.h"
#include <algorithm>
#include <cstdlib>

namespace relay::intake {
namespace {

/// The sender_id of the source that speaks for transient clients which are not registered.
constexpr std::string_view anybody = "*";

/// Of all strangers together: reports come in heaps when a mail server was down for a while.
constexpr int returns_per_second = 50;
constexpr int returns_at_once = 500;

/// Of WCTP sources alone: a login without its password is none, wherever it comes from.
bool is_any_proof_enough(const store::Source& source)
{
    return source.door == store::Door::Wctp && source.wctp.proof == store::Proof::Any;
}

bool has_password(const store::Source& source)
{
    return !source.sender_id.empty() && !source.code_hash.empty();
}

/// A name without a password proves nothing, so it is none.
std::string_view smtp_login_of(const store::Source& source)
{
    return has_password(source) ? std::string_view(source.sender_id) : std::string_view();
}

/// `login` in lower case.
const store::Source* login_source(const store::Directory& people, store::Door door,
                                  const std::string& login)
{
    const auto& sources = people.parts().sources;
    const auto found = std::ranges::find_if(sources, [&](const store::Source& source) {
        return source.door == door && source.enabled && !login.empty() && source.sender_id == login;
    });
    return found == sources.end() ? nullptr : &*found;
}

} // namespace

std::string_view word(NotLetIn why)
{
    switch (why) {
    case NotLetIn::UnknownSender:
        return "unknown_sender";
    case NotLetIn::WrongCode:
        return "wrong_code";
    case NotLetIn::Throttled:
        return "throttled";
    case NotLetIn::TooFast:
        return "too_fast";
    }
    std::abort();
}

const store::Source* claimed_source(const store::Directory& people, std::string_view sender_id,
                                    bool is_transient)
{
    const auto* source = sender_id == anybody ? nullptr : people.wctp_source(sender_id);
    if (source == nullptr && is_transient)
        source = people.wctp_source(anybody);
    return source != nullptr && source->enabled ? source : nullptr;
}

bool is_at_home(const store::Source& source, std::string_view peer)
{
    return source.networks.empty() ||
           std::ranges::any_of(source.networks, [&](const std::string& text) {
               const auto network = store::Network::parse(text);
               return network && network->contains(peer);
           });
}

bool is_its_sender(const store::Source& source, const std::optional<mail::Address>& sender)
{
    return std::ranges::any_of(source.senders, [&](const std::string& text) {
        if (!sender)
            return text == anybody;
        const auto pattern = mail::AddressPattern::parse(text);
        return pattern && pattern->matches(*sender);
    });
}

bool is_its_certificate(const store::Source& source, const net::PeerCertificate* certificate)
{
    constexpr std::string_view mark = "sha256:";
    const auto& wanted = source.tls_client_name;
    if (wanted.empty() || certificate == nullptr)
        return false;
    if (wanted.starts_with(mark))
        return wanted.substr(mark.size()) == certificate->fingerprint;
    return std::ranges::find(certificate->names, wanted) != certificate->names.end();
}

SourceGuard::SourceGuard(const engine::House& house, ThrottleRules rules)
    : house_(house), throttle_(rules),
      nobodys_hash_(house.vault.keyed_hash(store::security_code_purpose, ""))
{
}

tl::expected<const store::Source*, NotLetIn>
SourceGuard::wctp_source(const store::Directory& people, const WctpClaim& claim)
{
    return judge(claimed_source(people, claim.sender_id, claim.is_transient),
                 {claim.sender_id, claim.code, claim.peer, claim.path_token, claim.certificate});
}

tl::expected<const store::Source*, NotLetIn>
SourceGuard::snpp_source(const store::Directory& people, const LoginClaim& claim)
{
    return log_in(people, store::Door::Snpp, claim);
}

tl::expected<const store::Source*, NotLetIn> SourceGuard::smtp_login(const store::Directory& people,
                                                                     const LoginClaim& claim)
{
    return log_in(people, store::Door::Smtp, claim);
}

tl::expected<const store::Source*, NotLetIn>
SourceGuard::log_in(const store::Directory& people, store::Door door, const LoginClaim& claim)
{
    const auto name = store::folded_lower(std::string(claim.login));
    const auto* source = login_source(people, door, name);
    if (door == store::Door::Smtp && source != nullptr && !has_password(*source))
        source = nullptr;
    return judge(source, {name, claim.password, claim.peer, {}});
}

bool SourceGuard::has_smtp_logins(const store::Directory& people,
                                  const std::function<bool(const store::Source&)>& counts)
{
    return std::ranges::any_of(people.parts().sources, [&](const store::Source& source) {
        return source.door == store::Door::Smtp && source.enabled && has_password(source) &&
               counts(source);
    });
}

const store::Source* SourceGuard::smtp_scram(const store::Directory& people, std::string_view login,
                                             std::string_view peer)
{
    const auto name = store::folded_lower(std::string(login));
    const auto* source = login_source(people, store::Door::Smtp, name);
    const bool may = source != nullptr && !source->scram.empty() && is_at_home(*source, peer);
    return may ? source : nullptr;
}

bool SourceGuard::is_smtp_paused(std::string_view login, std::string_view peer)
{
    return throttle_.is_paused(store::folded_lower(std::string(login)), peer, house_.now());
}

bool SourceGuard::smtp_proven(std::string_view login, std::string_view peer, bool is_right)
{
    const auto name = store::folded_lower(std::string(login));
    if (throttle_.is_paused(name, peer, house_.now()))
        return false;
    if (is_right)
        throttle_.succeeded(name, peer);
    else
        throttle_.failed(name, peer, house_.now());
    return is_right;
}

const store::Source* SourceGuard::snpp_source_at(const store::Directory& people,
                                                 std::string_view peer) const
{
    const auto& sources = people.parts().sources;
    const auto found = std::ranges::find_if(sources, [&](const store::Source& source) {
        return source.door == store::Door::Snpp && source.enabled && source.sender_id.empty() &&
               !source.networks.empty() && is_at_home(source, peer);
    });
    return found == sources.end() ? nullptr : &*found;
}

bool SourceGuard::may_query(const store::Source& source, const WctpClaim& asked)
{
    const Claim claim{asked.sender_id, asked.code, asked.peer, asked.path_token, asked.certificate};
    const auto now = house_.now();
    const bool paused = throttle_.is_paused(claim.name, claim.peer, now);
    const bool is_right =
        house_.vault.matches(source.code_hash.empty() ? nobodys_hash_ : source.code_hash,
                             store::security_code_purpose, claim.code);
    const bool is_wrong = !source.code_hash.empty() && !claim.code.empty() && !is_right;
    const bool may = !is_wrong && shows_enough(&source, claim, true);
    if (paused)
        return false;
    if (!may)
        throttle_.failed(claim.name, claim.peer, now);
    return may;
}

tl::expected<const store::Source*, NotLetIn> SourceGuard::judge(const store::Source* source,
                                                                const Claim& claim)
{
    const auto now = house_.now();
    const bool paused = throttle_.is_paused(claim.name, claim.peer, now);
    const bool asks = source != nullptr && !source->code_hash.empty();
    // Compared for strangers and for the codeless too: the time it takes tells nothing.
    const bool fits = house_.vault.matches(asks ? source->code_hash : nobodys_hash_,
                                           store::security_code_purpose, claim.code);
    if (paused)
        return tl::unexpected(NotLetIn::Throttled);
    const bool enough = shows_enough(source, claim, fits);
    // By any proof, who comes from elsewhere may still have the code.
    const bool known =
        source != nullptr && (is_any_proof_enough(*source) || is_at_home(*source, claim.peer));
    if (known && enough) {
        throttle_.succeeded(claim.name, claim.peer);
        return source;
    }
    throttle_.failed(claim.name, claim.peer, now);
    return tl::unexpected(known ? NotLetIn::WrongCode : NotLetIn::UnknownSender);
}

/// Of code, address, path token and certificate as many as its policy asks for. Without a rule, all
/// it has.
bool SourceGuard::shows_enough(const store::Source* source, const Claim& claim, bool fits) const
{
    const bool has_token = source != nullptr && !source->wctp.path_token_hash.empty();
    // As with the code: looked at for those without one too.
    const bool token_fits =
        house_.vault.matches(has_token ? source->wctp.path_token_hash : nobodys_hash_,
                             store::path_token_purpose, claim.path_token);
    if (source == nullptr)
        return false;
    const bool has_code = !source->code_hash.empty();
    const bool at_home = is_at_home(*source, claim.peer);
    const bool asks_certificate = !source->tls_client_name.empty();
    const bool certified = is_its_certificate(*source, claim.certificate);
    const bool asks_nothing =
        !has_code && !has_token && !asks_certificate && source->networks.empty();
    if (is_any_proof_enough(*source))
        return asks_nothing || (has_code && fits) || (has_token && token_fits) || certified ||
               (!source->networks.empty() && at_home);
    return at_home && (fits || !has_code) && (token_fits || !has_token) &&
           (certified || !asks_certificate);
}

const store::Source* SourceGuard::smtp_source(const store::Directory& people, const SmtpPeer& peer,
                                              const std::optional<mail::Address>& sender) const
{
    const auto login = store::folded_lower(std::string(peer.login));
    const auto& sources = people.parts().sources;
    const auto found = std::ranges::find_if(sources, [&](const store::Source& source) {
        return source.door == store::Door::Smtp && source.enabled &&
               smtp_login_of(source) == login && is_at_home(source, peer.address) &&
               is_its_sender(source, sender);
    });
    return found == sources.end() ? nullptr : &*found;
}

bool SourceGuard::may_submit(const store::Source& source, store::Priority priority)
{
    const auto take = [&](auto& buckets) {
        return buckets.takes_token(source.id, source.rate_per_second, source.burst, house_.now());
    };
    return (priority == store::Priority::High && take(urgent_)) || take(buckets_);
}

bool SourceGuard::may_return()
{
    return buckets_.takes_token(store::SourceId{}, returns_per_second, returns_at_once,
                                house_.now());
}

} // namespace relay::intake
