#include "relay/gateway/wctp_responses.h"
#include "relay/gateway/peer_news.h"
#include <algorithm>
#include <openssl/crypto.h>

namespace relay::gateway {
namespace {

bool are_equal(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace

PeerResponses::PeerResponses(channels::PageEars& ears, const Settings& settings)
    : ears_(ears), settings_(settings)
{
    for (const auto& text : settings.networks) {
        if (const auto network = store::Network::parse(text))
            networks_.push_back(*network);
    }
}

/// Empty: it is the gateway.
std::optional<wctp::Code> PeerResponses::refusal(const wctp::Originator& originator,
                                                 std::string_view peer) const
{
    const bool is_known =
        std::ranges::any_of(networks_, [&](const auto& network) { return network.contains(peer); });
    if (!is_known)
        return wctp::Code::InvalidSender;
    if (!settings_.code.empty() && !are_equal(originator.security_code, settings_.code))
        return wctp::Code::InvalidSecurityCode;
    return std::nullopt;
}

template <class News>
wctp::Code PeerResponses::believed(const News& news, std::string_view peer) const
{
    if (const auto refused = refusal(news.header.originator, peer))
        return *refused;
    return gateway::take(ears_, settings_.provider, news)
        .value_or(wctp::Code{settings_.service_unavailable});
}

wctp::Code PeerResponses::take(const wctp::StatusInfo& status, std::string_view peer)
{
    return believed(status, peer);
}

wctp::Code PeerResponses::take(const wctp::MessageReply& reply, std::string_view peer)
{
    return believed(reply, peer);
}

} // namespace relay::gateway
