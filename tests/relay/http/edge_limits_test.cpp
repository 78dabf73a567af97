// The edge's limits of size and number.
#include "keeper.h"
#include "running_edge.h"
#include <gtest/gtest.h>
#include <latch>
#include <sys/socket.h>

namespace relay::test {
namespace {

using http::Request;
using http::respond;
using http::Responder;

TEST(EdgeLimits, TakesBodiesUpToTheLimitOfListenerAndPath)
{
    http::EdgeOptions options;
    options.limits.body = 100;
    options.body_of = [](const Request& head) {
        return head.path == "/ok/upload" ? std::optional<std::size_t>(3'000'000) : std::nullopt;
    };
    RunningEdge edge(std::move(options));
    const auto status_of = [&](const std::string& path, std::size_t size) {
        auto client = edge.client();
        client.send("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " +
                    std::to_string(size) + "\r\n\r\n" + std::string(size, 'x'));
        return client.status();
    };

    EXPECT_EQ(status_of("/ok", 100), 200);
    EXPECT_EQ(status_of("/ok", 101), 413);
    EXPECT_EQ(status_of("/ok/upload", 3'000'000), 200);
    EXPECT_EQ(status_of("/ok/upload", 3'000'001), 413);
}

TEST(EdgeLimits, RefusesAPromiseOfAGigabyteAtOnce)
{
    RunningEdge edge;
    auto client = edge.client();

    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\n");

    EXPECT_EQ(client.status(), 413);
    EXPECT_EQ(client.until_closed(), "");
}

TEST(EdgeLimits, RefusesWhatAllBodiesTogetherMayNotHold)
{
    http::EdgeOptions options;
    options.limits.bodies = 50'000;
    Keeper keeper;
    RunningEdge edge(std::move(options), keeper.handler());
    const auto large = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 40000\r\n\r\n";
    auto first = edge.client();
    auto second = edge.client();

    first.send(large + std::string(40'000, 'x'));
    const auto kept = keeper.take();
    second.send(large + std::string(30'000, 'x'));

    EXPECT_EQ(second.status(), 503);
    kept.second(respond(200, "text/plain", ""));
    EXPECT_EQ(first.status(), 200);
    second = edge.client();
    second.send(large + std::string(40'000, 'x'));
    keeper.take().second(respond(200, "text/plain", ""));
    EXPECT_EQ(second.status(), 200);
}

TEST(EdgeLimits, ForgetsTheHalfBodiesOfClientsThatLeft)
{
    http::EdgeOptions options;
    options.limits.bodies = 50'000;
    RunningEdge edge(std::move(options));
    const auto head = "POST /ok HTTP/1.1\r\nHost: a\r\nContent-Length: 40000\r\n\r\n";
    auto leaving = edge.client();
    leaving.send(head + std::string(30'000, 'x'));
    edge.settle();
    leaving.close();
    edge.settle();

    auto client = edge.client();
    client.send(head + std::string(39'999, 'x'));
    edge.settle();
    client.send("x");

    EXPECT_EQ(client.status(), 200);
}

TEST(EdgeLimits, ReadsNothingMoreWhileARequestIsInHand)
{
    constexpr std::size_t far_too_much = 64u << 20;
    Keeper keeper;
    RunningEdge edge({}, keeper.handler());
    auto client = edge.client();
    client.send(honest);
    const auto kept = keeper.take();

    std::size_t taken = 0;
    const std::string more(64u << 10, 'x');
    for (ssize_t sent = 1; sent > 0 && taken < far_too_much; edge.settle()) {
        sent = ::send(client.descriptor(), more.data(), more.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        taken += sent > 0 ? static_cast<std::size_t>(sent) : 0;
    }

    EXPECT_LT(taken, far_too_much); // what the kernel's buffers hold, and no more
}

TEST(EdgeLimits, AnswersBusyWhenTooManyRequestsWaitForAHandler)
{
    http::EdgeOptions options;
    options.limits.handlers = 1;
    options.limits.queue = 1;
    std::latch entered(1);
    std::latch release(1);
    RunningEdge edge(std::move(options), [&](const Request& request, const Responder& responder) {
        if (request.path == "/first") {
            entered.count_down();
            release.wait();
        }
        responder(respond(200, "text/plain", ""));
    });
    auto first = edge.client();
    auto second = edge.client();
    auto third = edge.client();

    first.send("GET /first HTTP/1.1\r\nHost: a\r\n\r\n");
    entered.wait();
    second.send(honest);
    edge.settle();
    third.send(honest);
    const auto busy = third.answer();
    release.count_down();

    EXPECT_EQ(busy->status, 503);
    EXPECT_TRUE(busy->says("Retry-After: 1"));
    EXPECT_EQ(first.status(), 200);
    EXPECT_EQ(second.status(), 200);
}

TEST(EdgeLimits, ClosesAConnectionThatHasHadItsRequests)
{
    http::EdgeOptions options;
    options.limits.requests = 2;
    RunningEdge edge(std::move(options));
    auto client = edge.client();

    client.send(honest + honest + honest);

    EXPECT_FALSE(client.answer()->says("Connection: close"));
    EXPECT_TRUE(client.answer()->says("Connection: close"));
    EXPECT_EQ(client.until_closed(), "");
}

} // namespace
} // namespace relay::test
