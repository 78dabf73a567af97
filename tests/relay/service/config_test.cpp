#include "tests/relay/service/config_folder.h"
#include <gtest/gtest.h>

using namespace relay::service;
using namespace std::chrono_literals;

TEST(Config, ReadsValuesWithTheirUnits)
{
    const ConfigFolder folder;

    const auto config = folder.read("http:\n"
                                    "  listen: [\"0.0.0.0:80\", \"[::1]:81\", \"systemd:http\"]\n"
                                    "  wctp_body: 512KiB\n"
                                    "  keep_alive: 1m\n"
                                    "smtp: {bare_newline: reject, max_recipients: 200}\n"
                                    "site: {public_url: \"https://paging.example/\"}\n"
                                    "words: {stop: [genug, \"bitte nicht\"]}\n"
                                    "engine: {unclear: {high: never, low: 5m}}\n"
                                    "log: {level: debug, levels: {smtp: error}}\n");

    ASSERT_TRUE(config) << text(config.error().front());
    const std::vector<Endpoint> listen{{"0.0.0.0", 80, ""}, {"::1", 81, ""}, {"", 0, "http"}};
    EXPECT_EQ(config->http.listen, listen);
    EXPECT_EQ(config->http.wctp_body_bytes, 512u * 1024);
    EXPECT_EQ(config->http.keep_alive, 60s);
    EXPECT_EQ(config->smtp.bare_newline, mail::BareNewline::Reject);
    EXPECT_EQ(config->smtp.max_recipients, 200);
    EXPECT_EQ(config->site.public_url, "https://paging.example");
    EXPECT_EQ(config->words.stop, (std::vector<std::string>{"genug", "bitte nicht"})); // S3.105
    EXPECT_EQ(config->words.start, relay::core::KeyWords().start);
    EXPECT_EQ(config->engine.unclear.high, std::nullopt);
    EXPECT_EQ(config->engine.unclear.low, store::Millis(5min));
    EXPECT_EQ(config->log.levels.at("smtp"), LogLevel::Error);
}

TEST(Config, TellsAllMistakesAtOnceWithPlaceAndAdvice)
{
    const ConfigFolder folder;

    const auto complaints = folder.complaints("htpt:\n"
                                              "  listen: []\n"
                                              "http:\n"
                                              "  keep_alive: 30\n"
                                              "  listen: localhost\n"
                                              "  max_conections: 5\n"
                                              "log: {level: inof}\n");

    EXPECT_EQ(complaints,
              "1:1: unknown key 'htpt'; did you mean 'http'?\n"
              "4:15: http.keep_alive: '30' is not a duration; write a number with its unit, ms, s, "
              "m, h or d, such as 15s\n"
              "5:11: http.listen: 'localhost' is not an address to listen on, such as "
              "127.0.0.1:8080, [::]:8080 or systemd:NAME; correct it or take it out of the list\n"
              "6:3: unknown key 'max_conections' in 'http'; did you mean 'max_connections'?\n"
              "7:14: log.level: 'inof' is not a word that fits here; did you mean 'info'?\n");
}

