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
    return judge(claimed_source(people, claim), {claim.sender_id, claim.code, claim.peer});
}

tl::expected<const store::Source*, NotLetIn>
SourceGuard::snpp_source(const store::Directory& people, const SnppClaim& claim)
{
    const auto name = store::folded_lower(std::string(claim.login));
    const auto& sources = people.parts().sources;
    const auto found = std::ranges::find_if(sources, [&](const store::Source& source) {
        return source.door == store::Door::Snpp && source.enabled && !name.empty() &&
               source.sender_id == name;
    });
    return judge(found == sources.end() ? nullptr : &*found, {name, claim.password, claim.peer});
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
    const bool known = source != nullptr && is_at_home(*source, claim.peer);
    if (known && (fits || !asks)) {
        throttle_.succeeded(claim.name, claim.peer);
        return source;
    }
    throttle_.failed(claim.name, claim.peer, now);
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
