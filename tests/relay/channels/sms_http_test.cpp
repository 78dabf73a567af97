#include "relay/channels/sms_http.h"
#include "tests/relay/channels/outgoing.h"
#include "tests/support/fresh_database.h"
#include "tests/support/http_server.h"
#include <fstream>
#include <gtest/gtest.h>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;
using tests::http_answer;
using tests::HttpServer;

/// A driver, its secrets and its settings in a directory of their own.
class SmsGateway : public ::testing::Test {
protected:
    GatewaySettings settings(const std::string& base_url, const std::string& driver = "json")
    {
        GatewaySettings made;
        made.name = "acme";
        made.driver = std::string(BELFRY_SOURCE_DIR) + "/etc/channels.d/" + driver + ".yaml";
        made.base_url = base_url;
        made.from = "Belfry";
        if (driver == "json")
            made.secrets = {{"token", secret("token", "t0ken")}};
        return made;
    }

    std::filesystem::path secret(const std::string& name, const std::string& text)
    {
        const auto path = directory_.path() / name;
        std::ofstream(path) << text << "\n";
        return path;
    }

    std::filesystem::path driver(const std::string& yaml)
    {
        const auto path = directory_.path() / "own.yaml";
        std::ofstream(path) << yaml;
        return path;
    }

    static std::unique_ptr<Channel> made(const GatewaySettings& settings)
    {
        auto channel = make_http_gateway(settings);
        EXPECT_TRUE(channel) << channel.error()[0].where << ": " << channel.error()[0].problem;
        return std::move(channel.value());
    }

    static std::string problems(const GatewaySettings& settings)
    {
        const auto channel = make_http_gateway(settings);
        std::string all;
        if (!channel)
            for (const auto& error : channel.error())
                all += error.where + ": " + error.problem + "\n";
        return all;
    }

    tests::TemporaryDirectory directory_;
};

TEST_F(SmsGateway, GetsTheTextAsItsDriverSays)
{
    const HttpServer server(http_answer(202, "{\"id\":\"A7\"}"));
    const auto channel = made(settings(server.url("/api/messages")));
    auto outgoing = text_out("+447700900001", "Gr\u00fc\u00dfe, 3 \u20ac");
    outgoing.attempt = 2;
    outgoing.expires = noon + 90s;

    const auto outcome = channel->send(outgoing);

    EXPECT_EQ(outcome, (Outcome{Accepted{"A7", "HTTP 202"}}));
    const auto asked = server.asked().at(0);
    const auto id = outgoing.delivery.text();
    EXPECT_EQ(asked.line, "POST /api/messages HTTP/1.1");
    EXPECT_EQ(asked.body,
              "{\"to\":\"+447700900001\",\"from\":\"Belfry\",\"text\":\"Gr\u00fc\u00dfe, "
              "3 \u20ac\",\"ref\":\"" +
                  id + ".2\",\"delivery\":\"" + id + "\",\"ttl\":\"90\"}");
    EXPECT_EQ(asked.header("Authorization"), "Bearer t0ken");
    EXPECT_EQ(asked.header("Idempotency-Key"), id + ".2");
    EXPECT_EQ(channel->provider(), "acme");
}

TEST_F(SmsGateway, IsNotAskedForATextWhoseTimeIsUp)
{
    const HttpServer server(http_answer(202, "{}"));
    auto outgoing = text_out("+447700900001");
    outgoing.expires = noon;

    EXPECT_TRUE(begins(made(settings(server.url("")))->send(outgoing), "Refused Message expired"));
    EXPECT_EQ(server.connections(), 0);
}

TEST_F(SmsGateway, GetsATooLongTextCutVisibly)
{
    const HttpServer server(http_answer(202, "{}"));
    auto own = settings(server.url(""));
    own.secrets.clear();
    own.driver = driver("max_chars: 20\nrequest: {url: \"{base}\", fields: {t: \"{text}\"}}\n");

    made(own)->send(text_out("+1", "12345678901234567890123"));

    EXPECT_EQ(server.asked().at(0).body, "{\"t\":\"12345678901234 (cut)\"}");
}