TEST(Config, RefusesWhatIsWrongWithAReason)
{
    struct Case {
        const char* yaml;
        const char* complaint;
    };
    const std::vector<Case> cases{
        {"http: 8080\n", "1:7: 'http' must be a section, not a single value"},
        {"http:\n  keep_alive: 2h\n", "2:15: http.keep_alive: '2h' is out of range; give 0s to"},
        {"http:\n  wctp_body: 17MiB\n", "2:14: http.wctp_body: '17MiB' is out of range"},
        {"http:\n  wctp_body: 128KiB\n", "2:14: http.wctp_body: is less than a text of 65535"},
        {"http:\n  wctp_body: 64k\n", "2:14: http.wctp_body: '64k' is not a size"},
        {"http:\n  wctp_path: wctp\n", "2:14: http.wctp_path: must begin with '/'; write /wctp"},
        {"http:\n  hosts: {a: b}\n", "2:10: http.hosts: must be a list, not a section"},
        {"store:\n  readers: 0\n", "2:12: store.readers: '0' is not a whole number that fits here"},
        {"store:\n  readers: 65\n", "2:12: store.readers: '65' is not a whole number that fits"},
        {"store:\n  readers: 4x\n", "2:12: store.readers: '4x' is not a whole number"},
        {"store: {engine: postgresql}\n", "store.url: must be given for engine: postgresql"},
        {"store: {engine: postgresql, url: \"host=a password=b\"}\n",
         "1:34: store.url: holds a password; put it into a file: store.password_file"},
        {"store: {engine: postgresql, url: \"postgresql://u:p@h/d\"}\n", "holds a password"},
        {"smtp:\n  starttls: maybe\n", "2:13: smtp.starttls: 'maybe' is not a word that fits"},
        {"smtp:\n  max_recipients: 50\n", "give one from 100 to"},
        {"wctp:\n  service_unavailable: 600\n", "did you mean '60"},
        {"http: {listen: []}\n", "1:16: http.listen: nothing listens"},
        {"smtp: {listen: [\"127.0.0.1:2525\"]}\n", "http.certificate_file: there is no file"},
        {"engine: {retry: {high: {base: 1m}}}\n", "engine.retry.high.cap: is shorter than base"},
        {"log: {levels: {smtp: loud}}\n", "1:22: log.levels.smtp: 'loud' is not a level"},
        {"channels: {email: {from: a@b.example}}\n", "channels.email.host: must be given here"},
        {"channels: {email: {host: h, from: nobody}}\n", "'nobody' is not a mail address"},
        {"channels: {sms: {url: gw}}\n", "channels.sms.url: 'gw' is not a web address"},
        {"channels: {sms: {driver_file: nix.yaml}}\n", "channels.sms.driver_file: there is no"},
        {"channels: {sms: {driver: smpp}}\n", "channels.sms.host: must be given here"},
        {"channels: {sms: {driver_file: d, backup: {driver: smpp, host: h}}}\n",
         "channels.sms.backup.system_id: must be given here"},
        {"channels: {sms: {driver_file: d, backup: {driver_file: nix.yaml}}}\n",
         "channels.sms.backup.driver_file: there is no file"},
        {"channels: {ivr: {driver_file: d, backup: {driver: sip}}}\n",
         "channels.ivr.backup.sip.proxy: must be"},
        {"channels: {ivr: {driver_file: d, backup: yes}}\n",
         "'channels.ivr.backup' must be a section"},
        {"channels: {sms: {driver: smpp, host: h}}\n", "channels.sms.system_id: must be given"},
        {"channels: {sms: {driver: smpp, driver_file: x}}\n", "unknown key 'driver_file'"},
        {"channels: {sms: {driver_file: x, window: 3}}\n", "unknown key 'window'"},
        {"channels: {sms: {driver: smpp, msg_id: hex}}\n", "'hex' is not a word that fits here"},
        {"channels: {sms: {driver: smpp, from_ton: 256}}\n", "give one from 0 to 255"},
        {"channels: {sms: {driver: smpp, password_file: nix}}\n", "channels.sms.password_file: "},
        {"channels: {sms: {url: \"http://gw\"}}\n", "channels.sms.driver_file: must be given"},
        {"channels: {ivr: {url: \"http://gw\"}}\n", "channels.ivr.driver_file: must be given"},
        {"channels: {ivr: {driver: fax}}\n", "channels.ivr.driver: 'fax' is not a word"},
        {"channels: {ivr: {driver: sip}}\n", "channels.ivr.sip.proxy: must be"},
        {"channels: {ivr: {driver: sip, sip: {from: \"sip:a@b\"}}}\n",
         "channels.ivr.sip.proxy: must be given here"},
        {"channels: {ivr: {driver: sip, sip: {never: [\"+1900\", \"911x\"]}}}\n",
         "channels.ivr.sip.never: '911x' is not the beginning of a number"},
        {"channels: {ivr: {driver: sip, sip: {ring_timeout: 1s}}}\n",
         "channels.ivr.sip.ring_timeout: '1s' is out of range"},
        {"channels: {ivr: {driver: sip, sip: {number_format: \"1\"}}}\n",
         "channels.ivr.sip.number_format: holds no {e164}"},
        {"channels: {ivr: {driver: sip, sip: {speech: [/no/such/program]}}}\n",
         "channels.ivr.sip.speech: there is no file /no/such/program"},
        {"channels: {wctp_peer: {url: \"http://p\", sender_id: a, mode: transient, poll: true}}\n",
         "channels.wctp_peer.poll: is for mode: enterprise; leave it away"},
        {"channels: {push: {hosts: [localhost]}}\n", "channels.push.subject: must be given"},
        {"channels: {push: {subject: \"it@b\"}}\n", "channels.push.subject: must be mailto:"},
        {"channels: {push: {subject: \"mailto:a@b\", hosts: [\"*.*.b\"]}}\n",
         "channels.push.hosts: '*.*.b' is not a host name"},
        {"channels: {push: {subject: \"mailto:a@b\", repeats: 99}}\n", "channels.push.repeats: "},
        {"limits: {sms: {canary: abc}}\n", "limits.sms.canary: 'abc' is no phone number"},
        {"limits: {ivr: {canary: \"0155\"}}\n", "limits.ivr.canary: '0155' is no phone number"},
    };
    const ConfigFolder folder;

    for (const auto& [yaml, complaint] : cases)
        EXPECT_NE(folder.complaints(yaml).find(complaint), std::string::npos)
            << yaml << folder.complaints(yaml);
}

