#include "relay/gateway/peer_news.h"
#include "relay/channels/wctp_peer_words.h"
#include <cstdlib>

namespace relay::gateway {
namespace {

std::optional<wctp::Code> hear(channels::PageEars& ears, const wctp::ResponseHeader& header,
                               channels::PageNews news)
{
    const auto delivery = store::DeliveryId::parse(header.response_to);
    if (!delivery)
        return wctp::Code::UnknownReference;
    news.delivery = *delivery;
    news.channel = store::Channel::WctpPeer; // the ids of other pages are easy to guess
    switch (ears.hear(news)) {
    case channels::PageEars::Heard::Taken:
        return wctp::Code::Accepted;
    case channels::PageEars::Heard::Unknown:
        return wctp::Code::UnknownReference;
    case channels::PageEars::Heard::NotNow:
        return std::nullopt;
    }
    std::abort(); // a value that is no enumerator
}

} // namespace

std::optional<wctp::Code> take(channels::PageEars& ears, const std::string& provider,
                               const wctp::StatusInfo& status)
{
    return hear(ears, status.header,
                {provider, {}, channels::meaning(status.event), channels::code_of(status.event)});
}

std::optional<wctp::Code> take(channels::PageEars& ears, const std::string& provider,
                               const wctp::MessageReply& reply)
{
    return hear(ears, reply.header, {provider, {}, channels::answer_of(reply), {}});
}

} // namespace relay::gateway
