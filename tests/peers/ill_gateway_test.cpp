// Gateways that fail in ways of their own, with the drivers that ship: npm's mockttp, by
// tests/peers/ill_gateway.js.
#include "relay/channels/sms_http.h"
#include "tests/relay/channels/outgoing.h"
#include "tests/support/child_process.h"
#include "tests/support/fresh_database.h"
#include "tests/support/tcp_server.h"
#include <fstream>
#include <gtest/gtest.h>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;

constexpr auto node = "/usr/bin/node";

struct Illness {
    const char* driver;
    const char* answer; ///< what tests/peers/ill_gateway.js does, without `at`
    const char* outcome;
};

// CHANNELS.md 7.2
class IllGateway : public ::testing::Test {
protected:
    void SetUp() override
    {
        if (!std::filesystem::exists(node))
            GTEST_SKIP() << node << " is missing";
        if (tests::run_program({node, "-e", "require('mockttp')"}, folder() / "node.log") != 0)
            GTEST_SKIP() << "node finds no module mockttp; run packaging/setup";
    }

    /// Each rule is `answer` for what goes to /0, /1 and so on.
    void start(const std::vector<std::string>& answers)
    {
        std::string rules;
        for (std::size_t i = 0; i < answers.size(); ++i)
            rules += (i == 0 ? "[" : ",") + std::string(R"({"at":")") + std::to_string(i) +
                     R"(",)" + answers[i] + "}";
        gateway_ = std::make_unique<tests::ChildProcess>(
            std::vector<std::string>{node,
                                     std::string(BELFRY_SOURCE_DIR) + "/tests/peers/ill_gateway.js",
                                     std::to_string(port_), rules + "]"},
            log());
        ASSERT_TRUE(tests::appears_in(log(), "listening")) << said_by_gateway();
    }

    GatewaySettings settings(const std::string& driver, std::size_t rule = 0)
    {
        static const std::map<std::string, std::vector<std::string>> secrets{
            {"twilio", {"account_sid", "auth_token"}},
            {"twilio-voice", {"account_sid", "auth_token"}},
            {"vonage", {"api_key", "api_secret"}},
            {"telnyx", {"api_key"}},
            {"kannel", {"username", "password"}},
            {"json", {"token"}}};
        GatewaySettings made;
        made.name = driver;
        made.driver = std::string(BELFRY_SOURCE_DIR) + "/etc/channels.d/" + driver + ".yaml";
        made.base_url = "http://127.0.0.1:" + std::to_string(port_) + "/" + std::to_string(rule);
        made.from = "Belfry";
        for (const auto& name : secrets.at(driver)) {
            made.secrets[name] = folder() / name;
            std::ofstream(folder() / name) << "s3cret\n";
        }
        return made;
    }

    static Outcome sent(const GatewaySettings& settings)
    {
        return make_http_gateway(settings).value()->send(text_out("+447700900001"));
    }

    /// All of them, at one gateway.
    void expect(const std::vector<Illness>& cases)
    {
        std::vector<std::string> answers;
        for (const auto& each : cases)
            answers.emplace_back(each.answer);
        start(answers);
        for (std::size_t i = 0; i < cases.size(); ++i) {
            const auto outcome = sent(settings(cases[i].driver, i));
            EXPECT_TRUE(begins(outcome, cases[i].outcome))
                << cases[i].driver << " " << cases[i].answer << ": " << said(outcome);
        }
    }

    std::size_t requests_to(const std::string& path) const
    {
        const auto log = said_by_gateway();
        const auto line = "POST " + path + "\n";
        std::size_t count = 0;
        for (auto at = log.find(line); at != std::string::npos; at = log.find(line, at + 1))
            ++count;
        return count;
    }
    std::string said_by_gateway() const { return tests::content_of(log()); }
    std::filesystem::path folder() const { return directory_.path(); }
    std::filesystem::path log() const { return folder() / "gateway.log"; }

    tests::TemporaryDirectory directory_;
    std::uint16_t port_ = tests::free_port();
    std::unique_ptr<tests::ChildProcess> gateway_;
};

TEST_F(IllGateway, ThatFallsSilentAfterItHasTheTextIsUnclear)
{
    start({R"("does":"silent")"});
    auto impatient = settings("twilio");
    impatient.http.total_timeout = 300ms;

    const auto outcome =
        sent_for_sure([&] { return sent(impatient); },
                      [&] { return said_by_gateway().find("POST /0") != std::string::npos; });

    EXPECT_TRUE(begins(outcome, "Unclear timeout")) << said(outcome);
    EXPECT_NE(said(outcome).find("(curl 28)"), std::string::npos) << said(outcome);
}

