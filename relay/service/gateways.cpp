#include "relay/service/gateways.h"
#include "relay/channels/driver_reader.h"

namespace relay::service {

namespace {

using channels::GatewaySettings;

/// Those that call us; who makes calls by SIP does not.
template <class Settings, class Work>
void for_each_gateway(Settings& config, Work work)
{
    for (auto& route : config.channels.sms) {
        if (auto* gateway = std::get_if<GatewaySettings>(&route))
            work(*gateway);
    }
    for (auto& route : config.channels.ivr) {
        if (route.driver == IvrDriver::Http)
            work(route.http);
    }
}

} // namespace

std::string gateway_key(const store::Vault& vault, const std::string& name)
{
    return vault.keyed_hash("gateway callback", name).substr(0, 32);
}

Config with_callbacks(Config config, const store::Vault& vault)
{
    for_each_gateway(config, [&](GatewaySettings& gateway) {
        if (gateway.polls) {
            gateway.callback_url.clear();
            return;
        }
        auto base = gateway.callback_url.empty() ? config.site.public_url : gateway.callback_url;
        while (base.ends_with('/'))
            base.pop_back();
        gateway.callback_url = base.empty() ? std::string()
                                            : base + "/gateway/" + gateway.name + "/" +
                                                  gateway_key(vault, gateway.name);
    });
    return config;
}

std::set<std::string> text_bringers(const Config& config)
{
    std::set<std::string> names;
    for_each_gateway(config, [&](const GatewaySettings& gateway) {
        const auto driver = channels::read_driver(gateway.driver);
        if (!driver)
            return; // ways_out() says what is wrong with it
        const bool is_asked = gateway.polls && driver->poll && driver->poll->texts;
        const bool calls =
            !gateway.callback_url.empty() && driver->callbacks && driver->callbacks->text;
        if (is_asked || calls)
            names.insert(gateway.name);
    });
    return names;
}

tl::expected<std::vector<CallingGateway>, std::string> calling_gateways(const Config& config,
                                                                        const store::Vault& vault)
{
    std::vector<CallingGateway> gateways;
    std::string complaints;
    for_each_gateway(config, [&](const GatewaySettings& gateway) {
        if (gateway.callback_url.empty())
            return;
        auto reader = channels::make_callback_reader(gateway);
        if (reader && *reader)
            gateways.push_back(
                {gateway_key(vault, gateway.name), gateway.callback_url, std::move(*reader)});
        if (!reader) {
            for (const auto& error : reader.error())
                complaints += (complaints.empty() ? "" : "\n") + std::string("channels.") +
                              gateway.name + ": " + error.where + ": " + error.problem;
        }
    });
    if (!complaints.empty())
        return tl::unexpected(std::move(complaints));
    return gateways;
}

} // namespace relay::service
