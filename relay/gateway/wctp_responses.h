#pragma once
#include "relay/channels/incoming.h"
#include "relay/intake/wctp_responses.h"
#include "store/model/network.h"
#include <optional>
#include <string>
#include <vector>

namespace relay::gateway {

/// Believes a gateway by its address and, where one is set, by its securityCode.
class PeerResponses final : public intake::WctpResponses {
public:
    struct Settings {
        std::string provider;              ///< as the channel's
        std::vector<std::string> networks; ///< CIDR; empty: nobody is believed
        std::string code;                  ///< empty: none asked
        int service_unavailable = 606;
    };

    PeerResponses(channels::PageEars& ears, const Settings& settings);

    wctp::Code take(const wctp::StatusInfo& status, std::string_view peer) override;
    wctp::Code take(const wctp::MessageReply& reply, std::string_view peer) override;

private:
    template <class News>
    wctp::Code believed(const News& news, std::string_view peer) const;
    std::optional<wctp::Code> refusal(const wctp::Originator& originator,
                                      std::string_view peer) const;

    channels::PageEars& ears_; ///< outlives us
    const Settings settings_;
    std::vector<store::Network> networks_;
};

} // namespace relay::gateway
