#include "certificates.h"
#include "running_edge.h"
#include "tls_client.h"
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <spawn.h>
#include <sys/wait.h>

namespace relay::test {
namespace {

using net::TlsContext;
using namespace std::chrono_literals;

const std::string closing = "GET /ok HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

class EdgeTls : public testing::Test {
protected:
    EdgeTls()
    {
        certificates_.make("first");
        certificates_.make("second");
        edge_ = std::make_unique<http::Edge>(options(), RunningEdge::echo());
        EXPECT_TRUE(edge_->listen({.name = "https", .tls = context("first")}));
        edge_->start();
    }

    http::EdgeOptions options()
    {
        http::EdgeOptions options;
        options.now = time_.now();
        options.limits.loop.per_address = 1000;
        return options;
    }

    TlsContext context(const std::string& name) const
    {
        return TlsContext::load(certificates_.certificate(name), certificates_.key(name)).value();
    }

    RawClient raw() const { return RawClient(edge_->port("https")); }

    Certificates certificates_;
    ManualTime time_;
    std::unique_ptr<http::Edge> edge_;
};

TEST_F(EdgeTls, AnswersOverTls13And12)
{
    TlsClient modern(raw());
    TlsClient older(raw(), {.newest = TLS1_2_VERSION});

    modern.send(closing);
    older.send(closing);

    EXPECT_EQ(modern.version(), "TLSv1.3");
    EXPECT_EQ(older.version(), "TLSv1.2");
    EXPECT_NE(modern.until_closed().find("Strict-Transport-Security: "), std::string::npos);
    EXPECT_NE(older.until_closed().find("HTTP/1.1 200 OK"), std::string::npos);
}

TEST_F(EdgeTls, RefusesOldVersionsAndSuitesWithoutForwardSecrecy)
{
    // Asked of the context too: the system's own settings may refuse TLS 1.1 before ours do.
    EXPECT_EQ(SSL_CTX_get_min_proto_version(context("first").native()), TLS1_2_VERSION);
    EXPECT_THROW(TlsClient(raw(), {.newest = TLS1_1_VERSION}), std::runtime_error);
    EXPECT_THROW(TlsClient(raw(), {.newest = TLS1_2_VERSION, .suites = "kRSA:@SECLEVEL=0"}),
                 std::runtime_error);
    EXPECT_THROW(TlsClient(raw(), {.newest = TLS1_2_VERSION,
                                   .suites = "ECDHE-ECDSA-AES128-SHA256:@SECLEVEL=0"}),
                 std::runtime_error);
}

TEST_F(EdgeTls, ChoosesTheSuiteInItsOwnOrder)
{
    TlsClient client(raw(),
                     {.newest = TLS1_2_VERSION,
                      .suites = "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256"});

    EXPECT_EQ(client.suite(), "ECDHE-ECDSA-AES128-GCM-SHA256");
}

TEST_F(EdgeTls, MovesBodiesOfManyRecords)
{
    const std::string body(60'000, 'x');
    TlsClient client(raw());

    client.send("POST /ok HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n\r\n");
    client.send(body);
    const auto answer = client.until_closed();

    EXPECT_EQ(answer.substr(answer.size() - body.size()), body);
}

TEST_F(EdgeTls, GivesNewConnectionsTheNewCertificateAndOldOnesKeepTheirs)
{
    TlsClient old(raw());

    edge_->replace_tls("https", context("second"));
    settle(edge_->loop());
    TlsClient fresh(raw());
    old.send(closing);

    EXPECT_NE(fresh.fingerprint(), old.fingerprint());
    EXPECT_NE(old.until_closed().find("200 OK"), std::string::npos);
}

TEST_F(EdgeTls, CutsHandshakesAtTheirDeadlineWhileOthersAreAnswered) // D04
{
    std::vector<RawClient> silent;
    for (int count = 0; count < 500; ++count) {
        silent.push_back(raw());
    }
    silent.front().send("\x16\x03\x01"); // the beginning of a handshake

    TlsClient client(raw());
    client.send(closing);
    EXPECT_NE(client.until_closed().find("200 OK"), std::string::npos);
    settle(edge_->loop());
    time_.advance(10s);
    settle(edge_->loop());

    EXPECT_EQ(silent.front().until_closed(), "");
    EXPECT_EQ(silent.back().until_closed(), "");
    EXPECT_EQ(edge_->connections().cut_in_handshake, 500u);
}

TEST_F(EdgeTls, ClosesOnPlainHttpAtTheTlsDoor)
{
    auto client = raw();

    client.send(honest);

    EXPECT_EQ(client.until_closed().find("HTTP/1.1 200"), std::string::npos);
    EXPECT_EQ(edge_->connections().cut_in_handshake, 1u);
}

TEST_F(EdgeTls, SatisfiesCurl)
{
    const auto output = certificates_.folder() / "answer";
    const auto url = "https://localhost:" + std::to_string(edge_->port("https")) + "/ok";
    const auto authority = certificates_.certificate("first").string();
    std::vector<std::string> words{"curl",     "-sS",     "--resolve", "localhost:0:127.0.0.1",
                                   "--cacert", authority, "-o",        output.string(),
                                   url};
    words[3] = "localhost:" + std::to_string(edge_->port("https")) + ":127.0.0.1";
    std::vector<char*> arguments;
    for (auto& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    pid_t child = 0;
    if (::posix_spawnp(&child, "curl", nullptr, nullptr, arguments.data(), environ) != 0) {
        std::cout << "skipped: there is no curl here\n";
        return;
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    std::ifstream file(output);

    EXPECT_EQ(status, 0);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "/ok ");
}

TEST(TlsContext, NamesTheFileThatIsWrong)
{
    Certificates certificates;
    certificates.make("one");
    certificates.make("other");
    std::ofstream(certificates.certificate("broken")) << "no PEM\n";
    const auto error_of = [&](const std::string& certificate, const std::string& key) {
        const auto loaded =
            TlsContext::load(certificates.certificate(certificate), certificates.key(key));
        return loaded ? "" : loaded.error();
    };

    EXPECT_EQ(error_of("one", "one"), "");
    const auto mismatch = error_of("one", "other");
    EXPECT_NE(mismatch.find("other.key"), std::string::npos);
    EXPECT_NE(mismatch.find("one.crt"), std::string::npos);
    EXPECT_NE(mismatch.find("mismatch"), std::string::npos);
    EXPECT_NE(error_of("absent", "one").find("absent.crt"), std::string::npos);
    EXPECT_NE(error_of("one", "absent").find("absent.key"), std::string::npos);
    EXPECT_NE(error_of("broken", "one").find("broken.crt"), std::string::npos);
}

} // namespace
} // namespace relay::test
