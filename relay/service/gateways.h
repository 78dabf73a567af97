#pragma once
#include "relay/channels/callback.h"
#include "relay/service/config.h"
#include "store/vault.h"
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace relay::service {

/// A gateway that can call back.
struct CallingGateway {
    std::string key;     ///< the secret part of its address
    std::string address; ///< all of it, as the gateway must be given it
    std::unique_ptr<channels::CallbackReader> reader;
};

/// The secret by which a gateway of that name finds us: made from the master key, so that it stays
/// the same and stands nowhere.
std::string gateway_key(const store::Vault& vault, const std::string& name);

/// The configuration with the whole callback address in each gateway's settings; empty where
/// neither channels.NAME.callback_url nor site.public_url says how we are reached.
Config with_callbacks(Config config, const store::Vault& vault);

/// Of a configuration with its callbacks: the gateways that bring people's texts to us, because
/// they call us or because they are asked for them.
std::set<std::string> text_bringers(const Config& config);

/// Of a configuration with its callbacks: those whose driver reads calls. The error: everything
/// that is wrong, a line each.
tl::expected<std::vector<CallingGateway>, std::string> calling_gateways(const Config& config,
                                                                        const store::Vault& vault);

} // namespace relay::service
