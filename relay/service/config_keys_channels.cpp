#include "relay/push/endpoint.h"
#include "relay/service/config_keys.h"
#include "relay/service/config_value.h"

namespace relay::service {

namespace {

using namespace std::chrono_literals;
using channels::EmailSettings;
using channels::GammuSettings;
using channels::GatewaySettings;
using channels::HttpSettings;
using channels::IvrSipSettings;
using channels::SmppSettings;
using channels::SnppSettings;
using channels::TlsPolicy;
using channels::WctpMode;
using channels::WctpPeerSettings;

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
    section.yes_no("mdn", email.mdn);
    section.optional_section<channels::MailboxSettings>("mailbox", email.mailbox, describe_mailbox);
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

constexpr std::array ivr_drivers{std::pair{IvrDriver::Http, std::string_view("http")},
                                 std::pair{IvrDriver::Sip, std::string_view("sip")}};

void describe_gateway(Section& section, GatewaySettings& gateway)
{
    section.path("driver_file", gateway.driver);
    section.web_address("url", gateway.base_url);
    section.text("from", gateway.from);
    section.web_address("callback_url", gateway.callback_url);
    constexpr std::array ways{std::pair{false, std::string_view("webhook")},
                              std::pair{true, std::string_view("poll")}};
    section.word("callbacks", gateway.polls, ways);
    section.duration("poll_interval", gateway.poll_interval, 1s, 1h);
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

void octet(Section& section, std::string_view key, std::uint8_t& target)
{
    int value = target;
    section.number(key, value, 0, 255);
    target = static_cast<std::uint8_t>(value);
}

void octet(Section& section, std::string_view key, std::optional<std::uint8_t>& target)
{
    std::uint8_t value = target.value_or(0);
    octet(section, key, value);
    if (section.has(key))
        target = value;
}

void describe_smpp_text(Section& section, SmppSettings& smpp)
{
    using smpp::DefaultAlphabet;
    using smpp::IdBase;
    using smpp::LongMessage;
    constexpr std::array ways{std::pair{LongMessage::Udh8, std::string_view("udh8")},
                              std::pair{LongMessage::Udh16, std::string_view("udh16")},
                              std::pair{LongMessage::Sar, std::string_view("sar")},
                              std::pair{LongMessage::Payload, std::string_view("payload")}};
    constexpr std::array bases{
        std::pair{IdBase::AsIs, std::string_view("asis")},
        std::pair{IdBase::RespHexDlrDec, std::string_view("resp_hex_dlr_dec")},
        std::pair{IdBase::RespDecDlrHex, std::string_view("resp_dec_dlr_hex")}};
    constexpr std::array alphabets{std::pair{DefaultAlphabet::Gsm, std::string_view("gsm")},
                                   std::pair{DefaultAlphabet::Latin1, std::string_view("latin1")}};
    section.text("from", smpp.from);
    octet(section, "from_ton", smpp.from_ton);
    octet(section, "from_npi", smpp.from_npi);
    octet(section, "to_ton", smpp.to_ton);
    octet(section, "to_npi", smpp.to_npi);
    octet(section, "gsm_data_coding", smpp.text.gsm_data_coding);
    section.word("long_message", smpp.text.long_message, ways);
    section.yes_no("smart_encoding", smpp.text.smart_encoding);
    section.number("max_parts", smpp.text.max_parts, 1, 255);
    section.word("msg_id", smpp.message_ids, bases);
    section.word("incoming_alphabet", smpp.incoming_alphabet, alphabets);
}

void describe_smpp(Section& section, SmppSettings& smpp)
{
    using channels::SmppBind;
    constexpr std::array binds{std::pair{SmppBind::Transceiver, std::string_view("transceiver")},
                               std::pair{SmppBind::Pair, std::string_view("pair")}};
    section.require("host");
    section.host_name("host", smpp.host);
    section.number("port", smpp.port, 1, 65535);
    section.yes_no("tls", smpp.tls);
    section.path("ca_file", smpp.ca_file);
    section.require("system_id");
    section.text("system_id", smpp.system_id);
    section.path("password_file", smpp.password_file);
    section.text("system_type", smpp.system_type);
    section.word("bind", smpp.bind, binds);
    describe_smpp_text(section, smpp);
    section.number("window", smpp.window, 1, 1000);
    section.number("rate", smpp.texts_per_second, 0, 10000);
    section.duration("connect_timeout", smpp.connect_timeout, 100ms, 2min);
    section.duration("response_timeout", smpp.response_timeout, 100ms, 5min);
    section.duration("enquire_link", smpp.enquire_link, 1s, 1h);
    section.number("parallel", smpp.parallel, 1, 64);
}

enum class SmsDriver { Http, Smpp, Gammu };

void describe_gammu(Section& section, GammuSettings& gammu)
{
    section.path("spool", gammu.spool);
    section.number("max_chars", gammu.max_chars, 0, 1600);
    section.duration("patience", gammu.patience, 1s, 5min);
    section.duration("poll", gammu.poll, 50ms, 1min);
    section.number("parallel", gammu.parallel, 1, 64);
}

/// The keys of all drivers when they are listed; else those of the one that is named.
void describe_sms(Section& section, ChannelsConfig& channels)
{
    constexpr std::array drivers{std::pair{SmsDriver::Http, std::string_view("http")},
                                 std::pair{SmsDriver::Smpp, std::string_view("smpp")},
                                 std::pair{SmsDriver::Gammu, std::string_view("gammu")}};
    auto driver = SmsDriver::Http;
    section.word("driver", driver, drivers);
    const bool all = section.reading().listing;
    if (all || driver == SmsDriver::Smpp) {
        channels.smpp.emplace().name = "sms";
        describe_smpp(section, *channels.smpp);
    }
    if (all || driver == SmsDriver::Gammu)
        describe_gammu(section, channels.gammu.emplace());
    if (all || driver == SmsDriver::Http) {
        section.require("driver_file");
        describe_gateway(section, *channels.sms);
    }
}

bool is_dial_prefix(std::string_view text)
{
    const auto digits = text.starts_with('+') ? text.substr(1) : text;
    return !digits.empty() && digits.size() <= 15 &&
           digits.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_word(std::string_view text)
{
    return !text.empty();
}

void describe_trunk(Section& section, IvrSipSettings& sip)
{
    section.text("proxy", sip.proxy);
    section.text("from", sip.from);
    section.text("from_name", sip.from_name);
    section.section("auth", [&](Section& auth) {
        auth.text("user", sip.user);
        auth.path("password_file", sip.password_file);
        if (!sip.user.empty())
            auth.require("password_file");
    });
    section.yes_no("register", sip.registers);
    section.text("local", sip.local);
    section.number("local_port", sip.local_port, 0, 65535);
    section.number("first_rtp_port", sip.first_rtp_port, 1024, 65534);
    section.number("last_rtp_port", sip.last_rtp_port, 1025, 65535);
}

void describe_dialogue(Section& section, IvrSipSettings& calls)
{
    constexpr std::string_view prefix = "the beginning of a number, such as +1900";
    section.list("never", calls.never, is_dial_prefix, prefix);
    section.text("greeting", calls.greeting);
    section.text("language", calls.language);
    section.duration("ring_timeout", calls.ring_timeout, 5s, 2min);
    section.duration("key_timeout", calls.key_timeout, 2s, 1min);
    section.duration("answer_limit", calls.answer_limit, 10s, 10min);
    section.number("attempts", calls.attempts, 1, 20);
    section.duration("busy_gap", calls.busy_gap, 1s, 1h);
    section.duration("no_answer_gap", calls.no_answer_gap, 1s, 1h);
}

void describe_calls(Section& section, IvrSipSettings& sip)
{
    constexpr std::string_view prefix = "the beginning of a number, such as +1900";
    section.text("number_format", sip.number_format);
    section.text("country", sip.country);
    section.list("outside", sip.outside, is_dial_prefix, prefix);
    section.list("speech", sip.speech, is_word, "a program's path and its arguments");
    section.duration("first_response", sip.first_response, 500ms, 1min);
    section.number("max_calls", sip.max_calls, 1, 64);
    describe_dialogue(section, sip);
}

void describe_ivr(Section& section, ChannelsConfig& channels)
{
    section.word("driver", channels.ivr_driver, ivr_drivers);
    if (channels.ivr_driver == IvrDriver::Http)
        section.require("driver_file");
    describe_gateway(section, *channels.ivr);
    section.section("calls", [&](Section& calls) { describe_dialogue(calls, channels.ivr_calls); });
    section.section("sip", [&](Section& sip) {
        if (channels.ivr_driver == IvrDriver::Sip) {
            sip.require("proxy");
            sip.require("from");
        }
        describe_trunk(sip, channels.ivr_sip);
        describe_calls(sip, channels.ivr_sip);
    });
}

bool is_push_host(std::string_view text)
{
    return is_host_name(text.starts_with("*.") ? text.substr(2) : text);
}

void describe_push(Section& section, PushConfig& push)
{
    push.settings.hosts = push::usual_hosts();
    section.require("subject");
    section.text("subject", push.settings.subject);
    section.list("hosts", push.settings.hosts, is_push_host,
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
    section.duration("poll_interval", peer.poll_interval, 1s, 1h);
    section.list("networks", peer.networks, is_network, network);
    section.number("parallel", peer.parallel, 1, 64);
    describe_peer(section, peer.http);
}

} // namespace

void describe_channels(Section& section, ChannelsConfig& channels)
{
    section.optional_section<EmailSettings>("email", channels.email, describe_email);
    const auto named = [](GatewaySettings& gateway, store::Channel channel) {
        gateway.channel = channel;
        gateway.name = std::string(store::word(channel));
    };
    section.optional_section<GatewaySettings>("sms", channels.sms,
                                              [&](Section& sms, GatewaySettings& gateway) {
                                                  named(gateway, store::Channel::Sms);
                                                  describe_sms(sms, channels);
                                              });
    if (channels.smpp || channels.gammu)
        channels.sms.reset();
    section.optional_section<GatewaySettings>("ivr", channels.ivr,
                                              [&](Section& ivr, GatewaySettings& gateway) {
                                                  named(gateway, store::Channel::Ivr);
                                                  describe_ivr(ivr, channels);
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
