#include "relay/gateway/wctp_responses.h"
#include "relay/channels/wctp_peer_words.h"
#include <algorithm>
#include <cstdlib>
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

wctp::Code PeerResponses::take(const wctp::StatusInfo& status, std::string_view peer)
{
    channels::PageNews news;
    news.said = channels::meaning(status.event);
    news.code = channels::code_of(status.event);
    return take(status.header, peer, std::move(news));
}

wctp::Code PeerResponses::take(const wctp::MessageReply& reply, std::string_view peer)
{
    channels::PageNews news;
    news.said = channels::Answered{channels::words_of(reply.payload)};
    return take(reply.header, peer, std::move(news));
}

wctp::Code PeerResponses::take(const wctp::ResponseHeader& header, std::string_view peer,
                               channels::PageNews news)
{
    const bool is_known =
        std::ranges::any_of(networks_, [&](const auto& network) { return network.contains(peer); });
    if (!is_known)
        return wctp::Code::InvalidSender;
    if (!settings_.code.empty() && !are_equal(header.originator.security_code, settings_.code))
        return wctp::Code::InvalidSecurityCode;
    const auto delivery = store::DeliveryId::parse(header.response_to);
    if (!delivery)
        return wctp::Code::UnknownReference;
    news.provider = settings_.provider;
    news.delivery = *delivery;
    switch (ears_.hear(news)) {
    case channels::PageEars::Heard::Taken:
        return wctp::Code::Accepted;
    case channels::PageEars::Heard::Unknown:
        return wctp::Code::UnknownReference;
    case channels::PageEars::Heard::NotNow:
        return wctp::Code{settings_.service_unavailable};
    }
    std::abort(); // a value that is no enumerator
}

} // namespace relay::gateway
