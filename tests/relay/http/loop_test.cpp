// The loop with a protocol of lines, as the SMTP listener uses it.
#include "certificates.h"
#include "relay/net/loop.h"
#include "running_edge.h"
#include "tls_client.h"
#include <gtest/gtest.h>

namespace relay::test {
namespace {

using net::Connection;
using namespace std::chrono_literals;

/// Greets, echoes lines, and knows the words STARTTLS, QUIT, FAIL and FLOOD.
class LineProtocol : public net::Protocol {
public:
    explicit LineProtocol(Connection& connection) : connection_(connection) {}

    void on_open() override
    {
        connection_.write("hello " + connection_.peer() + "\n");
        connection_.set_deadline(connection_.now() + 5min);
    }
    void on_bytes(std::string_view bytes) override
    {
        pending_ += bytes;
        for (auto end = pending_.find('\n'); end != std::string::npos; end = pending_.find('\n')) {
            const auto line = pending_.substr(0, end);
            pending_.erase(0, end + 1);
            take(line);
        }
    }
    void on_end() override { connection_.close(); }
    void on_deadline() override
    {
        connection_.write("too slow\n");
        connection_.close();
    }
    void on_drain() override
    {
        connection_.write("going down\n");
        connection_.close();
    }
    void on_secured() override { connection_.write("secured\n"); }

    void tell(const std::string& text) { connection_.write(text); }

private:
    void take(const std::string& line)
    {
        if (line == "STARTTLS") {
            pending_.clear(); // what came in the clear behind it is nobody's
            connection_.write("go ahead\n");
            connection_.start_tls();
            return;
        }
        if (line == "QUIT") {
            connection_.close();
        }
        if (line == "FAIL") {
            throw std::runtime_error("a fault in the protocol");
        }
        if (line == "FLOOD") {
            connection_.write(std::string(8 << 20, 'x'));
        }
        connection_.write(line + (connection_.is_secure() ? " in secret\n" : "\n"));
    }

    Connection& connection_;
    std::string pending_;
};

class LoopTest : public testing::Test {
protected:
    LoopTest() : loop_({{}, time_.now(), reports_.sink()}) {}

    RawClient start(std::optional<net::TlsContext> tls = std::nullopt)
    {
        auto socket = net::listen_on("127.0.0.1", 0).value();
        port_ = socket.address().port();
        loop_.listen({"lines", socket, std::move(tls), net::TlsStart::OnDemand},
                     [this](Connection& connection) {
                         last_id_ = connection.id();
                         return std::make_unique<LineProtocol>(connection);
                     });
        loop_.start();
        return greeted();
    }

    RawClient greeted() const
    {
        RawClient client(port_);
        EXPECT_EQ(client.exactly(16), "hello 127.0.0.1\n");
        return client;
    }

    ManualTime time_;
    Reports reports_;
    std::atomic<Connection::Id> last_id_{0};
    std::uint16_t port_ = 0;
    net::Loop loop_;
};

TEST_F(LoopTest, CarriesADialogue)
{
    auto client = start();

    client.send("one\ntwo\nQUIT\n");

    EXPECT_EQ(client.until_closed(), "one\ntwo\nQUIT\n");
}

TEST_F(LoopTest, TurnsAPlainConnectionIntoASecureOneInMidLife)
{
    Certificates certificates;
    certificates.make("relay");
    auto plain =
        start(net::TlsContext::load(certificates.certificate("relay"), certificates.key("relay"))
                  .value());

    plain.send("STARTTLS\ninjected\n");
    EXPECT_EQ(plain.exactly(9), "go ahead\n");
    TlsClient client(std::move(plain));
    EXPECT_EQ(client.some(), "secured\n");
    client.send("word\nQUIT\n");

    EXPECT_EQ(client.until_closed(), "word in secret\nQUIT in secret\n");
}

TEST_F(LoopTest, CutsAConnectionThatAsksForTlsWhereThereIsNone)
{
    auto client = start();

    client.send("STARTTLS\n");

    EXPECT_EQ(client.until_closed(), "go ahead\n");
    EXPECT_TRUE(reports_.mention("TLS asked for where there is none"));
}

TEST_F(LoopTest, CallsAtTheDeadlineThatTheProtocolSet)
{
    auto client = start();

    client.send("still here\n");
    EXPECT_EQ(client.exactly(11), "still here\n");
    time_.advance(299s);
    settle(loop_);
    EXPECT_EQ(loop_.counters().open, 1u);
    time_.advance(1s);
    settle(loop_);

    EXPECT_EQ(client.until_closed(), "too slow\n");
}

TEST_F(LoopTest, EndsTheConnectionOfAFaultAndNoOther)
{
    auto faulty = start();
    auto other = greeted();

    faulty.send("FAIL\n");
    EXPECT_EQ(faulty.until_closed(), "");
    other.send("QUIT\n");

    EXPECT_EQ(other.until_closed(), "QUIT\n");
    EXPECT_TRUE(reports_.mention("a fault in the protocol"));
}

TEST_F(LoopTest, CutsAPeerThatMakesItWriteAndDoesNotRead)
{
    auto client = start();

    client.send("FLOOD\nFLOOD\n");
    settle(loop_);
    settle(loop_);

    EXPECT_LT(client.until_closed().size(), 8u << 20);
    EXPECT_EQ(loop_.counters().cut_slow_readers, 1u);
}

TEST_F(LoopTest, LetsOtherThreadsReachAConnectionAndDropsWhatComesTooLate)
{
    auto client = start();
    const auto tell = [this](net::Loop& loop) {
        loop.visit(last_id_, [](net::Protocol& protocol) {
            dynamic_cast<LineProtocol&>(protocol).tell("news\n");
        });
    };

    EXPECT_TRUE(loop_.post(tell));
    EXPECT_EQ(client.exactly(5), "news\n");
    client.close();
    settle(loop_);
    EXPECT_EQ(loop_.counters().open, 0u);
    EXPECT_TRUE(loop_.post(tell));
    const auto box = loop_.postbox();
    loop_.stop(0s);

    EXPECT_FALSE(box->post(tell));
}

TEST_F(LoopTest, OutlivesATaskThatThrows)
{
    auto client = start();

    loop_.post([](net::Loop&) { throw std::runtime_error("a bad task"); });
    settle(loop_);
    client.send("QUIT\n");

    EXPECT_EQ(client.until_closed(), "QUIT\n");
    EXPECT_TRUE(reports_.mention("a bad task"));
}

TEST_F(LoopTest, SaysGoodbyeWhenItDrains)
{
    auto client = start();
    std::jthread stopper([this] { loop_.stop(1h); });

    EXPECT_EQ(client.until_closed(), "going down\n");
    client.close();
}

} // namespace
} // namespace relay::test
