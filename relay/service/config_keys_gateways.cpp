#include "relay/service/config_keys.h"
#include "relay/service/config_value.h"

// The gateways for texts and calls, and what all HTTP peers have in common.

namespace relay::service {

namespace {

using namespace std::chrono_literals;
using channels::GammuSettings;
using channels::GatewaySettings;
using channels::IvrSipSettings;
using channels::SmppSettings;

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

/// The names under which gateways of one channel stand in the books: sms, sms-2 ...
std::string route_name(std::string_view channel, std::size_t before)
{
    return std::string(channel) + (before == 0 ? "" : "-" + std::to_string(before + 1));
}

/// What takes over where this one cannot: the same keys once more.
void describe_backup(Section& section, const Section::Describe& describe)
{
    const bool is_there = section.has("backup");
    section.section("backup", [&](Section& backup) {
        if (is_there)
            describe(backup);
    });
}

void describe_gammu(Section& section, GammuSettings& gammu)
{
    section.path("spool", gammu.spool);
    section.number("max_chars", gammu.max_chars, 0, 1600);
    section.duration("patience", gammu.patience, 1s, 5min);
    section.duration("poll", gammu.poll, 50ms, 1min);
    section.number("parallel", gammu.parallel, 1, 64);
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

} // namespace

void describe_peer(Section& section, channels::HttpSettings& http)
{
    section.path("ca_file", http.ca_file);
    section.duration("connect_timeout", http.connect_timeout, 100ms, 2min);
    section.duration("timeout", http.total_timeout, 100ms, 5min);
}

/// The keys of all drivers when they are listed; else those of the one that is named.
void describe_sms(Section& section, std::vector<SmsRoute>& routes)
{
    constexpr std::array drivers{std::pair{SmsDriver::Http, std::string_view("http")},
                                 std::pair{SmsDriver::Smpp, std::string_view("smpp")},
                                 std::pair{SmsDriver::Gammu, std::string_view("gammu")}};
    auto driver = SmsDriver::Http;
    section.word("driver", driver, drivers);
    const bool all = section.reading().listing;
    const auto name = route_name("sms", routes.size());
    if (all || driver == SmsDriver::Smpp) {
        SmppSettings smpp;
        smpp.name = name;
        describe_smpp(section, smpp);
        routes.emplace_back(smpp);
    }
    if (all || driver == SmsDriver::Gammu) {
        GammuSettings gammu;
        gammu.name = name;
        describe_gammu(section, gammu);
        routes.emplace_back(gammu);
    }
    if (all || driver == SmsDriver::Http) {
        GatewaySettings gateway;
        gateway.name = name;
        gateway.channel = store::Channel::Sms;
        section.require("driver_file");
        describe_gateway(section, gateway);
        routes.emplace_back(gateway);
    }
    describe_backup(section, [&](Section& backup) { describe_sms(backup, routes); });
}

void describe_ivr(Section& section, std::vector<IvrRoute>& routes)
{
    IvrRoute route;
    route.http.channel = store::Channel::Ivr;
    route.http.name = route.sip.name = route_name("ivr", routes.size());
    section.word("driver", route.driver, ivr_drivers);
    if (route.driver == IvrDriver::Http)
        section.require("driver_file");
    describe_gateway(section, route.http);
    section.section("calls", [&](Section& calls) { describe_dialogue(calls, route.calls); });
    section.section("sip", [&](Section& sip) {
        if (route.driver == IvrDriver::Sip) {
            sip.require("proxy");
            sip.require("from");
        }
        describe_trunk(sip, route.sip);
        describe_calls(sip, route.sip);
    });
    routes.push_back(std::move(route));
    describe_backup(section, [&](Section& backup) { describe_ivr(backup, routes); });
}

} // namespace relay::service
