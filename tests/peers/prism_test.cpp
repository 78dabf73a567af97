// Our requests to Twilio, read by Twilio's own description of its API: a Prism that validates.
// BELFRY_TWILIO_API names twilio_api_v2010.json (github.com/twilio/twilio-oai, not ours to ship),
// NODE_PATH says where npm's @stoplight/prism-cli is.
#include "relay/channels/sms_http.h"
#include "tests/relay/channels/outgoing.h"
#include "tests/support/child_process.h"
#include "tests/support/fresh_database.h"
#include "tests/support/tcp_server.h"
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;

constexpr auto node = "/usr/bin/node";
const std::string account = "AC" + std::string(32, '0');

class Prism : public ::testing::Test {
protected:
    void SetUp() override
    {
        const char* description = std::getenv("BELFRY_TWILIO_API");
        if (description == nullptr || !std::filesystem::exists(description))
            GTEST_SKIP() << "set BELFRY_TWILIO_API to Twilio's twilio_api_v2010.json";
        if (!std::filesystem::exists(node) ||
            tests::run_program({node, "-p", "require.resolve('@stoplight/prism-cli/package.json')"},
                               program()) != 0)
            GTEST_SKIP() << "node finds no module @stoplight/prism-cli; install "
                            "@stoplight/prism-cli@5.14.2 and set NODE_PATH";
        auto cli = tests::content_of(program());
        cli.resize(cli.rfind("package.json"));
        prism_ = std::make_unique<tests::ChildProcess>(
            std::vector<std::string>{node, cli + "dist/index.js", "mock", "-h", "127.0.0.1", "-p",
                                     std::to_string(port_), "--errors", description},
            log());
        ASSERT_TRUE(tests::appears_in(log(), "listening", 60s)) << tests::content_of(log());
    }

    GatewaySettings settings(const std::string& driver, const std::string& sid = account)
    {
        GatewaySettings made;
        made.name = "twilio";
        made.driver = std::string(BELFRY_SOURCE_DIR) + "/etc/channels.d/" + driver + ".yaml";
        made.base_url = "http://127.0.0.1:" + std::to_string(port_);
        made.from = "+15551110000";
        made.callback_url = "https://relay.example/gateway/sms/k3y";
        made.secrets = {{"account_sid", folder() / "sid"}, {"auth_token", folder() / "token"}};
        std::ofstream(folder() / "sid") << sid << "\n";
        std::ofstream(folder() / "token") << "t0ken\n";
        return made;
    }

    static Outcome texted(const GatewaySettings& settings)
    {
        auto text = text_out("+15551230001", "Bed 12 calls, 3 \u20ac + 1 & 2");
        text.expires = noon + 90s;
        return make_http_gateway(settings).value()->send(text);
    }

    static Outgoing call()
    {
        CallOut call;
        call.to = "+15551230001";
        call.text = core::release_status("Bed 12.");
        Outgoing outgoing;
        outgoing.delivery = {4711};
        outgoing.channel = store::Channel::Ivr;
        outgoing.now = noon;
        outgoing.payload = call;
        return outgoing;
    }

    /// How often it said 201.
    std::size_t created() const
    {
        const auto text = tests::content_of(log());
        const std::string line = "Responding with \"201\"";
        std::size_t count = 0;
        for (auto at = text.find(line); at != std::string::npos; at = text.find(line, at + 1))
            ++count;
        return count;
    }

    std::filesystem::path folder() const { return directory_.path(); }
    std::filesystem::path program() const { return folder() / "program"; }
    std::filesystem::path log() const { return folder() / "prism.log"; }

    tests::TemporaryDirectory directory_;
    std::uint16_t port_ = tests::free_port();
    std::unique_ptr<tests::ChildProcess> prism_;
};

TEST_F(Prism, TakesOurTextsForTwilios)
{
    auto by_service = settings("twilio");
    by_service.from.clear();
    by_service.params = {{"messaging_service", "MG" + std::string(32, 'a')}};

    for (const auto& each : {settings("twilio"), by_service}) {
        const auto outcome = texted(each);
        EXPECT_TRUE(begins(outcome, "Accepted SM")) << said(outcome);
        EXPECT_NE(said(outcome).find("HTTP 201"), std::string::npos) << said(outcome);
    }
}

TEST_F(Prism, TakesOurCallsForTwilios)
{
    CallDesk desk;
    desk.close(); // a call that was taken ends at once: Prism phones nobody
    auto listening = settings("twilio-voice");
    listening.params = {{"machine_detection", "Enable"}};

    for (const auto& each : {settings("twilio-voice"), listening}) {
        const auto outcome = make_http_gateway(each, {&desk, nullptr, {}}).value()->send(call());
        EXPECT_TRUE(begins(outcome, "Busy no_answer")) << said(outcome);
    }
    EXPECT_EQ(created(), 2u) << tests::content_of(log());
}

TEST_F(Prism, RefusesAnAccountThatCannotBeOne)
{
    const auto outcome = texted(settings("twilio", "AC4711"));

    EXPECT_TRUE(begins(outcome, "Refused Provider")) << said(outcome);
    EXPECT_NE(said(outcome).find("HTTP 422"), std::string::npos) << said(outcome);
}

TEST_F(Prism, RefusesWhoDoesNotSayWhoHeIs)
{
    auto nobody = settings("twilio");
    const auto yaml = folder() / "nobody.yaml";
    auto text = tests::content_of(nobody.driver);
    const auto at = text.find("  auth: ");
    text.erase(at, text.find('\n', at) + 1 - at);
    std::ofstream(yaml) << text;
    nobody.driver = yaml;

    const auto outcome = texted(nobody);

    EXPECT_TRUE(begins(outcome, "Refused Provider")) << said(outcome);
    EXPECT_NE(said(outcome).find("401"), std::string::npos) << said(outcome);
}

} // namespace
} // namespace relay::channels
