// The edge from outside: who answers, when, how often, and what happens to a handler's mistakes.
#include "keeper.h"
#include "running_edge.h"
#include <future>
#include <gtest/gtest.h>
#include <sys/socket.h>

namespace relay::test {
namespace {

using http::Request;
using http::respond;
using http::Responder;
using namespace std::chrono_literals;

TEST(Edge, HandsOverWholeRequestsWithWhereTheyCameFrom)
{
    Keeper keeper;
    RunningEdge edge({}, keeper.handler());
    auto client = edge.client("127.0.0.9");

    client.send("POST /Wctp?F=EM HTTP/1.1\r\nHost: Pager.example:80\r\nx-a: 1\r\nX-A: 2\r\n"
                "Content-Length: 2\r\n\r\nhi");
    const auto [request, responder] = keeper.take();

    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/Wctp?F=EM");
    EXPECT_EQ(request.path, "/Wctp");
    EXPECT_EQ(request.query, "F=EM");
    EXPECT_EQ(request.host, "pager.example");
    EXPECT_EQ(request.headers.find("X-a"), "1");
    EXPECT_EQ(request.headers.all("X-A").size(), 2u);
    EXPECT_EQ(request.body, "hi");
    EXPECT_EQ(request.peer_address, "127.0.0.9");
    EXPECT_EQ(request.listener, "test");
    EXPECT_FALSE(request.tls);
    EXPECT_FALSE(request.id.empty());
}

TEST(Edge, SendsTheAnswerThatAnotherThreadGivesLater)
{
    Keeper keeper;
    RunningEdge edge({}, keeper.handler());
    auto client = edge.client();

    client.send(honest);
    auto kept = keeper.take();
    std::jthread writer([responder = std::move(kept.second)] {
        responder(respond(200, "text/plain", "committed"));
    });

    EXPECT_EQ(client.answer()->body, "committed");
}

TEST(Edge, LetsOnlyTheFirstAnswerCount)
{
    RunningEdge edge({}, [](const Request&, const Responder& responder) {
        responder(respond(200, "text/plain", "first"));
        responder(respond(500, "text/plain", "second"));
    });
    auto client = edge.client();

    client.send(honest + honest);

    EXPECT_EQ(client.answer()->body, "first");
    EXPECT_EQ(client.answer()->body, "first");
    edge.settle();
    EXPECT_FALSE(edge.reports().mention("nobody answered"));
}

TEST(Edge, AnswersWithAFaultWhereTheHandlerForgets)
{
    RunningEdge edge({}, [](const Request&, const Responder&) {});
    auto client = edge.client();

    client.send(honest);

    EXPECT_EQ(client.status(), 500);
    EXPECT_TRUE(edge.reports().mention("nobody answered"));
}

TEST(Edge, AnswersWithAFaultWhereTheHandlerThrowsAndGoesOn)
{
    RunningEdge edge({}, [](const Request& request, const Responder& responder) {
        if (request.path == "/throw") {
            throw std::runtime_error("the disk is gone");
        }
        if (request.path == "/throw-int") {
            throw 7;
        }
        responder(respond(200, "text/plain", "fine"));
    });
    auto client = edge.client();

    client.send("GET /throw HTTP/1.1\r\nHost: a\r\n\r\nGET /throw-int HTTP/1.1\r\nHost: a\r\n\r\n" +
                honest);
    const auto first = client.answer();

    EXPECT_EQ(first->status, 500);
    EXPECT_EQ(first->body.find("disk"), std::string::npos);
    EXPECT_EQ(client.status(), 500);
    EXPECT_EQ(client.status(), 200);
    EXPECT_TRUE(edge.reports().mention("the disk is gone"));
}

TEST(Edge, AnswersWithAFaultInsteadOfASplitHeader)
{
    RunningEdge edge({}, [](const Request& request, const Responder& responder) {
        http::Response response;
        response.headers.add("X-Echo", "a\r\nSet-Cookie: " + request.query);
        responder(response);
    });
    auto client = edge.client();

    client.send("GET /?evil HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto answer = client.answer();

    EXPECT_EQ(answer->status, 500);
    EXPECT_EQ(answer->head.find("evil"), std::string::npos);
    EXPECT_TRUE(edge.reports().mention("X-Echo"));
}

TEST(Edge, ClosesAfterHttp10UnlessAskedNotTo)
{
    RunningEdge edge;
    auto old = edge.client();
    auto kept = edge.client();

    old.send("POST /ok HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi\r\n");
    kept.send("GET /ok HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

    const auto answer = old.answer();
    EXPECT_EQ(answer->body, "/ok hi");
    EXPECT_TRUE(answer->says("Connection: close"));
    EXPECT_EQ(old.until_closed(), "");
    EXPECT_TRUE(kept.answer()->says("Connection: keep-alive"));
    kept.send(honest);
    EXPECT_EQ(kept.status(), 200);
}

TEST(Edge, AnswersAClientThatHasEndedItsDirection)
{
    RunningEdge edge;
    auto client = edge.client();

    client.send(honest);
    client.end_output();

    EXPECT_EQ(client.status(), 200);
    EXPECT_EQ(client.until_closed(), "");
}

TEST(Edge, SendsHeadsWithoutBodies)
{
    RunningEdge edge;
    auto client = edge.client();

    client.send("HEAD /ok HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const auto all = client.until_closed();

    EXPECT_NE(all.find("Content-Length: 4\r\n"), std::string::npos);
    EXPECT_EQ(all.substr(all.size() - 4), "\r\n\r\n");
}

TEST(Edge, StopAnswersWhatIsInHandAndTakesNoMore)
{
    Keeper keeper;
    RunningEdge edge({}, keeper.handler());
    auto idle = edge.client();
    auto busy = edge.client();
    busy.send(honest);
    const auto kept = keeper.take();
    edge.settle();

    auto stopped = std::async(std::launch::async, [&] { edge->stop(); });
    EXPECT_EQ(idle.until_closed(), "");
    EXPECT_THROW(edge.client(), std::system_error);
    kept.second(respond(200, "text/plain", "last"));

    EXPECT_EQ(busy.answer()->body, "last");
    EXPECT_EQ(busy.until_closed(), "");
    idle.close();
    busy.close();
    stopped.wait();
    kept.second(respond(200, "text/plain", "ignored"));
}

TEST(Edge, StopWaitsNoLongerThanTheDrainTime)
{
    Keeper keeper;
    RunningEdge edge({}, keeper.handler());
    auto client = edge.client();
    client.send(honest);
    const auto kept = keeper.take();

    auto stopped = std::async(std::launch::async, [&] { edge->stop(); });
    EXPECT_THROW(
        for (;;) { edge.client(); }, std::system_error); // until the doors are closed
    edge.pass(10s);

    stopped.wait();
    EXPECT_EQ(client.until_closed(), "");
}

TEST(Edge, StreamsUntilEitherSideEndsIt)
{
    Keeper keeper;
    RunningEdge edge({}, keeper.handler());
    auto leaving = std::make_unique<RawClient>(edge.client());
    auto staying = edge.client();
    leaving->send(honest);
    const auto left = keeper.take().second.start_stream(respond(200, "text/event-stream", ""));
    staying.send(honest);
    const auto stayed = keeper.take().second.start_stream(respond(200, "text/event-stream", ""));

    EXPECT_EQ(leaving->status(), 200);
    leaving.reset();
    edge.settle();
    edge.pass(1h);
    stayed->write("data: 1\n\n");
    stayed->write("data: 2\n\n");
    stayed->close();

    EXPECT_FALSE(left->is_open());
    const auto all = staying.until_closed();
    EXPECT_EQ(all.find("Content-Length"), std::string::npos);
    EXPECT_EQ(all.substr(all.find("\r\n\r\n")), "\r\n\r\ndata: 1\n\ndata: 2\n\n");
}

TEST(Edge, ListensOnASocketThatSomebodyElseOpened)
{
    auto opened = net::listen_on("127.0.0.1", 0).value();
    http::Edge edge({}, RunningEdge::echo());

    ASSERT_TRUE(edge.listen({.name = "given", .descriptor = ::dup(opened.impl()->sockfd())}));
    edge.start();
    RawClient client(opened.address().port());
    client.send(honest);

    EXPECT_EQ(edge.port("given"), opened.address().port());
    EXPECT_EQ(client.status(), 200);
}

TEST(Edge, TakesIpv4AndIpv6AtOneDoorAndNamesPeersPlainly)
{
    Keeper keeper;
    http::Edge edge({}, keeper.handler());
    if (!net::Descriptor(::socket(AF_INET6, SOCK_STREAM, 0))) {
        std::cout << "skipped: the kernel has no IPv6\n";
        return;
    }
    ASSERT_TRUE(edge.listen({.name = "both", .address = "::"}));
    ASSERT_TRUE(edge.listen({.name = "any4", .address = "0.0.0.0"}));
    edge.start();
    RawClient client(edge.port("both"));

    client.send(honest);
    const auto kept = keeper.take();

    EXPECT_EQ(kept.first.peer_address, "127.0.0.1");
}

TEST(Edge, SaysWhichListenerCannotBeOpenedAndWhy)
{
    RunningEdge other;
    http::Edge edge({}, RunningEdge::echo());

    const auto taken = edge.listen({.name = "console", .port = other.port()});
    const auto foreign = edge.listen({.name = "console", .address = "pager.example"});
    const auto closed = edge.listen({.name = "console", .descriptor = 0});

    EXPECT_NE(taken.error().find("console: cannot listen on 127.0.0.1 port"), std::string::npos);
    EXPECT_NE(taken.error().find("another program"), std::string::npos);
    EXPECT_NE(foreign.error().find("not a numeric IP address"), std::string::npos);
    EXPECT_NE(closed.error().find("not a listening TCP socket"), std::string::npos);
}

} // namespace
} // namespace relay::test