TEST(Config, WantsMailPasswordsOnlyOverTls)
{
    ConfigFolder folder;
    folder.put("secret", "hunter2\n");
    const std::string yaml = "channels: {email: {host: h, from: a@b.example, "
                             "auth: {user: u, password_file: secret}";

    EXPECT_NE(folder.complaints(yaml + "}}").find("without protection"), std::string::npos);
    EXPECT_EQ(folder.complaints(yaml + ", tls: required}}"), "");
}

TEST(Config, ReadsATrunkForCallsBySip)
{
    ConfigFolder folder;
    folder.put("speak", "");
    folder.put("sip.password", "s3cret\n");

    const auto config = folder.read("channels: {ivr: {driver: sip, sip: {proxy: \"sip:pbx\", from: "
                                    "\"sip:a@b\", auth: {user: a, password_file: sip.password}, "
                                    "never: \"+1900\", speech: " +
                                    (folder.path() / "speak").string() + "}}}\n");

    ASSERT_TRUE(config) << text(config.error().front());
    ASSERT_EQ(config->channels.ivr.size(), 1U);
    const auto& ivr = config->channels.ivr[0];
    EXPECT_EQ(ivr.driver, IvrDriver::Sip);
    EXPECT_EQ(ivr.sip.proxy, "sip:pbx");
    EXPECT_EQ(ivr.sip.password_file, folder.path() / "sip.password");
    EXPECT_EQ(ivr.sip.never, std::vector<std::string>{"+1900"});
}

TEST(Config, RefusesSecretsThatEverybodyCanRead)
{
    ConfigFolder folder;
    folder.put("secret", "hunter2\n", 0644);
    folder.put("master.key", "key", 0644);
    folder.put("driver.yaml", "driver: d\n", 0644);

    const auto complaints = folder.complaints(
        "channels: {sms: {driver_file: driver.yaml, secrets: {password: secret}}}\n");

    EXPECT_NE(complaints.find("master_key_file: " + (folder.path() / "master.key").string() +
                              " can be read by everybody"),
              std::string::npos)
        << complaints;
    EXPECT_NE(complaints.find("channels.sms.secrets.password: " +
                              (folder.path() / "secret").string() + " is open to everybody"),
              std::string::npos)
        << complaints;
    EXPECT_EQ(complaints.find("hunter2"), std::string::npos);
}

TEST(Config, ReadsASecretWithoutItsLineEnd)
{
    ConfigFolder folder;

    EXPECT_EQ(read_secret(folder.put("a", "hunter2\r\n")).value(), "hunter2");
    EXPECT_FALSE(read_secret(folder.put("b", "\n")));
    EXPECT_FALSE(read_secret(folder.put("c", std::string(65537, 'x'))));
    EXPECT_FALSE(read_secret(folder.path()));
    EXPECT_FALSE(read_secret(folder.path() / "nothing"));
}

TEST(Config, MakesPathsAbsoluteFromItsOwnFolder)
{
    const ConfigFolder folder;

    const auto config = folder.read("data_dir: data\nhttp: {key_file: tls/key.pem}\n");

    ASSERT_TRUE(config);
    EXPECT_EQ(config->data_dir, folder.path() / "data");
    EXPECT_EQ(config->store.path, folder.path() / "data/belfry.db");
    EXPECT_EQ(config->http.key_file, folder.path() / "tls/key.pem");
    EXPECT_EQ(config->http.certificate_file, folder.path() / "certificate.pem");
    EXPECT_EQ(config->master_key_file, folder.path() / "master.key");
}

TEST(Config, FindsCredentialsOfTheSystemdUnit)
{
    const ConfigFolder folder;
    setenv("CREDENTIALS_DIRECTORY", "/run/credentials/belfry.service", 1);

    const auto config = folder.read("master_key_file: credential:master.key\n");

    unsetenv("CREDENTIALS_DIRECTORY");
    ASSERT_TRUE(config);
    EXPECT_EQ(config->master_key_file, "/run/credentials/belfry.service/master.key");
}

TEST(Config, SaysWhichFileCannotBeRead)
{
    const auto config = read_config("/nowhere/belfry.yaml");

    ASSERT_FALSE(config);
    EXPECT_EQ(text(config.error().front()),
              "/nowhere/belfry.yaml: cannot open /nowhere/belfry.yaml: No such file or directory; "
              "name the file with --config FILE");
}
