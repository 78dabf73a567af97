#include "relay/service/rules.h"
#include "tests/relay/service/config_folder.h"
#include <gtest/gtest.h>

using namespace relay::service;
using namespace std::chrono_literals;

TEST(Rules, FollowTheConfigurationInEveryRoom)
{
    ConfigFolder folder;
    const auto config = folder.read(R"(
node: {name: relay1}
site: {name: Saint Donald, domains: [pager.example]}
store: {reserve: 2MiB}
http: {max_connections: 40, max_per_address: 7, exempt_addresses: [10.0.0.1], handler_threads: 3,
       api_body: 2MiB, keep_alive: 3s, body_rate: 100B}
smtp: {listen: ["127.0.0.1:2525"], starttls: false, max_message: 1MiB, max_errors: 8,
       max_recipients: 200, bare_newline: reject, data_deadline: 2m}
wctp: {auth_errors: uniform, max_text: 500, query_interval: 2s, service_unavailable: 605}
intake: {default_expiry: 1h, hop_limit: 9}
engine: {lease: 20s, retry: {high: {base: 1s}}, unclear: {low: 5m}}
snpp: {max_connections: 12, max_per_address: 3, max_errors: 4, data_deadline: 3m}
channels: {email: {host: localhost, from: paging@pager.example},
           snpp: {host: localhost}}
)");
    ASSERT_TRUE(config);

    const auto engine = engine_rules(*config);
    EXPECT_EQ(engine.lease, 20s);
    EXPECT_EQ(engine.retry.high.base, 1s);
    EXPECT_EQ(engine.unclear.low, 5min);
    EXPECT_EQ(engine.words.site, "Saint Donald");
    EXPECT_EQ(engine.gateway_id, "belfry@pager.example");
    EXPECT_EQ(engine.default_expiry, 1h);
    EXPECT_TRUE(engine.channels.email);
    EXPECT_FALSE(engine.channels.sms);
    EXPECT_TRUE(engine.channels.snpp);
    EXPECT_FALSE(engine.channels.wctp_peer);

    const auto submission = submission_rules(*config);
    EXPECT_EQ(submission.default_expiry, 1h);
    EXPECT_EQ(submission.max_text_characters, 500U);
    EXPECT_EQ(submission.hop_limit, 9);

    const auto wctp = wctp_rules(*config);
    EXPECT_TRUE(wctp.uniform_auth_errors);
    EXPECT_EQ(wctp.max_text_characters, 500U);
    EXPECT_EQ(wctp.query_interval, 2s);
    EXPECT_EQ(wctp.service_unavailable, 605);

    const auto smtp = smtp_rules(*config, "mark");
    EXPECT_EQ(smtp.host, "relay1");
    EXPECT_EQ(smtp.domains, std::vector<std::string>{"pager.example"});
    EXPECT_EQ(smtp.trace_token, "mark");
    EXPECT_EQ(smtp.limits.message_bytes, 1U << 20);
    EXPECT_EQ(smtp.limits.recipients, 200U);
    EXPECT_EQ(smtp.limits.errors_close, 8);
    EXPECT_EQ(smtp.bare_newline, mail::BareNewline::Reject);
    EXPECT_EQ(smtp.data_deadline, 2min);

    const auto snpp = snpp_rules(*config);
    EXPECT_EQ(snpp.loop.total, 12U);
    EXPECT_EQ(snpp.loop.per_address, 3U);
    EXPECT_EQ(snpp.limits.errors_close, 4);
    EXPECT_EQ(snpp.limits.text_bytes, 2000U);
    EXPECT_EQ(snpp.data_deadline, 3min);

    const auto edge = edge_limits(*config);
    EXPECT_EQ(edge.loop.total, 40U);
    EXPECT_EQ(edge.loop.per_address, 7U);
    EXPECT_EQ(edge.loop.uncounted, std::set<std::string>{"10.0.0.1"});
    EXPECT_EQ(edge.handlers, 3U);
    EXPECT_EQ(edge.body, 2U << 20);
    EXPECT_EQ(edge.keep_alive, 3s);
    EXPECT_EQ(edge.body_rate, 100U);
    EXPECT_EQ(writer_settings(*config).reserve_bytes, 2U << 20);
}

