#include "relay/channels/http_client.h"
#include "tests/support/http_server.h"
#include <atomic>
#include <barrier>
#include <curl/curl.h>
#include <future>
#include <gtest/gtest.h>
#include <thread>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;
using tests::http_answer;
using tests::HttpAsked;
using tests::HttpServer;
using tests::TcpPeer;
using tests::TcpServer;

const std::vector<std::string> loopback{"127.0.0.0/8", "::1"};

HttpRequest post(const std::string& url, const std::string& body = "hello")
{
    return {.method = "POST",
            .url = url,
            .headers = {{"Content-Type", "text/plain"}},
            .body = body,
            .networks = loopback};
}

/// What the client makes of a server that reads the request and then does this.
tl::expected<HttpAnswer, HttpFailure> asked_of(const std::string& answer,
                                               HttpSettings settings = {})
{
    const HttpServer server(answer);
    return HttpClient(std::move(settings)).perform(post(server.url()));
}

TEST(HttpClient, SendsTheRequestAsItIsAndBringsTheAnswerBack)
{
    const HttpServer server(http_answer(202, "{\"id\":7}", "application/json; charset=utf-8"));
    HttpClient client({});

    auto request = post(server.url("/a%20b?c=d"), std::string("zero \0 euro \xe2\x82\xac", 15));
    request.headers.emplace_back("X-Empty", "");
    const auto answer = client.perform(request);

    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(answer->status, 202);
    EXPECT_EQ(answer->body, "{\"id\":7}");
    EXPECT_EQ(answer->content_type, "application/json; charset=utf-8");
    EXPECT_EQ(answer->retry_after, std::nullopt);
    const auto asked = server.asked().at(0);
    EXPECT_EQ(asked.line, "POST /a%20b?c=d HTTP/1.1");
    EXPECT_EQ(asked.body, request.body);
    EXPECT_EQ(asked.header("Content-Type"), "text/plain");
    EXPECT_EQ(asked.header("Content-Length"), "15");
    EXPECT_TRUE(asked.has_header("X-Empty:"));
    EXPECT_EQ(asked.header("Expect"), "");
}

TEST(HttpClient, SendsBasicAuthenticationAndNoCookies)
{
    const HttpServer server(
        http_answer(200, "", "text/plain", "Set-Cookie: session=1; Path=/\r\n"));
    HttpClient client({});
    auto request = post(server.url());
    request.user = "nurse";
    request.password = "pass:word";

    ASSERT_TRUE(client.perform(request));
    ASSERT_TRUE(client.perform(request));

    EXPECT_EQ(server.asked().at(1).header("Authorization"), "Basic bnVyc2U6cGFzczp3b3Jk");
    EXPECT_EQ(server.asked().at(1).header("Cookie"), "");
}

TEST(HttpClient, FollowsNoRedirect)
{
    const HttpServer internal(http_answer(200, "secret"));
    const auto answer =
        asked_of(http_answer(302, "", "text/plain", "Location: " + internal.url() + "\r\n"));

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 302);
    EXPECT_EQ(internal.connections(), 0);
}

TEST(HttpClient, HearsHowLongToStayAway)
{
    const auto later = [](const std::string& value) {
        return asked_of(http_answer(429, "", "text/plain", "Retry-After: " + value + "\r\n"))
            ->retry_after;
    };

    EXPECT_EQ(later("120"), 120s);
    EXPECT_EQ(later("999999999"), 24h);
    EXPECT_EQ(later("soon"), std::nullopt);
    EXPECT_EQ(later("-5"), std::nullopt);
}

TEST(HttpClient, SendsNothingToAnAddressOutsideOfTheNetworks)
{
    const HttpServer server(http_answer(200, ""));
    HttpClient client({});
    for (const auto& networks : std::vector<std::vector<std::string>>{{}, {"10.0.0.0/8"}}) {
        auto request = post(server.url());
        request.networks = networks;

        const auto answer = client.perform(request);

        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().reach, Reach::NotSent);
        EXPECT_EQ(answer.error().code, "address");
    }
    EXPECT_EQ(server.connections(), 0);
}

// X24
TEST(HttpClient, ChecksTheAddressOfEverySpellingOfLoopback)
{
    const HttpServer server(http_answer(200, ""));
    HttpSettings settings;
    const auto port = std::to_string(server.port());
    settings.pinned_names = {"rebound.example:" + port + ":127.0.0.1"};
    HttpClient client(settings);
    for (const auto* host : {"127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0",
                             "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "localhost",
                             "localhost.", "LOCALHOST", "rebound.example", "[fe80::1%25lo]"}) {
        auto request = post("http://" + std::string(host) + ":" + port + "/");
        request.networks = {};

        EXPECT_FALSE(client.perform(request)) << host;
    }
    EXPECT_EQ(server.connections(), 0);
}