TEST_F(IllGateway, ThatHangsUpInsteadOfAnsweringIsUnclear)
{
    start({R"("does":"reset")", R"("does":"closed")"});

    const auto reset = sent(settings("twilio", 0));
    const auto closed = sent(settings("twilio", 1));

    EXPECT_TRUE(begins(reset, "Unclear connection lost")) << said(reset);
    EXPECT_NE(said(reset).find("(curl 56)"), std::string::npos) << said(reset);
    EXPECT_TRUE(begins(closed, "Unclear connection lost")) << said(closed);
    EXPECT_NE(said(closed).find("(curl 52)"), std::string::npos) << said(closed);
}

// Twilio has no idempotency key: a second request would be a second text.
TEST_F(IllGateway, ThatHangsUpOnAConnectionInUseGetsTheTextOnce)
{
    const std::string takes = R"("status":201,"body":"{\"sid\":\"SM1\"}")";
    start({takes, R"("does":"closed")", R"("does":"reset")", takes});
    // One channel, so that its connections are used again.
    std::ofstream(folder() / "own.yaml")
        << "request: {url: \"{base}/{to}\", fields: {t: \"{text}\"}}\n";
    auto own = settings("json");
    own.driver = folder() / "own.yaml";
    own.base_url = "http://127.0.0.1:" + std::to_string(port_);
    own.secrets.clear();
    const auto channel = make_http_gateway(own).value();

    for (const std::string fate : {"1", "2"}) {
        ASSERT_TRUE(begins(channel->send(text_out("0")), "Accepted"));
        const auto outcome = channel->send(text_out(fate));
        EXPECT_TRUE(begins(outcome, "Unclear connection lost")) << said(outcome);
    }

    // It writes later than it answers, but in order.
    ASSERT_TRUE(begins(channel->send(text_out("3")), "Accepted"));
    ASSERT_TRUE(tests::appears_in(log(), "POST /3"));
    EXPECT_EQ(requests_to("/1"), 1U) << said_by_gateway();
    EXPECT_EQ(requests_to("/2"), 1U) << said_by_gateway();
}

TEST_F(IllGateway, ThatIsAskedTooFastSaysHowLongToWait)
{
    start({R"("status":429,"headers":{"Retry-After":"7"},"body":"{\"code\":20429}")"});

    const auto outcome = sent(settings("twilio"));

    ASSERT_TRUE(begins(outcome, "Busy 20429")) << said(outcome);
    EXPECT_EQ(std::get<Busy>(outcome).retry_after, 7s);
}

TEST_F(IllGateway, RefusesInADocumentThatSays200)
{
    expect({{"vonage", R"("status":200,"body":"{\"messages\":[{\"status\":\"1\"}]}")", "Busy 1"},
            {"vonage", R"("status":200,"body":"{\"messages\":[{\"status\":\"4\"}]}")",
             "Refused Provider 4"},
            {"vonage", R"("status":200,"body":"{\"messages\":[{\"status\":\"5\"}]}")", "Busy 5"},
            {"vonage", R"("status":200,"body":"{\"messages\":[{\"status\":\"6\"}]}")",
             "Refused Detail 6"},
            {"vonage", R"("status":200,"body":"{\"messages\":[{\"status\":\"7\"}]}")",
             "Refused Detail 7"},
            {"vonage", R"("status":200,"body":"{\"messages\":[{\"status\":\"0\"}]}")", "Accepted"},
            {"vonage", R"("status":200,"body":"<html>")", "Unclear"}});
}

TEST_F(IllGateway, IsUnderstoodAsItsDriverSays)
{
    expect(
        {{"twilio", R"("status":410,"body":"")", "Refused Provider http 410"},
         {"twilio", R"("status":500,"body":"")", "Busy http 500"},
         {"twilio", R"("status":503,"headers":{"Retry-After":"9"},"body":"")", "Busy http 503"},
         {"twilio", R"("status":400,"body":"{\"code\":21610}")", "Refused Detail 21610"},
         {"twilio", R"("status":401,"body":"{\"code\":20003}")", "Refused Provider 20003"},
         {"telnyx", R"("status":410,"body":"")", "Refused Provider http 410"},
         {"telnyx", R"("status":504,"body":"")", "Busy http 504"},
         {"telnyx", R"("status":403,"body":"{\"errors\":[{\"code\":\"40300\"}]}")",
          "Refused Detail 40300"},
         {"kannel", R"("status":503,"body":"Temporal failure, try again later.")", "Busy http 503"},
         {"kannel", R"("status":403,"body":"Authorization failed for sendsms")",
          "Refused Provider http 403"},
         {"json", R"("status":404,"body":"")", "Refused Detail http 404"},
         {"json", R"("status":408,"body":"")", "Busy http 408"},
         {"twilio", R"("status":302,"headers":{"Location":"http://127.0.0.1:9/"},"body":"")",
          "Busy http 302"}});
}

} // namespace
} // namespace relay::channels
