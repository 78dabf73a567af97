#include "relay/channels/email.h"
#include "tests/relay/channels/outgoing.h"
#include "tests/support/fresh_database.h"
#include "tests/support/smtp_server.h"
#include <atomic>
#include <fstream>
#include <gtest/gtest.h>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;
using tests::CertificateAuthority;
using tests::SmtpManners;
using tests::SmtpServer;
using tests::TcpPeer;
using tests::TcpServer;

EmailSettings settings_for(std::uint16_t port, TlsPolicy tls,
                           const std::filesystem::path& ca_file = {})
{
    EmailSettings settings;
    settings.host = "127.0.0.1";
    settings.port = port;
    settings.tls = tls;
    settings.ca_file = ca_file;
    settings.from = "paging@hospital.example";
    settings.domain = "relay.hospital.example";
    return settings;
}

Outcome sent(const EmailSettings& settings)
{
    return make_email(settings).value()->send(text_out("nurse@ward.example"));
}

SmtpManners with(const tests::IssuedCertificate& certificate)
{
    SmtpManners manners;
    manners.certificate = certificate;
    return manners;
}

TEST(EmailTls, ProtectsTheWholeMail)
{
    CertificateAuthority authority;
    const SmtpServer server(with(authority.issue("127.0.0.1")));

    EXPECT_TRUE(begins(sent(settings_for(server.port(), TlsPolicy::Required, authority.ca_file())),
                       "Accepted"));

    EXPECT_TRUE(server.taken().at(0).envelope.is_tls);
}

TEST(EmailTls, IsThereFromTheFirstByteWhereTheSettingsSaySo)
{
    CertificateAuthority authority;
    auto manners = with(authority.issue("127.0.0.1"));
    manners.is_tls_from_the_start = true;
    const SmtpServer server(manners);

    EXPECT_TRUE(begins(sent(settings_for(server.port(), TlsPolicy::Implicit, authority.ca_file())),
                       "Accepted"));
    EXPECT_TRUE(begins(sent(settings_for(server.port(), TlsPolicy::Implicit)), "Busy tls"));
}

TEST(EmailTls, IsRefusedWithAWrongCertificateAndNothingIsSent)
{
    CertificateAuthority authority;
    const CertificateAuthority other;
    const struct {
        tests::IssuedCertificate certificate;
        std::filesystem::path ca_file;
    } cases[] = {
        {authority.issue("mx.example"), authority.ca_file()},
        {authority.issue("127.0.0.1", -1h), authority.ca_file()},
        {authority.issue("127.0.0.1"), other.ca_file()},
        {authority.issue("127.0.0.1"), {}},
    };

    for (const auto& each : cases) {
        const SmtpServer server(with(each.certificate));
        const auto outcome = sent(settings_for(server.port(), TlsPolicy::Required, each.ca_file));
        EXPECT_TRUE(begins(outcome, "Busy tls")) << said(outcome);
        EXPECT_EQ(server.taken().size(), 0u);
    }
}

TEST(EmailTls, ThatSomebodyStrippedStopsARequiringSession)
{
    const SmtpServer server; // offers no STARTTLS

    EXPECT_TRUE(begins(sent(settings_for(server.port(), TlsPolicy::Required)), "Busy tls"));
    EXPECT_EQ(server.taken().size(), 0u);
}

TEST(EmailTls, IsTakenWithAnyPeerWhereItIsOnlyAnOpportunity)
{
    CertificateAuthority authority;
    const SmtpServer wrong_name(with(authority.issue("mx.example")));
    const SmtpServer without;

    EXPECT_TRUE(
        begins(sent(settings_for(wrong_name.port(), TlsPolicy::Opportunistic)), "Accepted"));
    EXPECT_TRUE(begins(sent(settings_for(without.port(), TlsPolicy::Opportunistic)), "Accepted"));

    EXPECT_TRUE(wrong_name.taken().at(0).envelope.is_tls);
    EXPECT_FALSE(without.taken().at(0).envelope.is_tls);
}

TEST(EmailTls, IsNotUsedWhereTheSettingsSayNone)
{
    CertificateAuthority authority;
    const SmtpServer server(with(authority.issue("127.0.0.1")));

    EXPECT_TRUE(begins(sent(settings_for(server.port(), TlsPolicy::None)), "Accepted"));

    EXPECT_FALSE(server.taken().at(0).envelope.is_tls);
}

TEST(EmailTls, DoesNotBelieveWhatWasSaidBeforeTheHandshake)
{
    CertificateAuthority authority;
    const auto certificate = authority.issue("127.0.0.1");
    std::atomic<bool> has_injected = false;
    const TcpServer server([&](TcpPeer& peer) {
        peer.write("220 mx\r\n");
        peer.read_until("\r\n");
        peer.write("250-mx\r\n250 STARTTLS\r\n");
        peer.read_until("\r\n");
        peer.write("220 go\r\n250-mx\r\n250 AUTH PLAIN\r\n250 injected\r\n");
        has_injected = true;
        if (peer.start_tls(certificate))
            peer.wait_for_end();
    });
    auto settings = settings_for(server.port(), TlsPolicy::Required, authority.ca_file());
    settings.connect_timeout = settings.reply_timeout = 300ms;

    const auto outcome =
        sent_for_sure([&] { return sent(settings); }, [&] { return has_injected.load(); });
    EXPECT_TRUE(begins(outcome, "Busy ")) << said(outcome);
    EXPECT_TRUE(has_injected);
}

/// A server that wants a login and answers it with `verdict`.
void login_server(TcpPeer& peer, const tests::IssuedCertificate& certificate,
                  const std::string& verdict, std::string& login)
{
    if (!peer.start_tls(certificate))
        return;
    peer.write("220 mx\r\n");
    while (const auto line = peer.read_until("\r\n")) {
        if (line->starts_with("AUTH")) {
            login = *line;
            peer.write(verdict);
        } else if (line->starts_with("EHLO")) {
            peer.write("250-mx\r\n250 AUTH GSSAPI NTLM CRAM-MD5 PLAIN\r\n");
        } else if (line->starts_with("DATA")) {
            peer.write("354 go\r\n");
            peer.read_until("\r\n.\r\n");
            peer.write("250 taken\r\n");
        } else {
            peer.write("250 ok\r\n");
        }
    }
}

TEST(EmailTls, CarriesTheLogin)
{
    CertificateAuthority authority;
    const auto certificate = authority.issue("127.0.0.1");
    const tests::TemporaryDirectory directory;
    std::ofstream(directory.path() / "password") << "s3cret\n";
    const std::pair<std::string, const char*> cases[] = {
        {"235 2.7.0 welcome\r\n", "Accepted"},
        {"535 5.7.8 wrong password\r\n", "Refused Provider credentials"},
        {"454 4.7.0 try later\r\n", "Busy credentials"}};
    for (const auto& [verdict, expected] : cases) {
        std::string login;
        Outcome outcome;
        {
            const TcpServer server(
                [&](TcpPeer& peer) { login_server(peer, certificate, verdict, login); });
            auto settings = settings_for(server.port(), TlsPolicy::Implicit, authority.ca_file());
            settings.user = "relay";
            settings.password_file = directory.path() / "password";
            outcome = sent(settings);
        }
        EXPECT_TRUE(begins(outcome, expected)) << said(outcome);
        EXPECT_EQ(login, "AUTH PLAIN AHJlbGF5AHMzY3JldA==\r\n");
    }
}

} // namespace
} // namespace relay::channels
