// Who the message centre is, inside TLS, and what we do with a peer that does not speak SMPP. The
// other end is OpenSSL and a script.
#include "relay/smpp/pdu.h"
#include "tests/relay/channels/smpp_peer.h"
#include <atomic>

namespace relay::channels {
namespace {

using tests::CertificateAuthority;
using tests::TcpPeer;
using tests::TcpServer;

smpp::Pdu next_pdu(TcpPeer& peer)
{
    const auto header = peer.read_bytes(smpp::header_bytes);
    if (header.size() < smpp::header_bytes)
        return {};
    const auto body = peer.read_bytes(smpp::read_header(header).length - smpp::header_bytes);
    return smpp::decode(header + body).value_or(smpp::Pdu{});
}

/// Binds whoever comes and takes all.
void serve(TcpPeer& peer)
{
    for (;;) {
        const auto pdu = next_pdu(peer);
        smpp::Body body;
        if (pdu.command == smpp::Command::SubmitSm)
            body = smpp::MessageAnswer{"a1", {}};
        else if (pdu.command == smpp::Command::BindTransceiver)
            body = smpp::BindAnswer{"SMSC", {}};
        else if (pdu.command != smpp::Command::Unbind)
            return;
        peer.write(smpp::encode({smpp::response_to(pdu.command), 0, pdu.sequence, body}));
    }
}

class SmppTls : public SmppPeer {
protected:
    TcpServer::Script secured(const tests::IssuedCertificate& certificate)
    {
        return [certificate](TcpPeer& peer) {
            if (peer.start_tls(certificate))
                serve(peer);
        };
    }

    SmppSettings settings_for(const TcpServer& server) const
    {
        auto with = smpp_settings(server.port(), folder());
        with.tls = true;
        with.ca_file = authority_.ca_file();
        return with;
    }

    CertificateAuthority authority_;
};

TEST_F(SmppTls, ProtectsTheSession)
{
    const TcpServer server(secured(authority_.issue("127.0.0.1")));
    connect(settings_for(server));

    EXPECT_EQ(send(), Outcome(Accepted{"a1", "message id a1", {}}));
    channel_.reset();
}

TEST_F(SmppTls, IsRefusedToAStranger)
{
    CertificateAuthority stranger;
    const TcpServer server(secured(stranger.issue("127.0.0.1")));
    connect(settings_for(server));

    EXPECT_TRUE(begins(send(), "Busy not sent: not bound: "));
    channel_.reset();
}

TEST_F(SmppTls, IsRefusedToAnotherName)
{
    const TcpServer server(secured(authority_.issue("smsc.example")));
    connect(settings_for(server));

    EXPECT_TRUE(begins(send(), "Busy not sent: not bound: SSL:"));
    channel_.reset();
}

TEST_F(SmppTls, IsNeverDoneWithout)
{
    std::atomic<int> handshakes = 0;
    std::atomic<int> others = 0;
    const TcpServer server([&](TcpPeer& peer) {
        const auto first = peer.read_some();
        if (!first.empty())
            ++(first[0] == '\x16' ? handshakes : others); // RFC 8446 5.1
        peer.wait_for_end();
    });
    auto with = settings_for(server);
    with.connect_timeout = std::chrono::milliseconds(100);
    connect(with);

    do {
        EXPECT_TRUE(begins(send(), "Busy not sent: not bound:")) << "to a peer in clear text";
    } while (handshakes + others == 0);
    channel_.reset();
    EXPECT_EQ(others, 0);
}

TEST_F(SmppTls, HangsUpOnWhatIsNoMessageCentre)
{
    const TcpServer server([](TcpPeer& peer) {
        peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
        peer.wait_for_end();
    });
    auto with = settings_for(server);
    with.tls = false;
    connect(with);

    EXPECT_TRUE(begins(send(), "Busy not sent: not bound: what came was no SMPP"));
    channel_.reset();
}

TEST(SmppSettings, AreRefusedWithAllThatIsWrong)
{
    OpenEars ears;
    SmppSettings wrong;
    wrong.host = "user@host";
    wrong.port = 0;
    wrong.system_id = "sixteencharacter";
    wrong.from = "a name that is long";
    wrong.window = 0;
    wrong.text.max_parts = 256;
    wrong.password_file = "/nowhere/password";

    const auto made = make_smpp(wrong, ears, {});

    ASSERT_FALSE(made);
    std::string keys;
    for (const auto& error : made.error())
        keys += error.where + " ";
    EXPECT_EQ(keys, "host port from max_parts window system_id password_file ");
}

TEST(SmppSettings, HoldAPasswordOfEightCharacters)
{
    const tests::TemporaryDirectory folder;
    OpenEars ears;
    auto settings = smpp_settings(tests::free_port(), folder.path());

    std::ofstream(settings.password_file) << "ninechars\n";
    EXPECT_FALSE(make_smpp(settings, ears, {}));
    std::ofstream(settings.password_file) << "eightchr\n";
    EXPECT_TRUE(make_smpp(settings, ears, {}));
}

} // namespace
} // namespace relay::channels