TEST_F(SmsGateway, AnswersAreTakenForWhatTheDriverSaysTheyAre)
{
    const struct {
        int status;
        const char* body;
        const char* expected;
    } cases[] = {
        {400, R"({"code":"unknown_number","message":"no +447700900001"})",
         "Refused Detail unknown_number: HTTP 400: no +447700900001"},
        {400, R"({"code":"opted_out"})", "Refused Detail opted_out"},
        {404, "", "Refused Detail http 404"},
        {401, "", "Refused Provider http 401"},
        {402, "", "Refused Provider http 402"},
        {422, R"({"message":"bad text Bed 12 calls with t0ken"})",
         "Refused Provider http 422: HTTP 422: bad text ... with ..."},
        {429, "", "Busy http 429"},
        {503, "", "Busy http 503"},
        {302, "", "Busy http 302"},
        {200, "<html>", "Accepted"},
    };

    for (const auto& each : cases) {
        const HttpServer server(http_answer(each.status, each.body));
        const auto outcome = made(settings(server.url("")))->send(text_out("+447700900001"));
        EXPECT_TRUE(begins(outcome, each.expected)) << said(outcome);
    }
}

TEST_F(SmsGateway, ThatIsDownIsBusyAndOneThatFallsSilentUnclear)
{
    const auto nobody = "http://127.0.0.1:" + std::to_string(tests::free_port());
    const HttpServer silent([](const auto&, tests::TcpPeer& peer) {
        peer.wait_for_end();
        return std::string();
    });
    auto impatient = settings(silent.url(""));
    impatient.http.total_timeout = 150ms;

    EXPECT_TRUE(begins(made(settings(nobody))->send(text_out("+1")), "Busy connect"));
    const auto unclear = sent_for_sure([&] { return made(impatient)->send(text_out("+1")); },
                                       [&] { return !silent.asked().empty(); });
    EXPECT_TRUE(begins(unclear, "Unclear timeout")) << said(unclear);
}

TEST_F(SmsGateway, IsOnlyReachedInItsNetworks)
{
    const HttpServer server(http_answer(202, "{}"));
    auto elsewhere = settings(server.url(""));
    elsewhere.networks = {"10.0.0.0/8"};

    EXPECT_TRUE(begins(made(elsewhere)->send(text_out("+1")), "Busy address"));
    EXPECT_EQ(server.connections(), 0);
}

TEST_F(SmsGateway, NeverSeesALineEndOfANumberInAHeader)
{
    const HttpServer server(http_answer(202, "{}"));
    auto own = settings(server.url(""));
    own.secrets.clear();
    own.driver = driver("request: {url: \"{base}/{to}\", headers: {X-To: \"{to}\"}}\n");

    const auto outcome = made(own)->send(text_out("+1\r\nX-Injected: 1"));

    EXPECT_TRUE(begins(outcome, "Refused Provider request")) << said(outcome);
    EXPECT_EQ(server.connections(), 0);
}

TEST_F(SmsGateway, TakesTextsOnly)
{
    Outgoing push;
    push.payload = WctpOut{};

    EXPECT_TRUE(begins(made(settings("http://127.0.0.1:1"))->send(push), "Refused Provider"));
}

TEST_F(SmsGateway, IsNotMadeUntilEverythingIsRight)
{
    auto wrong = settings("gateway");
    wrong.secrets = {{"tokn", secret("a", "x")}};
    wrong.params = {{"pth", "x"}};
    wrong.networks = {"ward"};
    wrong.parallel = 0;

    const auto told = problems(wrong);

    for (const auto* part : {"secrets.token: ", "secrets.tokn: ", "params.pth: ", "url: ",
                             "networks: 'ward'", "parallel: "})
        EXPECT_NE(told.find(part), std::string::npos) << part << "\n" << told;
}

TEST_F(SmsGateway, ReadsASecretOfOneLine)
{
    const std::pair<std::string, const char*> bad[] = {
        {secret("empty", ""), "is empty"},
        {secret("two", "a\nb"), "more than one line"},
        {secret("long", std::string(4097, 'x')), "longer than 4096"},
        {directory_.path() / "none", "cannot read the secret"},
        {directory_.path(), "cannot read the secret"}};
    for (const auto& [file, expected] : bad) {
        auto wrong = settings("http://127.0.0.1:1");
        wrong.secrets["token"] = file;
        EXPECT_NE(problems(wrong).find(expected), std::string::npos) << problems(wrong);
    }
    auto windows = settings("http://127.0.0.1:1");
    windows.secrets["token"] = secret("crlf", "t0ken\r");
    EXPECT_EQ(problems(windows), "");
}

TEST_F(SmsGateway, OfTheDemoIsDriven)
{
    const HttpServer server(http_answer(202, "{\"id\":\"demo-1\"}"));
    const auto channel = made(settings(server.url(""), "demo"));

    EXPECT_TRUE(begins(channel->send(text_out("+15550100")), "Accepted demo-1"));
    EXPECT_EQ(server.asked().at(0).line, "POST / HTTP/1.1");
}