TEST(HttpClient, AsksAgainWhereAnOpenConnectionMayGo)
{
    const HttpServer server(http_answer(200, ""));
    HttpClient client({});
    ASSERT_TRUE(client.perform(post(server.url())));

    auto strangers = post(server.url());
    strangers.networks = {};
    const auto answer = client.perform(strangers);

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, "address");
    EXPECT_EQ(server.asked().size(), 1u);
}

TEST(HttpClient, UsesAConnectionAgain)
{
    const HttpServer server(http_answer(200, ""));
    HttpClient client({});

    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(client.perform(post(server.url())));

    EXPECT_EQ(server.asked().size(), 5u);
    EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClient, ServesManyThreadsAtOnce)
{
    constexpr int many = 8;
    std::barrier all_here(many);
    const HttpServer server([&](const HttpAsked& asked, TcpPeer&) {
        all_here.arrive_and_wait();
        return http_answer(200, asked.body);
    });
    HttpClient client({});
    std::array<std::string, many> answers;
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < many; ++i)
            threads.emplace_back([&, i] {
                const auto answer = client.perform(post(server.url(), std::to_string(i)));
                answers[i] = answer ? answer->body : answer.error().detail;
            });
    }

    for (std::size_t i = 0; i < many; ++i)
        EXPECT_EQ(answers[i], std::to_string(i));
}

TEST(HttpClient, KnowsThatNothingWasSentWhenNobodyListens)
{
    const auto port = std::to_string(tests::free_port());
    HttpClient client({});

    const auto refused = client.perform(post("http://127.0.0.1:" + port + "/"));
    const auto unknown = client.perform(post("http://no-such-host.invalid/"));

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reach, Reach::NotSent);
    EXPECT_EQ(refused.error().code, "connect");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().reach, Reach::NotSent);
}

TEST(HttpClient, CannotKnowWhetherASilentServerActed)
{
    const HttpServer server([](const HttpAsked&, TcpPeer& peer) {
        peer.wait_for_end();
        return std::string();
    });

    HttpSettings impatient;
    impatient.total_timeout = 150ms;
    const auto ask = [&] { return HttpClient(impatient).perform(post(server.url())); };

    auto answer = ask();
    while (!answer && answer.error().reach == Reach::NotSent && server.asked().empty())
        answer = ask(); // 150 ms may be too short for the question too

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().reach, Reach::MaybeSent);
    EXPECT_EQ(answer.error().code, "timeout");
}

TEST(HttpClient, CannotKnowWhetherAServerActedThatHungUpOnIt)
{
    const HttpServer resets([](const HttpAsked&, TcpPeer& peer) { return peer.reset(), ""; });
    const HttpServer closes([](const HttpAsked&, TcpPeer& peer) { return peer.close(), ""; });
    const HttpServer breaks_off([](const HttpAsked&, TcpPeer& peer) {
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        return peer.close(), "";
    });
    HttpClient client({});
    for (const auto* server : {&resets, &closes, &breaks_off}) {
        const auto answer = client.perform(post(server->url()));

        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().reach, Reach::MaybeSent);
        EXPECT_EQ(answer.error().code, "connection lost");
        EXPECT_EQ(server->asked().size(), 1u) << "tried again by itself";
    }
}

TEST(HttpClient, SendsAgainWhenAnIdleConnectionWasClosedMeanwhile)
{
    int count = 0;
    std::promise<void> closed;
    const HttpServer server([&](const HttpAsked&, TcpPeer& peer) {
        peer.write(http_answer(200, ""));
        if (++count == 1) {
            peer.close();
            closed.set_value();
        }
        return "";
    });
    HttpClient client({});

    ASSERT_TRUE(client.perform(post(server.url())));
    closed.get_future().wait();

    EXPECT_TRUE(client.perform(post(server.url())));
}

TEST(HttpClient, TakesNoAnswerOverItsLimit)
{
    HttpSettings settings;
    settings.max_answer_bytes = 1000;
    const std::string endless = "HTTP/1.1 200 OK\r\n\r\n" + std::string(2000, 'x');
    const std::string headers = "HTTP/1.1 200 OK\r\nX: " + std::string(64 * 1024, 'x') + "\r\n\r\n";
    const std::string announced = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx";
    const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" +
                                std::string(2000, 'x') + "\r\n0\r\n\r\n";
    for (const auto& answer : {endless, headers, announced, chunked}) {
        const auto result = asked_of(answer, settings);

        ASSERT_FALSE(result) << answer.substr(0, 60);
        EXPECT_EQ(result.error().reach, Reach::MaybeSent);
        EXPECT_EQ(result.error().code, "answer too big") << result.error().detail;
    }
    EXPECT_TRUE(asked_of(http_answer(200, std::string(1000, 'x')), settings));
}

