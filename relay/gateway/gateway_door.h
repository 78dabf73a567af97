#pragma once
#include "relay/channels/callback.h"
#include "relay/engine/clock.h"
#include "relay/http/message.h"
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace relay::gateway {

/// Where gateways call: /gateway/NAME/KEY. The key is secret and in the address that the gateway is
/// given, so who does not know it finds nothing here, and a gateway that can sign does so besides.
///
/// Thread-safe once all are added. Answers after the commit: 204 or the driver's own answer; 400,
/// 403 and 404 as they say; 503 when nothing can be written, so that the gateway comes again.
class GatewayDoor {
public:
    /// `calls`: where gateways' calls are told what to say. All outlive this.
    GatewayDoor(channels::Ears& ears, channels::CallDesk& calls, const engine::Clock& clock)
        : ears_(ears), calls_(calls), clock_(clock)
    {
    }

    /// `address`: as the gateway was given it, ending in /gateway/NAME/KEY.
    void add(std::string key, std::string address,
             std::unique_ptr<channels::CallbackReader> reader);

    static bool is_for_it(std::string_view path) { return path.starts_with("/gateway/"); }
    http::Response answer(const http::Request& request) const;

private:
    struct Gateway {
        std::string key;
        std::string address;
        std::unique_ptr<channels::CallbackReader> reader;
    };
    const Gateway* find(std::string_view path) const;
    http::Response answer(const Gateway& gateway, const http::Request& request) const;

    channels::Ears& ears_;       ///< outlives us
    channels::CallDesk& calls_;  ///< outlives us
    const engine::Clock& clock_; ///< outlives us
    std::vector<Gateway> gateways_;
};

} // namespace relay::gateway