TEST_F(SmsGateway, ShowsItsRequestWithoutItsSecrets)
{
    auto settings = this->settings("https://gateway.example/api");
    settings.callback_url = "https://pager.example/gateway/sms/SECRETKEY";
    settings.secrets["callback_key"] = secret("callback_key", "t0ken-too");

    const auto request = preview_request(settings, "+447700900001", "A test \"quoted\"");

    ASSERT_TRUE(request);
    EXPECT_EQ(request->method, "POST");
    EXPECT_TRUE(request->url.starts_with("https://gateway.example/api")) << request->url;
    auto all = request->url + request->password + request->body;
    for (const auto& [name, value] : request->headers)
        all += value;
    EXPECT_NE(all.find("***"), std::string::npos) << all;
    EXPECT_NE(request->body.find("+447700900001"), std::string::npos) << request->body;
    EXPECT_EQ(all.find("t0ken"), std::string::npos) << all;
    EXPECT_EQ(all.find("SECRETKEY"), std::string::npos) << all;
}

TEST_F(SmsGateway, HearsOfEachPartOfALongText)
{
    auto own = settings("http://unused.example", "vonage");
    own.secrets = {{"api_key", secret("api_key", "x")}, {"api_secret", secret("api_secret", "x")}};
    const auto told = [&](const std::string& second) {
        const HttpServer server(http_answer(200, R"({"message-count":"2","messages":[
            {"status":"0","message-id":"M1"},)" + second +
                                                     "]}"));
        own.base_url = server.url("");
        return made(own)->send(text_out("+447700900001"));
    };

    const auto taken = told(R"({"status":"0","message-id":"M2"})");
    const auto torn = told(R"({"status":"1","error-text":"Throttled"})");

    EXPECT_EQ(std::get<Accepted>(taken).reference, "M1");
    EXPECT_EQ(std::get<Accepted>(taken).parts, std::vector<std::string>{"M2"});
    EXPECT_EQ(std::get<Unclear>(torn).code, "1") << "the first part is out already";
}

// CHANNELS 2.3-2.6: a text is not shown after the page's end
TEST_F(SmsGateway, ThatIsShippedIsToldHowLongATextIsGood)
{
    const HttpServer server(http_answer(200, ""));
    const std::map<std::string, std::string> wanted{{"kannel", "validity=20"},
                                                    {"vonage", "ttl=1200000"},
                                                    {"twilio", "ValidityPeriod=1200"},
                                                    {"json", "\"ttl\":\"1200\""}};
    for (const auto& [driver, said] : wanted) {
        auto own = settings(server.url(""), driver);
        for (const auto* name : {"username", "password", "api_key", "api_secret", "token",
                                 "account_sid", "auth_token"})
            own.secrets[name] = secret(name, "x");
        while (!make_http_gateway(own)) { // those that it has no use for
            const auto where = make_http_gateway(own).error().front().where;
            ASSERT_EQ(own.secrets.erase(where.substr(where.find('.') + 1)), 1U) << where;
        }
        auto outgoing = text_out("+447700900001");
        outgoing.expires = noon + 20min;
        (void)made(own)->send(outgoing);
        const auto asked = server.asked().back();
        EXPECT_NE((asked.line + asked.body).find(said), std::string::npos) << driver;
    }
}

TEST_F(SmsGateway, IsAskedForNoMoreTimeThanItGives)
{
    const HttpServer server(http_answer(200, ""));
    const auto path =
        driver("driver: own\nabout: x\nmax_validity: 36000\nrequest:\n  method: POST\n"
               "  type: form\n  url: \"{base}\"\n  fields: {v: \"{validity_s}\", m: "
               "\"{validity_min}\"}\n");
    auto own = settings(server.url("/"), "json");
    own.driver = path;
    own.secrets.clear();
    auto outgoing = text_out("+447700900001");
    outgoing.expires = noon + 24h;
    (void)made(own)->send(outgoing);
    outgoing.expires = noon + 5s;
    (void)made(own)->send(outgoing);

    EXPECT_EQ(server.asked().at(0).body, "v=36000&m=600");
    EXPECT_EQ(server.asked().at(1).body, "v=5&m=1");
}

TEST_F(SmsGateway, ThatKeepsATextForLaterSaysSo)
{
    const HttpServer server(http_answer(202, "3: Queued for later delivery"));
    auto own = settings(server.url(""), "kannel");
    own.secrets = {{"username", secret("username", "x")}, {"password", secret("password", "x")}};

    const auto outcome = made(own)->send(text_out("+447700900001"));

    EXPECT_TRUE(std::get<Accepted>(outcome).is_degraded);
}

} // namespace
} // namespace relay::channels
