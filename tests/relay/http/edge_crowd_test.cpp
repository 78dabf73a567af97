// Many connections and few descriptors: nobody delays an honest client.
#include "running_edge.h"
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>

namespace relay::test {
namespace {

using namespace std::chrono_literals;

/// A limit of open descriptors while it lives.
class DescriptorLimit {
public:
    explicit DescriptorLimit(rlim_t limit)
    {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const rlimit now{limit, before_.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &now);
    }
    ~DescriptorLimit() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    DescriptorLimit(const DescriptorLimit&) = delete;
    DescriptorLimit& operator=(const DescriptorLimit&) = delete;

private:
    rlimit before_{};
};

rlim_t next_descriptor()
{
    const net::Descriptor probe(::fcntl(0, F_DUPFD_CLOEXEC, 0));
    return static_cast<rlim_t>(probe.number());
}

bool allows_descriptors(rlim_t count)
{
    rlimit limit{};
    return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= count;
}

std::string loopback(std::size_t number)
{
    return "127.0.1." + std::to_string(1 + number);
}

TEST(EdgeCrowd, AnswersHonestClientsBesides2000IdleAnd60SlowOnes) // D01, D06
{
    if (!allows_descriptors(4500)) {
        std::cout << "skipped: needs 4,500 descriptors (ulimit -n)\n";
        return;
    }
    RunningEdge edge;
    std::vector<RawClient> idle;
    for (std::size_t count = 0; count < 2000; ++count) {
        idle.push_back(edge.client(loopback(count / 50)));
    }
    std::vector<RawClient> slow;
    for (std::size_t count = 0; count < 60; ++count) {
        slow.push_back(edge.client(loopback(50 + count % 10)));
        slow.back().send("POST /ok HTTP/1.1\r\nHost: a\r\n");
    }
    for (int drops = 0; drops < 3; ++drops) {
        auto client = edge.client();
        client.send(honest + honest);
        for (const auto& dripping : slow) {
            dripping.send("X-Slow: loris\r\n");
        }

        EXPECT_EQ(client.status(), 200);
        EXPECT_EQ(client.status(), 200);
        edge.pass(5s);
    }
    edge.settle();
    EXPECT_EQ(edge->connections().open, 2060u);
    edge.pass(5s);

    EXPECT_EQ(slow.front().status(), 408);
    EXPECT_EQ(slow.back().status(), 408);
    EXPECT_EQ(idle.front().until_closed(), "");
    EXPECT_EQ(idle.back().until_closed(), "");
}

TEST(EdgeCrowd, RefusesMoreThanItsShareToOneAddressOnly)
{
    http::EdgeOptions options;
    options.limits.loop.per_address = 3;
    options.limits.loop.uncounted = {"127.0.0.7"};
    RunningEdge edge(std::move(options));
    std::vector<RawClient> greedy;
    std::vector<RawClient> uncounted;
    for (int count = 0; count < 4; ++count) {
        greedy.push_back(edge.client("127.0.0.5"));
        uncounted.push_back(edge.client("127.0.0.7"));
    }
    auto other = edge.client("127.0.0.6");
    other.send(honest);
    uncounted.back().send(honest);

    EXPECT_EQ(greedy.back().until_closed(), "");
    EXPECT_EQ(other.status(), 200);
    EXPECT_EQ(uncounted.back().status(), 200);
    EXPECT_EQ(edge->connections().refused_per_address, 1u);
    EXPECT_TRUE(edge.reports().mention("127.0.0.5 refused: limit of connections per address"));
    greedy.clear();
    edge.settle();
    greedy.push_back(edge.client("127.0.0.5"));
    greedy.back().send(honest);
    EXPECT_EQ(greedy.back().status(), 200);
}

TEST(EdgeCrowd, KeepsItsLastConnectionsForOperators) // D06
{
    http::EdgeOptions options;
    options.limits.loop.total = 3;
    options.limits.loop.kept = 1;
    http::Edge edge(std::move(options), RunningEdge::echo());
    ASSERT_TRUE(edge.listen({.name = "wctp"}));
    ASSERT_TRUE(edge.listen({.name = "console", .is_for_operators = true}));
    edge.start();
    const RawClient first(edge.port("wctp"));
    const RawClient second(edge.port("wctp"));

    RawClient third(edge.port("wctp"));
    EXPECT_EQ(third.until_closed(), "");
    RawClient operators(edge.port("console"));
    operators.send(honest);
    EXPECT_EQ(operators.status(), 200);
    RawClient beyond(edge.port("console"));

    EXPECT_EQ(beyond.until_closed(), "");
    EXPECT_EQ(edge.connections().refused_total, 2u);
}

TEST(EdgeCrowd, RestsAcceptingNearTheDescriptorLimitAndServesTheRestLater) // D10
{
    http::EdgeOptions options;
    options.limits.loop.descriptor_reserve = 20;
    RunningEdge edge(std::move(options));
    const DescriptorLimit limit(next_descriptor() + 44);
    std::vector<RawClient> clients;
    for (int count = 0; count < 16; ++count) {
        clients.push_back(edge.client());
        clients.back().send(honest);
    }
    edge.settle();

    EXPECT_LT(edge->connections().accepted, 16u);
    EXPECT_GE(edge->connections().accepted, 1u);
    EXPECT_EQ(edge->connections().accept_pauses, 1u); // rests, does not spin
    EXPECT_EQ(clients.front().status(), 200);
    auto last = std::move(clients.back());
    clients.clear();
    EXPECT_EQ(last.status(), 200);
}

TEST(EdgeCrowd, SurvivesRunningOutOfDescriptorsAltogether) // D10
{
    http::EdgeOptions options;
    options.limits.loop.descriptor_reserve = 0;
    RunningEdge edge(std::move(options));
    std::optional<RawClient> client;
    {
        const DescriptorLimit limit(next_descriptor() + 1);
        client.emplace(edge.client());
        client->send(honest);
        edge.settle();
        edge.pass(1s);

        EXPECT_EQ(edge->connections().accepted, 0u);
        EXPECT_TRUE(edge.reports().mention("LimitNOFILE"));
    }
    edge.pass(1s);

    EXPECT_EQ(client->status(), 200);
}

} // namespace
} // namespace relay::test
