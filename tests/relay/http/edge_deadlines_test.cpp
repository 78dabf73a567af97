// Slow peers, under a clock that only the test moves: deadlines are absolute, so that dripping
// bytes buys no time.
#include "running_edge.h"
#include <future>
#include <gtest/gtest.h>

namespace relay::test {
namespace {

using namespace std::chrono_literals;

const std::string post = "POST /ok HTTP/1.1\r\nHost: a\r\nContent-Length: ";

TEST(EdgeDeadlines, CutAClientThatSaysNothing)
{
    RunningEdge edge;
    auto client = edge.client();

    edge.pass(19s);
    EXPECT_EQ(edge->connections().open, 1u);
    edge.pass(1s);

    EXPECT_EQ(client.until_closed(), "");
}

TEST(EdgeDeadlines, CutAHeaderThatDripsInLineByLine)
{
    RunningEdge edge;
    auto client = edge.client();

    client.send("GET / HTTP/1.1\r\n");
    for (int lines = 0; lines < 3; ++lines) {
        edge.pass(5s);
        client.send("X-Slow: loris\r\n");
    }
    edge.pass(4s);
    EXPECT_EQ(edge->connections().open, 1u);
    edge.pass(1s);

    EXPECT_EQ(client.status(), 408);
    EXPECT_EQ(client.until_closed(), "");
    EXPECT_TRUE(edge.reports().mention("127.0.0.1 refused with 408"));
}

TEST(EdgeDeadlines, CutABodyBelowTheMinimumRate)
{
    RunningEdge edge;
    auto client = edge.client();

    client.send(post + "10000\r\n\r\n" + std::string(500, 'x')); // good for 10 s + 1 s
    edge.pass(10'900ms);
    EXPECT_EQ(edge->connections().open, 1u);
    edge.pass(100ms);

    EXPECT_EQ(client.status(), 408);
}

// WCTP check 12
TEST(EdgeDeadlines, CutABodyThatDripsInByteByByte)
{
    RunningEdge edge;
    auto client = edge.client();

    client.send(post + "1000\r\n\r\n");
    for (int bytes = 0; bytes < 3; ++bytes) {
        edge.pass(3s);
        client.send("x");
    }
    edge.pass(1'100ms);

    EXPECT_EQ(client.status(), 408);
}

TEST(EdgeDeadlines, LetABodyTakeItsTimeAboveTheMinimumRate)
{
    RunningEdge edge;
    auto client = edge.client();

    client.send(post + "20000\r\n\r\n");
    for (int pieces = 0; pieces < 20; ++pieces) {
        client.send(std::string(1000, 'x'));
        edge.pass(1s);
    }

    EXPECT_EQ(client.status(), 200);
}

TEST(EdgeDeadlines, EndKeptConnectionsQuietly)
{
    RunningEdge edge;
    auto client = edge.client();

    client.send(honest);
    EXPECT_EQ(client.status(), 200);
    edge.pass(14s);
    client.send(honest + "\r\n");
    EXPECT_EQ(client.status(), 200);
    edge.pass(15s);

    EXPECT_EQ(client.until_closed(), "");
}

TEST(EdgeDeadlines, GiveTheSecondHeadItsOwnTime)
{
    RunningEdge edge;
    auto client = edge.client();

    client.send(honest);
    EXPECT_EQ(client.status(), 200);
    edge.pass(14s);
    client.send("GET /ok HTTP/1.1\r\n");
    edge.pass(19s);
    client.send("Host: a\r\n\r\n");

    EXPECT_EQ(client.status(), 200);
}

TEST(EdgeDeadlines, AnswerForAHandlerThatDoesNot)
{
    std::promise<http::Responder> kept;
    RunningEdge edge({}, [&](const http::Request&, http::Responder respond) {
        kept.set_value(std::move(respond));
    });
    auto client = edge.client();

    client.send(honest);
    const auto respond = kept.get_future().get();
    edge.pass(60s);
    respond(http::respond(200, "text/plain", "too late"));

    EXPECT_EQ(client.status(), 503);
    EXPECT_EQ(client.until_closed(), "");
}

// D03
TEST(EdgeDeadlines, CutAReaderThatTakesNothing)
{
    constexpr std::size_t size = 32u << 20;
    RunningEdge edge({}, [](const http::Request&, const http::Responder& respond) {
        respond(http::respond(200, "text/plain", std::string(size, 'x')));
    });
    auto client = edge.client();

    client.send(honest);
    EXPECT_EQ(client.exactly(8), "HTTP/1.1");
    edge.pass(20s + std::chrono::seconds(size / 2000) + 10s);

    EXPECT_LT(client.until_closed().size(), size);
    EXPECT_TRUE(edge.reports().mention("slow reader"));
}

TEST(EdgeDeadlines, CutAStreamThatNobodyReads)
{
    std::promise<http::Stream> started;
    RunningEdge edge({}, [&](const http::Request&, const http::Responder& respond) {
        started.set_value(*respond.start_stream({}));
    });
    auto client = edge.client();

    client.send(honest);
    const auto stream = started.get_future().get();
    for (int writes = 0; writes < 64 && stream.is_open(); ++writes) {
        stream.write(std::string(1 << 20, 'x'));
        edge.settle();
    }

    EXPECT_FALSE(stream.is_open());
    EXPECT_EQ(edge->connections().cut_slow_readers, 1u);
}

} // namespace
} // namespace relay::test