TEST(HttpClient, AsksOnceAlsoWhenAConnectionThatWasKeptEndsWithoutAnAnswer)
{
    for (const bool is_reset : {false, true}) {
        std::atomic<int> asked = 0;
        const HttpServer server([&](const HttpAsked&, TcpPeer& peer) {
            if (++asked == 1)
                return http_answer(200, "");
            return is_reset ? peer.reset() : peer.close(), std::string();
        });
        HttpClient client({});
        ASSERT_TRUE(client.perform(post(server.url())));

        const auto answer = client.perform(post(server.url()));

        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().reach, Reach::MaybeSent);
        EXPECT_EQ(answer.error().code, "connection lost") << answer.error().detail;
        EXPECT_EQ(server.asked().size(), 2u);
        EXPECT_EQ(server.connections(), 1);
    }
}

TEST(HttpClient, TakesWhatIsNoHttpForNoAnswer)
{
    const std::string bad[] = {"SSH-2.0-OpenSSH_9\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n",
                               "HTTP/1.1 abc OK\r\n\r\n", std::string(1000, '\0')};
    for (const auto& answer : bad) {
        const HttpServer server([&](const HttpAsked&, TcpPeer& peer) {
            peer.write(answer);
            return peer.close(), "";
        });
        const auto result = HttpClient({}).perform(post(server.url()));

        ASSERT_FALSE(result) << answer.substr(0, 40);
        EXPECT_EQ(result.error().reach, Reach::MaybeSent);
    }
}

TEST(HttpClient, RefusesARequestThatWouldBeTwo)
{
    const HttpServer server(http_answer(200, ""));
    auto request = post(server.url());
    request.headers = {{"X-Token", "a\r\n\r\nGET /admin HTTP/1.1"}};

    const auto answer = HttpClient({}).perform(request);

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().reach, Reach::NotAllowed);
    EXPECT_EQ(server.connections(), 0);
}

TEST(HttpClient, RefusesNetworksThatItCannotRead)
{
    auto request = post("http://127.0.0.1:1/");
    request.networks = {"10.0.0.1/8"};

    const auto answer = HttpClient({}).perform(request);

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().reach, Reach::NotAllowed);
}

TEST(HttpClient, BelievesACertificateOfTheGivenAuthorityForTheRightName)
{
    tests::CertificateAuthority authority;
    const tests::CertificateAuthority other;
    const HttpServer right(http_answer(200, "safe"), authority.issue("127.0.0.1"));
    const HttpServer wrong_name(http_answer(200, ""), authority.issue("gateway.example"));
    const HttpServer expired(http_answer(200, ""), authority.issue("127.0.0.1", -1h));
    const auto outcome = [](const HttpServer& server, const std::filesystem::path& ca_file) {
        HttpSettings settings;
        settings.ca_file = ca_file;
        const auto url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
        const auto answer = HttpClient(settings).perform(post(url));
        return answer ? answer->body : answer.error().code;
    };

    EXPECT_EQ(outcome(right, authority.ca_file()), "safe");
    EXPECT_EQ(outcome(right, other.ca_file()), "tls");
    EXPECT_EQ(outcome(right, {}), "tls");
    EXPECT_EQ(outcome(wrong_name, authority.ca_file()), "tls");
    EXPECT_EQ(outcome(expired, authority.ca_file()), "tls");
    EXPECT_EQ(expired.asked().size() + wrong_name.asked().size(), 0u);
}

TEST(HttpClient, SendsNothingWhenTheHandshakeFails)
{
    const TcpServer clear_text([](TcpPeer& peer) {
        peer.read_some();
        peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    });

    const auto answer = HttpClient({}).perform(
        post("https://127.0.0.1:" + std::to_string(clear_text.port()) + "/"));

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().reach, Reach::NotSent);
    EXPECT_EQ(answer.error().code, "tls");
}

TEST(HttpFailures, AreUnclearFromTheFirstByteOn)
{
    for (const int code : {CURLE_OPERATION_TIMEDOUT, CURLE_GOT_NOTHING, CURLE_RECV_ERROR,
                           CURLE_SEND_ERROR, CURLE_PARTIAL_FILE}) {
        EXPECT_EQ(failure_of(code, 0, "").reach, Reach::NotSent) << code;
        EXPECT_EQ(failure_of(code, 1, "").reach, Reach::MaybeSent) << code;
    }
}

} // namespace
} // namespace relay::channels
