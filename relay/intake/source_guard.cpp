#include "relay/intake/source_guard.h"
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

const store::Source* claimed_source(const store::Directory& people, const WctpClaim& claim)
{
    const auto* source = claim.sender_id == anybody ? nullptr : people.wctp_source(claim.sender_id);
    if (source == nullptr && claim.is_transient)
        source = people.wctp_source(anybody);
    return source != nullptr && source->enabled ? source : nullptr;
}

bool sends_as(const store::Source& source, const std::optional<mail::Address>& sender)
{
    return std::ranges::any_of(source.senders, [&](const std::string& text) {
        if (!sender)
            return text == anybody;
        const auto pattern = mail::AddressPattern::parse(text);
        return pattern && pattern->matches(*sender);
    });
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

bool is_at_home(const store::Source& source, std::string_view peer)
{
    return source.networks.empty() ||
           std::ranges::any_of(source.networks, [&](const std::string& text) {
               const auto network = store::Network::parse(text);
               return network && network->contains(peer);
           });
}

SourceGuard::SourceGuard(const engine::House& house, ThrottleRules rules)
    : house_(house), throttle_(rules),
      nobodys_hash_(house.vault.keyed_hash(store::security_code_purpose, ""))
{
}

tl::expected<const store::Source*, NotLetIn>
SourceGuard::wctp_source(const store::Directory& people, const WctpClaim& claim)
{
    const auto now = house_.now();
    const bool paused = throttle_.is_paused(claim.sender_id, claim.peer, now);
    const auto* source = claimed_source(people, claim);
    const bool asks = source != nullptr && !source->code_hash.empty();
    // Compared for strangers and for the codeless too: the time it takes tells nothing.
    const bool fits = house_.vault.matches(asks ? source->code_hash : nobodys_hash_,
                                           store::security_code_purpose, claim.code);
    if (paused)
        return tl::unexpected(NotLetIn::Throttled);
    const bool known = source != nullptr && is_at_home(*source, claim.peer);
    if (known && (fits || !asks)) {
        throttle_.succeeded(claim.sender_id, claim.peer);
        return source;
    }
    throttle_.failed(claim.sender_id, claim.peer, now);
    return tl::unexpected(known ? NotLetIn::WrongCode : NotLetIn::UnknownSender);
}

const store::Source* SourceGuard::smtp_source(const store::Directory& people, std::string_view peer,
                                              const std::optional<mail::Address>& sender) const
{
    const auto& sources = people.parts().sources;
    const auto found = std::ranges::find_if(sources, [&](const store::Source& source) {
        return source.door == store::Door::Smtp && source.enabled && is_at_home(source, peer) &&
               sends_as(source, sender);
    });
    return found == sources.end() ? nullptr : &*found;
}

bool SourceGuard::may_submit(const store::Source& source)
{
    return buckets_.takes_token(source.id, source.rate_per_second, source.burst, house_.now());
}

bool SourceGuard::may_return()
{
    return buckets_.takes_token(store::SourceId{}, returns_per_second, returns_at_once,
                                house_.now());
}

} // namespace relay::intake
