// What is agreed with one callback about TLS, and with nobody else.
#include "relay/channels/wctp_push.h"
#include "tests/relay/channels/outgoing.h"
#include "tests/support/certificate_authority.h"
#include "tests/support/child_process.h"
#include "tests/support/http_server.h"
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace relay::channels {
namespace {

using store::PeerTls;
using store::TlsVersion;
using tests::CertificateAuthority;
using tests::http_answer;
using tests::HttpServer;
using tests::IssuedCertificate;

const std::string confirmed =
    http_answer(200,
                "<?xml version=\"1.0\"?><wctp-Operation wctpVersion=\"wctp-dtd-v1r3\">"
                "<wctp-Confirmation><wctp-Success successCode=\"200\">ok</wctp-Success>"
                "</wctp-Confirmation></wctp-Operation>",
                "text/xml");

class WctpPushTls : public testing::Test {
protected:
    Outcome pushed(const IssuedCertificate& server_has, const PeerTls& tls) const
    {
        const HttpServer server(confirmed, server_has);
        Outgoing outgoing;
        outgoing.delivery = {4711};
        outgoing.channel = store::Channel::WctpPush;
        outgoing.now = noon;
        outgoing.payload = WctpOut{"https://127.0.0.1:" + std::to_string(server.port()) + "/wctp",
                                   {"127.0.0.0/8"},
                                   "<?xml version=\"1.0\"?><wctp-Operation/>",
                                   tls};
        return make_wctp_push({}).value()->send(outgoing);
    }
    bool arrives(const IssuedCertificate& server_has, const PeerTls& tls) const
    {
        return std::holds_alternative<Accepted>(pushed(server_has, tls));
    }
    PeerTls trusting() const { return {.ca_file = authority_.ca_file()}; }

    /// curl's words for the public key of a certificate.
    static std::string pin_of(const IssuedCertificate& issued)
    {
        const std::unique_ptr<FILE, int (*)(FILE*)> file(
            std::fopen(issued.certificate.c_str(), "r"), std::fclose);
        const std::unique_ptr<X509, void (*)(X509*)> certificate(
            PEM_read_X509(file.get(), nullptr, nullptr, nullptr), X509_free);
        unsigned char* key = nullptr;
        const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &key);
        std::array<unsigned char, 32> digest{};
        EVP_Digest(key, static_cast<std::size_t>(length), digest.data(), nullptr, EVP_sha256(),
                   nullptr);
        OPENSSL_free(key);
        std::array<unsigned char, 64> text{};
        EVP_EncodeBlock(text.data(), digest.data(), digest.size());
        return "sha256//" + std::string(reinterpret_cast<const char*>(text.data()));
    }

    CertificateAuthority authority_;
    IssuedCertificate server_ = authority_.issue("127.0.0.1");
};

TEST_F(WctpPushTls, NeedsAnAuthorityThatTheSourceOrTheHouseNames)
{
    EXPECT_FALSE(arrives(server_, {}));
    EXPECT_TRUE(arrives(server_, trusting()));
    EXPECT_FALSE(arrives(authority_.issue("127.0.0.2"), trusting()));
}

TEST_F(WctpPushTls, HoldsThePeerToThePinnedKey)
{
    auto tls = trusting();
    tls.pin = pin_of(authority_.issue("127.0.0.1"));
    EXPECT_FALSE(arrives(server_, tls));

    tls.pin = pin_of(server_);

    EXPECT_TRUE(arrives(server_, tls));
}

TEST_F(WctpPushTls, ShowsTheCertificateThatIsTheSources)
{
    CertificateAuthority theirs;
    auto asking = server_;
    asking.client_authority = theirs.ca_file();
    const auto ours = theirs.issue("relay.example");
    auto tls = trusting();
    EXPECT_FALSE(arrives(asking, tls));

    tls.certificate_file = ours.certificate;
    tls.key_file = ours.key;

    EXPECT_TRUE(arrives(asking, tls));
}

TEST_F(WctpPushTls, ReachesOldPeersOnlyWhereThatIsAllowed)
{
    auto old = server_;
    old.is_old = true;
    auto tls = trusting();
    EXPECT_FALSE(arrives(old, tls));

    tls.minimum = TlsVersion::V1_0;

    EXPECT_TRUE(arrives(old, tls));
    EXPECT_TRUE(arrives(server_, tls)) << "newer ones all the same";
    tls.minimum = TlsVersion::V1_3;
    EXPECT_TRUE(arrives(server_, tls));
}

TEST_F(WctpPushTls, OffersTheCiphersOfTheSource)
{
    auto tls = trusting();
    tls.ciphers = "ECDHE-ECDSA-AES128-SHA256";
    auto old = server_;
    old.is_old = true;

    EXPECT_TRUE(arrives(server_, tls));
    tls.minimum = TlsVersion::V1_0;
    EXPECT_FALSE(arrives(old, tls)) << "TLS 1.1 has no such cipher";
    tls.ciphers = "ECDHE-ECDSA-AES128-SHA";
    EXPECT_TRUE(arrives(old, tls));
}

TEST_F(WctpPushTls, SaysThatItWasTlsWhichFailed)
{
    const auto outcome = pushed(server_, {});

    ASSERT_TRUE(std::holds_alternative<Busy>(outcome));
    EXPECT_EQ(std::get<Busy>(outcome).code, "tls");
}

} // namespace
} // namespace relay::channels
