// What an IMAP server may say while we wait for mail.
#include "relay/channels/imap_connection.h"
#include "relay/channels/mailbox_reader.h"
#include "tests/support/tcp_server.h"
#include <gtest/gtest.h>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;
using tests::TcpPeer;
using tests::TcpServer;

/// Lets libcurl in. False: it hung up.
bool log_in(TcpPeer& peer)
{
    peer.write("* OK [CAPABILITY IMAP4rev1] ready\r\n");
    for (;;) {
        const auto line = peer.read_until("\r\n");
        if (!line)
            return false;
        const auto tag = line->substr(0, line->find(' '));
        if (line->find(" CAPABILITY") != std::string::npos)
            peer.write("* CAPABILITY IMAP4rev1 IDLE\r\n");
        peer.write(tag + " OK done\r\n");
        if (line->find(" LOGIN") != std::string::npos)
            return true;
    }
}

MailboxSettings mailbox_at(int port)
{
    MailboxSettings settings;
    settings.host = "127.0.0.1";
    settings.port = port;
    settings.tls = TlsPolicy::None;
    settings.user = "paging";
    settings.timeout = 10s;
    return settings;
}

std::unique_ptr<ImapConnection> connected(const TcpServer& server)
{
    return ImapConnection::open(mailbox_at(server.port()), "secret").value();
}

TEST(ImapConnections, IdleAlsoWhereMailIsAnnouncedBeforeTheServerIdles)
{
    const TcpServer server([](TcpPeer& peer) {
        if (!log_in(peer))
            return;
        const auto idle = peer.read_until("\r\n").value_or("");
        peer.write("* 4 EXISTS\r\n+ idling\r\n");
        EXPECT_EQ(peer.read_until("\r\n"), "DONE\r\n");
        peer.write(idle.substr(0, idle.find(' ')) + " OK\r\n");
        peer.wait_for_end();
    });
    const auto connection = connected(server);

    EXPECT_TRUE(connection->idle(10s, {}));
}

TEST(ImapConnections, DoNotIdleWhereMailWasAnnouncedMeanwhile)
{
    const TcpServer server([](TcpPeer& peer) {
        if (!log_in(peer))
            return;
        const auto fetch = peer.read_until("\r\n").value_or("");
        peer.write("* 4 EXISTS\r\n" + fetch.substr(0, fetch.find(' ')) + " OK\r\n");
        EXPECT_EQ(peer.read_until("\r\n"), std::nullopt) << "it has nothing to wait for";
    });
    auto connection = connected(server);
    connection->forget_mail();
    ASSERT_TRUE(connection->ask("UID FETCH 3 (RFC822.SIZE)"));

    EXPECT_TRUE(connection->idle(10s, {}));
    connection.reset();
}

// Else a password that has changed locks the account before anybody looks.
TEST(ImapConnections, ThatRefuseALoginAreTriedLessAndLess)
{
    const TcpServer server([](TcpPeer& peer) {
        peer.write("* OK [CAPABILITY IMAP4rev1] ready\r\n");
        while (const auto line = peer.read_until("\r\n")) {
            const auto tag = line->substr(0, line->find(' '));
            const bool is_login = line->find(" LOGIN") != std::string::npos;
            peer.write(tag + (is_login ? " NO [AUTHENTICATIONFAILED] no\r\n" : " OK done\r\n"));
        }
    });

    const auto refused = ImapConnection::open(mailbox_at(server.port()), "wrong");

    ASSERT_FALSE(refused);
    EXPECT_TRUE(refused.error().is_login_refused) << refused.error().why;
    EXPECT_EQ(pause_after(60s, 0), 60s);
    EXPECT_EQ(pause_after(60s, 1), 2min);
    EXPECT_EQ(pause_after(60s, 3), 8min);
    EXPECT_EQ(pause_after(60s, 1000), 10min);
    EXPECT_EQ(pause_after(2h, 3), 2h);
}

TEST(ImapConnections, ThatAreNotThereAreNoRefusedLogin)
{
    EXPECT_FALSE(ImapConnection::open(mailbox_at(1), "x").error().is_login_refused);
}

} // namespace
} // namespace relay::channels