TEST(Rules, MostConnectionsOfASmallTotalAreNotKeptForOperators)
{
    Config config;
    config.http.max_connections = 8;

    EXPECT_EQ(edge_limits(config).loop.kept, 2U);
}

TEST(Rules, TakeAMessageCentreForAWayToSendSms)
{
    ConfigFolder folder;
    const auto config =
        folder.read("channels: {sms: {driver: smpp, host: smsc.example, system_id: relay}}\n");
    ASSERT_TRUE(config);

    EXPECT_TRUE(engine_rules(*config).channels.sms);
    EXPECT_FALSE(engine_rules(*config).sms_answers) << "nobody knows from where it comes";
}

TEST(Rules, LetPeopleAnswerANumberButNoName)
{
    ConfigFolder folder;
    const auto answers = [&](const std::string& from) {
        const auto config = folder.read(
            "channels: {sms: {driver: smpp, host: h, system_id: relay, from: " + from + "}}\n");
        return engine_rules(config.value()).sms_answers;
    };

    EXPECT_TRUE(answers("\"+15557122661\""));
    EXPECT_TRUE(answers("\"55512\""));
    EXPECT_FALSE(answers("Belfry"));
    EXPECT_FALSE(answers("\"55512\", from_ton: 5"));
}

TEST(Rules, AGatewayBringsAnswersWhenItCallsUsOrIsAsked)
{
    ConfigFolder folder;
    const auto answers = [&](const std::string& keys) {
        const auto config =
            folder.read("channels: {wctp_peer: {url: \"http://p\", sender_id: a" + keys + "}}\n");
        return engine_rules(config.value()).peer_answers;
    };

    EXPECT_FALSE(answers(""));
    EXPECT_TRUE(answers(", responses: {networks: [10.0.0.0/8]}"));
    EXPECT_TRUE(answers(", poll: true"));
    EXPECT_TRUE(answers(", mode: transient"));
}

// X.7
TEST(Rules, LetPeopleAnswerOnlyWhereEachGatewayBringsIt)
{
    ConfigFolder folder;
    folder.put("gw.yaml", "driver: gw\n");
    const auto answers = [&](const std::string& backup, const std::set<std::string>& bringing) {
        const auto config = folder.read(
            "channels: {sms: {driver: smpp, host: h, system_id: relay, from: \"55512\", backup: {" +
            backup + "}}}\n");
        return engine_rules(config.value(), bringing).sms_answers;
    };

    EXPECT_TRUE(answers("driver: gammu", {}));
    EXPECT_FALSE(answers("driver_file: gw.yaml", {}));
    EXPECT_TRUE(answers("driver_file: gw.yaml", {"sms-2"}));
    EXPECT_FALSE(answers("driver_file: gw.yaml", {"sms"}));
    EXPECT_FALSE(answers("driver_file: gw.yaml, callbacks: poll", {}))
        << "it may bring receipts only";
}

TEST(Rules, MailComesBackWhereItsDomainIsOurs)
{
    ConfigFolder folder;
    const auto returns = [&](const std::string& domain, const std::string& listen) {
        const auto config = folder.read(
            "site: {domains: [pager.example]}\nsmtp: {starttls: false, listen: [" + listen +
            "]}\nchannels: {email: {host: localhost, "
            "from: paging@hospital.example, domain: " +
            domain + "}}\n");
        EXPECT_TRUE(config);
        return config && engine_rules(*config).mail_returns;
    };

    EXPECT_TRUE(returns("Pager.Example", "\"127.0.0.1:2525\""));
    EXPECT_FALSE(returns("hospital.example", "\"127.0.0.1:2525\""));
    EXPECT_FALSE(returns("pager.example", ""));
}

TEST(Rules, MailIsEncryptedWhereTheConfigurationSaysSo)
{
    ConfigFolder folder;
    const auto protection = [&](const std::string& more) {
        const auto config =
            folder.read("channels: {email: {host: localhost, from: a@b.example" + more + "}}\n");
        return engine_rules(config.value()).mail_protection;
    };

    EXPECT_EQ(protection(""), relay::core::MailProtection::Stub);
    EXPECT_EQ(protection(", protected: stub"), relay::core::MailProtection::Stub);
    EXPECT_EQ(protection(", protected: smime"), relay::core::MailProtection::Smime);
    EXPECT_NE(folder.complaints("channels: {email: {host: h, from: a@b.example, "
                                "protected: full}}\n"),
              "");
}
