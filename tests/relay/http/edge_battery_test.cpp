// The framing battery against a running edge, with raw sockets: every row of area "http" of the
// table of bad inputs, by its id. What is refused closes the connection, and nothing behind it is
// ever answered.
#include "framing_rows.h"
#include "running_edge.h"
#include <algorithm>
#include <gtest/gtest.h>

namespace relay::test {
namespace {

http::EdgeOptions named_hosts()
{
    http::EdgeOptions options;
    options.hosts = {"A", "127.0.0.1"};
    return options;
}

TEST(EdgeBattery, RefusesClosesAndAnswersNothingBehindIt)
{
    RunningEdge edge(named_hosts());
    for (const auto& row : refused_rows()) {
        auto client = edge.client();
        client.send(row.given + smuggled);
        const auto first = client.status();
        const auto rest = client.until_closed();

        EXPECT_TRUE(std::find(row.expected.begin(), row.expected.end(), first) !=
                    row.expected.end())
            << row.id << " was answered with " << first;
        EXPECT_EQ(rest, "") << row.id;
    }
}

TEST(EdgeBattery, AnswersGoodRequestsAndKeepsTheConnection)
{
    const std::vector<FramingRow> rows{
        {"HT-H01", get("/"), {200}},
        {"HT-H02", post + "Content-Length: 5\r\n\r\nhello", {200}},
        {"HT-L25", "\r\n" + get("/"), {200, 400}},
        {"HT-L28",
         "GET / HTTP/1.1\r\n" + host + "Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
         {200}},
        {"HT-P10", get("/.git/config"), {400, 404}},
    };
    RunningEdge edge(named_hosts());
    for (const auto& row : rows) {
        auto client = edge.client();
        client.send(row.given);
        const auto first = client.status();
        client.send(honest);

        EXPECT_TRUE(std::find(row.expected.begin(), row.expected.end(), first) !=
                    row.expected.end())
            << row.id << " was answered with " << first;
        EXPECT_EQ(client.status(), 200) << row.id;
    }
}

TEST(EdgeBattery, AnswersPipelinedRequestsInOrder) // HT-H04
{
    RunningEdge edge;
    auto client = edge.client();

    client.send(get("/ok/1") + get("/ok/2") + post + "Content-Length: 1\r\n\r\n3\r\n" +
                get("/ok/4"));

    EXPECT_EQ(client.answer()->body, "/ok/1 ");
    EXPECT_EQ(client.answer()->body, "/ok/2 ");
    EXPECT_EQ(client.answer()->body, "/ 3");
    EXPECT_EQ(client.answer()->body, "/ok/4 ");
}

TEST(EdgeBattery, SaysContinueAndWaitsForTheBodyNoLongerThanItsRate) // HT-L29
{
    RunningEdge edge;
    auto client = edge.client();

    client.send(post + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(client.status(), 100);
    edge.pass(std::chrono::seconds{11});

    EXPECT_EQ(client.status(), 408);
    EXPECT_EQ(client.until_closed(), "");
}

TEST(EdgeBattery, ReadsTheBodyAfterContinue)
{
    RunningEdge edge;
    auto client = edge.client();

    client.send(post + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(client.status(), 100);
    client.send("hello");

    EXPECT_EQ(client.answer()->body, "/ hello");
}

TEST(EdgeBattery, TellsWhichMethodsItServes)
{
    RunningEdge edge;
    auto client = edge.client();

    client.send("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto answer = client.answer();

    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->says("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"));
    EXPECT_TRUE(answer->says("Connection: close"));
}

} // namespace
} // namespace relay::test
