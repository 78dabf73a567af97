// A real push service: Prosody's mod_unified_push, and a device behind it by npm's @xmpp/client.
#include "tests/relay/channels/web_push_service.h"
#include "tests/support/child_process.h"
#include "tests/support/tcp_server.h"
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <fstream>

namespace relay::channels {
namespace {

constexpr auto node = "/usr/bin/node";
constexpr auto prosody = "/usr/bin/prosody";
constexpr auto module = "/usr/lib/prosody/modules/mod_unified_push/mod_unified_push.lua";

class UnifiedPush : public WebPushTo {
protected:
    void SetUp() override
    {
        if (!std::filesystem::exists(prosody) || !std::filesystem::exists(module))
            GTEST_SKIP() << "install prosody and prosody-modules";
        if (!std::filesystem::exists(node) ||
            tests::run_program({node, "-e", "require('http_ece'); require('@xmpp/client')"},
                               folder() / "node.log") != 0)
            GTEST_SKIP() << "node finds no http_ece and @xmpp/client; run packaging/setup";
        write_config();
        ASSERT_EQ(tests::run_program({"/usr/bin/prosodyctl", "--config", config(), "register",
                                      "nurse", "localhost", "secret"},
                                     folder() / "register.log"),
                  0)
            << tests::content_of(folder() / "register.log");
        server_ = std::make_unique<tests::ChildProcess>(
            std::vector<std::string>{prosody, "--config", config(), "-F"}, folder() / "server.log");
        for (const auto* part : {"Serving 'push'", "Activated service 'c2s'"})
            ASSERT_TRUE(tests::appears_in(folder() / "server.log", part))
                << tests::content_of(folder() / "server.log");
        device_log_ = folder() / "device.log";
        device_program_ = std::make_unique<tests::ChildProcess>(
            std::vector<std::string>{node,
                                     std::string(BELFRY_SOURCE_DIR) + "/tests/peers/up_device.js",
                                     std::to_string(xmpp_port_), "nurse", "secret"},
            device_log_);
        ASSERT_TRUE(tests::appears_in(device_log_, "endpoint")) << tests::content_of(device_log_);
    }

    std::filesystem::path folder() const { return folder_.path(); }
    std::string config() const { return (folder() / "prosody.cfg.lua").string(); }

    void write_config()
    {
        const auto certificate = authority_.issue("localhost");
        std::filesystem::create_directory(folder() / "data");
        std::ofstream(config())
            << "run_as_root = true\ndaemonize = false\n"
            << "pidfile = \"" << (folder() / "pid").string() << "\"\n"
            << "data_path = \"" << (folder() / "data").string() << "\"\n"
            << "interfaces = { \"127.0.0.1\" }\nhttps_interfaces = { \"127.0.0.1\" }\n"
            << "c2s_ports = { " << xmpp_port_ << " }\nc2s_direct_tls_ports = {}\nhttp_ports = {}\n"
            << "https_ports = { " << https_port_ << " }\n"
            << "https_ssl = { certificate = \"" << certificate.certificate.string()
            << "\", key = \"" << certificate.key.string() << "\" }\n"
            << "modules_enabled = { \"roster\", \"saslauth\", \"disco\", \"http\", "
               "\"unified_push\" }\nmodules_disabled = { \"s2s\" }\n"
            << "c2s_require_encryption = false\nallow_unencrypted_plain_auth = true\n"
            << "authentication = \"internal_plain\"\nhttp_default_host = \"localhost\"\n"
            << "log = { info = \"*console\" }\nVirtualHost \"localhost\"\n";
    }

    WebPushSettings settings_here()
    {
        auto made = settings(https_port_);
        made.hosts = {"localhost"};
        made.http.pinned_names = {"localhost:" + std::to_string(https_port_) + ":127.0.0.1"};
        return made;
    }
    /// To the device, as it subscribed.
    Outgoing push_to_device()
    {
        std::ifstream log(device_log_);
        std::string line;
        while (line.find("endpoint") == std::string::npos && std::getline(log, line)) {
        }
        const auto said = Poco::JSON::Parser().parse(line).extract<Poco::JSON::Object::Ptr>();
        auto outgoing = push_to(said->getValue<std::string>("endpoint"));
        auto& push = std::get<PushOut>(outgoing.payload);
        push.public_key = said->getValue<std::string>("p256dh");
        push.secret = said->getValue<std::string>("auth");
        return outgoing;
    }

    tests::TemporaryDirectory folder_;
    std::uint16_t xmpp_port_ = tests::free_port();
    std::uint16_t https_port_ = tests::free_port();
    std::filesystem::path device_log_;
    std::unique_ptr<tests::ChildProcess> server_;
    std::unique_ptr<tests::ChildProcess> device_program_;
};

TEST_F(UnifiedPush, BringsAPushToTheDeviceThatReadsIt)
{
    const auto outcome = channel(settings_here())->send(push_to_device());

    EXPECT_TRUE(begins(outcome, "Accepted")) << said(outcome);
    EXPECT_TRUE(tests::appears_in(device_log_, "{\"v\":1}")) << tests::content_of(device_log_);
    EXPECT_TRUE(gone_.empty());
}

TEST_F(UnifiedPush, ForgetsADeviceThatTheServiceDoesNotKnow)
{
    auto unknown = push_to_device();
    auto& push = std::get<PushOut>(unknown.payload);
    push.endpoint = push.endpoint.substr(0, push.endpoint.rfind('/')) + "/nobody";

    const auto outcome = channel(settings_here())->send(unknown);

    EXPECT_TRUE(begins(outcome, "Refused Detail http 404")) << said(outcome);
    EXPECT_EQ(gone_.size(), 1U);
}

} // namespace
} // namespace relay::channels
