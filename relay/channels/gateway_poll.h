#pragma once
#include "relay/channels/gateway_driver.h"
#include "relay/channels/http_client.h"
#include "relay/channels/incoming.h"
#include "relay/channels/request_template.h"
#include <string>
#include <vector>

namespace relay::channels {

/// Asks a gateway that cannot call us: what became of a text, and which texts came in. The requests
/// carry the authentication of the driver's own. Blocks as Channel::send() does.
class GatewayPoll {
public:
    /// `driver` and `client` outlive this; `fixed` is what is the same in every request.
    GatewayPoll(const GatewayDriver& driver, HttpClient& client, SlotValues fixed,
                std::vector<std::string> networks)
        : driver_(driver), client_(client), fixed_(std::move(fixed)), networks_(std::move(networks))
    {
    }

    /// Arrived or Lost; empty: nothing final, or no answer.
    std::vector<PageNews> fate(const AskedPage& page, const std::string& provider);
    /// Those since then; empty inside: none. Empty: no answer.
    std::optional<std::vector<IncomingText>> texts(store::Instant since,
                                                   const std::string& provider);

private:
    std::optional<std::string> get(const Template& url, const SlotValues& values);
    std::optional<std::string> perform(HttpRequest request);
    HttpRequest question(const Template& url, const SlotValues& values) const;

    const GatewayDriver& driver_;
    HttpClient& client_;
    SlotValues fixed_;
    std::vector<std::string> networks_;
};

} // namespace relay::channels
