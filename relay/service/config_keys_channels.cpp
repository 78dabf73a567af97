#include "relay/push/endpoint.h"
#include "relay/service/config_keys.h"
#include "relay/service/config_value.h"

namespace relay::service {

namespace {

using namespace std::chrono_literals;
using channels::EmailSettings;
using channels::SnppSettings;
using channels::TlsPolicy;
using channels::WctpMode;
using channels::WctpPeerSettings;

constexpr std::array policies{
    std::pair{TlsPolicy::None, std::string_view("none")},
    std::pair{TlsPolicy::Opportunistic, std::string_view("opportunistic")},
    std::pair{TlsPolicy::Required, std::string_view("required")},
    std::pair{TlsPolicy::Implicit, std::string_view("implicit")}};

void describe_mailbox(Section& section, channels::MailboxSettings& mailbox)
{
    constexpr std::array ways{std::pair{TlsPolicy::None, std::string_view("none")},
                              std::pair{TlsPolicy::Required, std::string_view("required")},
                              std::pair{TlsPolicy::Implicit, std::string_view("implicit")}};
    section.require("host");
    section.host_name("host", mailbox.host);
    section.number("port", mailbox.port, 1, 65535);
    section.word("tls", mailbox.tls, ways);
    section.path("ca_file", mailbox.ca_file);
    section.require("user");
    section.text("user", mailbox.user);
    section.require("password_file");
    section.path("password_file", mailbox.password_file);
    section.text("folder", mailbox.folder);
    section.text("done_folder", mailbox.done_folder);
    section.text("aside_folder", mailbox.aside_folder);
    section.yes_no("idle", mailbox.idle);
    section.duration("poll", mailbox.poll, 1s, 29min); // RFC 2177: IDLE is said anew by then
    section.duration("timeout", mailbox.timeout, 1s, 5min);
}

bool is_domain_pattern(std::string_view text)
{
    return is_host_name(text.starts_with("*.") ? text.substr(2) : text);
}

/// Who takes the mail, and how it is spoken to: of the smart host and of each route.
template <class Server>
void describe_mail_server(Section& section, Server& server)
{
    section.require("host");
    section.host_name("host", server.host);
    section.number("port", server.port, 1, 65535);
    section.word("tls", server.tls, policies);
    section.path("ca_file", server.ca_file);
    section.section("auth", [&](Section& auth) {
        auth.text("user", server.user);
        auth.path("password_file", server.password_file);
        if (!server.user.empty())
            auth.require("password_file");
    });
    section.number("parallel", server.parallel, 1, 64);
    const bool is_protected =
        server.tls == TlsPolicy::Required || server.tls == TlsPolicy::Implicit;
    if (!server.user.empty() && !is_protected)
        section.wrong("tls", "a password would travel without protection",
                      "set tls: required, or remove auth");
}

void describe_email(Section& section, EmailSettings& email)
{
    constexpr std::array drivers{std::pair{0, std::string_view("smtp")}};
    int ignored = 0;
    section.word("driver", ignored, drivers);
    describe_mail_server(section, email);
    section.items("routes", [&](Section& route) {
        channels::MailServerFor server;
        route.require("domains");
        route.list("domains", server.domains, is_domain_pattern,
                   "a domain, or \"*.\" and the name of a domain");
        describe_mail_server(route, server);
        email.routes.push_back(std::move(server));
    });
    section.require("from");
    section.mail_address("from", email.from);
    section.text("from_name", email.from_name);
    section.host_name("domain", email.domain);
    section.host_name("helo", email.helo);
    section.yes_no("mdn", email.mdn);
    section.optional_section<channels::MailboxSettings>("mailbox", email.mailbox, describe_mailbox);
    section.duration("connect_timeout", email.connect_timeout, 100ms, 5min);
    section.duration("reply_timeout", email.reply_timeout, 100ms, 10min);
    section.duration("timeout", email.total_timeout, 1s, 1h);
    section.duration("idle_timeout", email.idle_timeout, 0s, 10min);
    if (email.domain.empty())
        email.domain = email.from.substr(email.from.rfind('@') + 1);
}

void describe_push(Section& section, PushConfig& push)
{
    push.settings.hosts = push::usual_hosts();
    section.require("subject");
    section.text("subject", push.settings.subject);
    section.list("hosts", push.settings.hosts, is_domain_pattern,
                 "a host name, or \"*.\" and the name of a domain");
    section.list("networks", push.settings.networks, is_network, "a network, such as 10.0.0.0/8");
    section.path("key_file", push.key_file);
    section.duration("repeat", push.repeat, 10s, 1h);
    section.number("repeats", push.repeats, 0, 30);
    section.number("parallel", push.settings.parallel, 1, 64);
    describe_peer(section, push.settings.http);
}

void describe_snpp_out(Section& section, SnppSettings& snpp)
{
    section.require("host");
    section.host_name("host", snpp.host);
    section.number("port", snpp.port, 1, 65535);
    section.yes_no("tls", snpp.tls);
    section.path("ca_file", snpp.ca_file);
    section.text("login", snpp.login);
    section.path("password_file", snpp.password_file);
    section.yes_no("two_way", snpp.two_way);
    section.number("max_chars", snpp.max_chars, 0, 65535);
    section.duration("connect_timeout", snpp.connect_timeout, 100ms, 2min);
    section.duration("reply_timeout", snpp.reply_timeout, 100ms, 5min);
    section.duration("poll_interval", snpp.poll_interval, 1s, 1h);
    section.number("parallel", snpp.parallel, 1, 64);
}

void describe_wctp_peer(Section& section, WctpPeerSettings& peer)
{
    constexpr std::array modes{std::pair{WctpMode::Enterprise, std::string_view("enterprise")},
                               std::pair{WctpMode::Transient, std::string_view("transient")}};
    constexpr std::string_view network = "a network, such as 10.0.0.0/8";
    section.require("url");
    section.web_address("url", peer.url);
    section.word("mode", peer.mode, modes);
    section.require("sender_id");
    section.text("sender_id", peer.sender_id);
    section.path("code_file", peer.code_file);
    section.text("respond_to", peer.respond_to);
    section.text("version", peer.version);
    section.number("max_chars", peer.max_chars, 0, 65535);
    section.section("responses", [&](Section& responses) {
        responses.list("networks", peer.response_networks, is_network, network);
        responses.path("code_file", peer.response_code_file);
    });
    section.yes_no("poll", peer.polls);
    section.duration("poll_interval", peer.poll_interval, 1s, 1h);
    section.list("networks", peer.networks, is_network, network);
    section.number("parallel", peer.parallel, 1, 64);
    describe_peer(section, peer.http);
}

} // namespace

void describe_channels(Section& section, ChannelsConfig& channels)
{
    section.optional_section<EmailSettings>(
        "email", channels.email, [&](Section& mail, EmailSettings& email) {
            constexpr std::array protections{
                std::pair{core::MailProtection::Stub, std::string_view("stub")},
                std::pair{core::MailProtection::Smime, std::string_view("smime")}};
            describe_email(mail, email);
            mail.word("protected", channels.mail_protection, protections);
        });
    const auto is_wanted = [&](std::string_view key) {
        return section.has(key) || section.reading().listing;
    };
    section.section("sms", [&, wanted = is_wanted("sms")](Section& sms) {
        if (wanted)
            describe_sms(sms, channels.sms);
    });
    section.section("ivr", [&, wanted = is_wanted("ivr")](Section& ivr) {
        if (wanted)
            describe_ivr(ivr, channels.ivr);
    });
    section.optional_section<PushConfig>("push", channels.push, describe_push);
    section.optional_section<SnppSettings>("snpp", channels.snpp, describe_snpp_out);
    section.optional_section<WctpPeerSettings>("wctp_peer", channels.wctp_peer, describe_wctp_peer);
    section.section("wctp_push", [&](Section& push) {
        push.number("parallel", channels.wctp_push.parallel, 1, 64);
        describe_peer(push, channels.wctp_push.http);
    });
}

} // namespace relay::service
