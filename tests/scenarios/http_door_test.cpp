// The HTTP door of the running daemon: the framing battery, crowds, TLS.
#include "tests/relay/http/framing_rows.h"
#include "tests/relay/http/raw_client.h"
#include "tests/scenarios/scenario.h"
#include <list>

namespace tests {
namespace {

using relay::test::RawClient;

const std::string honest = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(HttpDoor, RefusesEveryRowOfTheFramingBatteryAndAnswersNothingBehindIt)
{
    Wishes wish;
    wish.more_http = "  hosts: [a, localhost, 127.0.0.1]\n";
    const Installation house(wish);
    for (const auto& row : relay::test::refused_rows()) {
        RawClient client(house.http_port());
        client.send(row.given + relay::test::smuggled);
        const auto first = client.status();
        const auto rest = client.until_closed();

        EXPECT_EQ(std::ranges::count(row.expected, first), 1)
            << row.id << " was answered with " << first;
        EXPECT_EQ(rest, "") << row.id;
    }
    RawClient client(house.http_port());
    client.send(honest);
    EXPECT_EQ(client.status(), 200) << "after all of them";
}

/// Connects from 127.0.0.N, so that the limit per address is not what is tried here.
std::string address(int number)
{
    return "127.0.0." + std::to_string(2 + number / 40);
}

TEST(HttpDoor, ServesHonestClientsBesideTwoThousandIdleAndSixtySlowOnes) // D01, D06
{
    Wishes wish;
    wish.more_http = "  max_connections: 4000\n";
    const Installation house(wish);
    std::list<RawClient> crowd;
    constexpr int idle = 2000;
    for (int i = 0; i < idle; ++i)
        crowd.emplace_back(house.http_port(), address(i));
    for (int i = 0; i < 60; ++i) {
        crowd.emplace_back(house.http_port(), address(idle + i));
        crowd.back().send("POST /wctp HTTP/1.1\r\nHost: a\r\nX-Slow: ");
    }

    for (int i = 0; i < 20; ++i) {
        RawClient client(house.http_port());
        const auto document =
            submit_request(house.code(), "ADA-KING", "Bed 12", "m-" + std::to_string(i));
        client.send("POST /wctp HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nContent-Length: " +
                    std::to_string(document.size()) + "\r\n\r\n" + document);
        const auto answer = client.answer();
        ASSERT_TRUE(answer);
        EXPECT_TRUE(contains(answer->body, "successCode=\"200\"")) << answer->body;
    }

    auto& youngest = *std::next(crowd.begin(), idle - 1); // the oldest may have had its 20 s
    youngest.send(honest);
    EXPECT_EQ(youngest.status(), 200) << "the idle ones are still connected";
}

TEST(HttpDoor, RefusesABodyOverTheLimitBeforeItIsRead)
{
    const Installation house;
    RawClient client(house.http_port());

    client.send("POST /wctp HTTP/1.1\r\nHost: a\r\nContent-Length: 10737418240\r\n\r\n");

    EXPECT_EQ(client.status(), 413);
    EXPECT_EQ(client.until_closed(), "");
}

TEST(HttpDoor, TakesPagesOverTls)
{
    const Installation house;

    const auto answer =
        run({"curl", "-sS", "--max-time", "60", "--cacert", house.folder() / "certificate.pem",
             "-H", "Content-Type: text/xml", "--data-binary", "@-",
             "https://127.0.0.1:" + std::to_string(house.https_port()) + "/wctp"},
            submit_request(house.code(), "ADA-KING", "Bed 12", "m-1"));

    EXPECT_TRUE(contains(answer.out, "successCode=\"200\"")) << answer.out << answer.err;
}

TEST(HttpDoor, GarbageOnTheWctpPathIsAnsweredInWctp)
{
    const Installation house;
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "301"},
        {"hello", "301"},
        {"<wctp-Operation wctpVersion=\"wctp-dtd-v1r3\"><wctp-SubmitRequest>", "301"},
        {"<?xml version=\"1.0\"?><html/>", "30"},
        {"<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
         "<wctp-Operation wctpVersion=\"wctp-dtd-v1r3\">&e;</wctp-Operation>",
         "30"},
        {"<?xml version=\"1.0\"?><wctp-Operation wctpVersion=\"wctp-dtd-v1r3\">"
         "<wctp-ReturnToSvc>x</wctp-ReturnToSvc></wctp-Operation>",
         "300"},
    };
    for (const auto& [given, code] : cases) {
        const auto answer = house.wctp(given);
        EXPECT_TRUE(contains(answer, "wctp-Failure")) << given << "\n" << answer;
        EXPECT_TRUE(contains(answer, "errorCode=\"" + code)) << given << "\n" << answer;
        EXPECT_FALSE(contains(answer, "root:")) << "no file is ever read";
    }
}

} // namespace
} // namespace tests
