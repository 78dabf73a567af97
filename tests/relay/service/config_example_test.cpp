#include "relay/push/endpoint.h"
#include "relay/service/yaml_tree.h"
#include "tests/relay/service/config_folder.h"
#include <gtest/gtest.h>
#include <sstream>

using namespace relay::service;

namespace {

std::string shipped_file()
{
    const std::ifstream file(BELFRY_SOURCE_DIR "/etc/belfry.yaml");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// A setting that is off begins with '#' and no blank or at least two; one blank is prose.
bool is_setting_off(const std::string& line)
{
    return line.size() > 1 && line[0] == '#' &&
           (line[1] != ' ' || (line.size() > 2 && line[2] == ' '));
}

std::string with_everything_on(const std::string& text)
{
    std::istringstream lines(text);
    std::string all;
    for (std::string line; std::getline(lines, line);)
        all += (is_setting_off(line) ? line.substr(1) : line) + "\n";
    return all;
}

/// The same with SMS by another driver, whose lines begin with "##" (SMPP) or "###" (a modem),
/// instead of by HTTP.
std::string with_sms_by(const std::string& mark, const std::string& text)
{
    std::istringstream lines(text);
    std::string all;
    bool by_http = false;
    for (std::string line; std::getline(lines, line);) {
        const auto marks = std::min(line.find_first_not_of('#'), line.size());
        by_http = line == "#  sms:" || (by_http && marks < 2);
        if (marks == mark.size())
            line = line.substr(marks);
        else if (marks == 1 && is_setting_off(line) && !by_http)
            line = line.substr(1);
        all += line + "\n";
    }
    return all;
}

std::string with_smpp_on(const std::string& text)
{
    return with_sms_by("##", text);
}

std::string with_gammu_on(const std::string& text)
{
    return with_sms_by("###", text);
}

bool holds(const YamlNode& root, const std::string& key)
{
    const YamlNode* node = &root;
    std::istringstream words(key);
    for (std::string word; node != nullptr && std::getline(words, word, '.');) {
        if (word != "*")
            node = node->find(word);
    }
    return node != nullptr;
}

/// The folder that the shipped file speaks of.
struct ShippedFolder : ConfigFolder {
    ShippedFolder()
    {
        for (const char* name :
             {"master.key",          "certificate.pem", "key.pem",         "clients.pem",
              "postgresql.password", "mail.password",   "mail-ca.pem",     "gateway-ca.pem",
              "peers-ca.pem",        "kannel.username", "kannel.password", "smpp.password",
              "smsc-ca.pem",         "sip.password",    "carrier.code",    "carrier-answers.code",
              "carrier-ca.pem",      "paging.password", "paging-ca.pem",   "push.key",
              "push-ca.pem"})
            put(name, "x");
        put("channels.d/kannel.yaml", "driver: kannel\n");
        put("channels.d/json.yaml", "driver: json\n");
        put("mail.d/none.yaml.off", "");
    }
};

} // namespace

TEST(ShippedConfiguration, SaysTheDefaultsThatAreCompiledIn)
{
    const ShippedFolder folder;

    EXPECT_EQ(folder.complaints(shipped_file()), "");
    EXPECT_EQ(folder.read(shipped_file()).value(), folder.read("").value());
}

TEST(ShippedConfiguration, ExplainsEveryKeyThatTheReaderKnows)
{
    const auto root = parse_yaml(with_everything_on(shipped_file()));

    const auto smpp = parse_yaml(with_smpp_on(shipped_file()));
    ASSERT_TRUE(root) << root.error().front().place.line << root.error().front().message;
    ASSERT_TRUE(smpp) << smpp.error().front().place.line << smpp.error().front().message;
    const auto gammu = parse_yaml(with_gammu_on(shipped_file()));
    ASSERT_TRUE(gammu) << gammu.error().front().place.line << gammu.error().front().message;
    for (const auto& key : config_keys())
        EXPECT_TRUE(holds(*root, key) || holds(*smpp, key) || holds(*gammu, key))
            << key << " is not in etc/belfry.yaml";
    EXPECT_GT(config_keys().size(), 90u);
}

TEST(ShippedConfiguration, IsValidWithEverySettingTurnedOn)
{
    const ShippedFolder folder;

    EXPECT_EQ(folder.complaints(with_everything_on(shipped_file())), "");
    EXPECT_EQ(folder.complaints(with_smpp_on(shipped_file())), "");
    EXPECT_EQ(folder.complaints(with_gammu_on(shipped_file())), "");
}

TEST(ShippedConfiguration, SaysTheDefaultsOfSmpp)
{
    const ShippedFolder folder;
    const auto config = folder.read(with_smpp_on(shipped_file())).value();
    ASSERT_EQ(config.channels.sms.size(), 1U);

    relay::channels::SmppSettings defaults;
    defaults.name = "sms";
    defaults.host = "smsc.example";
    defaults.system_id = "relay";
    defaults.password_file = folder.path() / "smpp.password";
    defaults.ca_file = folder.path() / "smsc-ca.pem";
    defaults.from = "15550100";
    defaults.from_ton = 1;
    defaults.from_npi = 1;
    EXPECT_EQ(std::get<relay::channels::SmppSettings>(config.channels.sms[0]), defaults);
}

TEST(ShippedConfiguration, SaysTheDefaultsOfAModem)
{
    const ShippedFolder folder;
    const auto config = folder.read(with_gammu_on(shipped_file())).value();

    ASSERT_EQ(config.channels.sms.size(), 1U);
    EXPECT_EQ(std::get<relay::channels::GammuSettings>(config.channels.sms[0]),
              relay::channels::GammuSettings());
}

TEST(ShippedConfiguration, SaysTheDefaultsOfPeersThatTakePages)
{
    const ShippedFolder folder;
    const auto config = folder.read(with_everything_on(shipped_file())).value();
    auto snpp = config.channels.snpp.value();
    auto peer = config.channels.wctp_peer.value();

    snpp.host = snpp.login = "";
    snpp.password_file.clear();
    snpp.ca_file.clear();
    EXPECT_EQ(snpp, relay::channels::SnppSettings());
    peer.url = peer.sender_id = peer.respond_to = "";
    peer.code_file.clear();
    peer.response_code_file.clear();
    peer.response_networks.clear();
    peer.http.ca_file.clear();
    EXPECT_EQ(peer, relay::channels::WctpPeerSettings());
    EXPECT_EQ(config.channels.ivr.at(0).calls, relay::channels::IvrSipSettings());
}

TEST(ShippedConfiguration, SaysTheDefaultsOfChannelsThatAreOff)
{
    const ShippedFolder folder;
    const auto config = folder.read(with_everything_on(shipped_file())).value();

    auto email = *config.channels.email;
    auto sms = std::get<relay::channels::GatewaySettings>(config.channels.sms.at(0));
    auto ivr = config.channels.ivr.at(0).http;
    const relay::channels::EmailSettings mail_defaults;
    const relay::channels::GatewaySettings gateway_defaults;

    EXPECT_EQ(email.port, mail_defaults.port);
    EXPECT_EQ(mail_defaults.tls, relay::channels::TlsPolicy::Opportunistic); // said in the text
    EXPECT_EQ(email.parallel, mail_defaults.parallel);
    EXPECT_EQ(email.connect_timeout, mail_defaults.connect_timeout);
    EXPECT_EQ(email.reply_timeout, mail_defaults.reply_timeout);
    EXPECT_EQ(email.total_timeout, mail_defaults.total_timeout);
    EXPECT_EQ(email.idle_timeout, mail_defaults.idle_timeout);
    auto sip = config.channels.ivr.at(0).sip;
    const relay::channels::IvrSipSettings said_in_text;
    sip.proxy = sip.from = sip.from_name = sip.user = sip.local = sip.country = "";
    sip.password_file.clear();
    EXPECT_EQ(sip, said_in_text);
    auto push = *config.channels.push;
    push.settings.subject.clear();
    push.settings.http.ca_file.clear();
    push.key_file.clear();
    PushConfig push_defaults;
    push_defaults.settings.hosts = relay::push::usual_hosts();
    EXPECT_EQ(push, push_defaults);
    for (auto* gateway : {&sms, &ivr}) {
        EXPECT_EQ(gateway->networks, gateway_defaults.networks);
        EXPECT_EQ(gateway->parallel, gateway_defaults.parallel);
        EXPECT_EQ(gateway->http.connect_timeout, gateway_defaults.http.connect_timeout);
        EXPECT_EQ(gateway->http.total_timeout, gateway_defaults.http.total_timeout);
    }
}
