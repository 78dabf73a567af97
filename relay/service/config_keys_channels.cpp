#include "relay/service/config_keys.h"
#include "relay/service/config_value.h"

namespace relay::service {

namespace {

using namespace std::chrono_literals;
using channels::EmailSettings;
using channels::GatewaySettings;
using channels::HttpSettings;
using channels::TlsPolicy;

constexpr std::array policies{
    std::pair{TlsPolicy::None, std::string_view("none")},
    std::pair{TlsPolicy::Opportunistic, std::string_view("opportunistic")},
    std::pair{TlsPolicy::Required, std::string_view("required")},
    std::pair{TlsPolicy::Implicit, std::string_view("implicit")}};

void describe_peer(Section& section, HttpSettings& http)
{
    section.path("ca_file", http.ca_file);
    section.duration("connect_timeout", http.connect_timeout, 100ms, 2min);
    section.duration("timeout", http.total_timeout, 100ms, 5min);
}

void describe_email(Section& section, EmailSettings& email)
{
    constexpr std::array drivers{std::pair{0, std::string_view("smtp")}};
    int ignored = 0;
    section.word("driver", ignored, drivers);
    section.require("host");
    section.host_name("host", email.host);
    section.number("port", email.port, 1, 65535);
    section.word("tls", email.tls, policies);
    section.path("ca_file", email.ca_file);
    section.section("auth", [&](Section& auth) {
        auth.text("user", email.user);
        auth.path("password_file", email.password_file);
        if (!email.user.empty())
            auth.require("password_file");
    });
    section.require("from");
    section.mail_address("from", email.from);
    section.text("from_name", email.from_name);
    section.host_name("domain", email.domain);
    section.host_name("helo", email.helo);
    section.number("parallel", email.parallel, 1, 64);
    section.duration("connect_timeout", email.connect_timeout, 100ms, 5min);
    section.duration("reply_timeout", email.reply_timeout, 100ms, 10min);
    section.duration("timeout", email.total_timeout, 1s, 1h);
    section.duration("idle_timeout", email.idle_timeout, 0s, 10min);
    if (email.domain.empty())
        email.domain = email.from.substr(email.from.rfind('@') + 1);
    const bool is_protected = email.tls == TlsPolicy::Required || email.tls == TlsPolicy::Implicit;
    if (!email.user.empty() && !is_protected)
        section.wrong("tls", "a password would travel without protection",
                      "set tls: required, or remove auth");
}

void describe_gateway(Section& section, GatewaySettings& gateway)
{
    section.require("driver_file");
    section.path("driver_file", gateway.driver);
    section.web_address("url", gateway.base_url);
    section.text("from", gateway.from);
    section.web_address("callback_url", gateway.callback_url);
    section.texts("params", [&](const YamlEntry& entry, std::string value) {
        gateway.params[entry.key] = std::move(value);
    });
    section.texts("secrets", [&](const YamlEntry& entry, const std::string& value) {
        gateway.secrets[entry.key] = section.resolved(value);
    });
    section.list("networks", gateway.networks, is_network, "a network, such as 10.0.0.0/8");
    section.number("parallel", gateway.parallel, 1, 64);
    describe_peer(section, gateway.http);
}

} // namespace

void describe_channels(Section& section, ChannelsConfig& channels)
{
    section.optional_section<EmailSettings>("email", channels.email, describe_email);
    const auto describe = [&](std::string_view key, store::Channel channel,
                              std::optional<GatewaySettings>& target) {
        section.optional_section<GatewaySettings>(key, target,
                                                  [&](Section& inside, GatewaySettings& gateway) {
                                                      gateway.channel = channel;
                                                      gateway.name = std::string(key);
                                                      describe_gateway(inside, gateway);
                                                  });
    };
    describe("sms", store::Channel::Sms, channels.sms);
    describe("ivr", store::Channel::Ivr, channels.ivr);
    section.section("wctp_push", [&](Section& push) {
        push.number("parallel", channels.wctp_push.parallel, 1, 64);
        describe_peer(push, channels.wctp_push.http);
    });
}

} // namespace relay::service
