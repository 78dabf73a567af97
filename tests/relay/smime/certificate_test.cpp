#include "relay/smime/certificate.h"
#include "relay/smime/enveloped.h"
#include "tests/support/mail_certificate.h"
#include <gtest/gtest.h>

// Which certificates mail can be encrypted for.

namespace relay::smime {
namespace {

using tests::MailCertificateTerms;
using tests::MailKey;

constexpr auto now = store::instant(1'800'000'000'000); // 2027-01-15T08:00
constexpr auto summer = store::instant(1'815'000'000'000);

std::string why_not(const MailCertificateTerms& terms)
{
    const auto read = read_certificate(tests::make_mail_certificate(terms).pem, now);
    return read ? "" : read.error();
}

TEST(Certificate, IsReadWithItsSubjectItsEndAndItsFingerprint)
{
    const auto made = tests::make_mail_certificate({.name = "Ann L\u00e9e", .expires = summer});

    const auto read = read_certificate(made.pem, now);

    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->pem, made.pem);
    EXPECT_EQ(read->subject, "CN=Ann L\u00e9e");
    EXPECT_EQ(read->expires, summer);
    EXPECT_EQ(read->fingerprint.size(), 32U * 3 - 1) << read->fingerprint;
}

TEST(Certificate, IsKeptWithoutWhatStandsAroundIt)
{
    const auto made = tests::make_mail_certificate();

    const auto read = read_certificate("Bag Attributes: CANARY\r\n" + made.pem + "CANARY", now);

    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->pem, made.pem);
}

TEST(Certificate, IsTakenWithEachKeyThatMailCanBeEncryptedFor)
{
    const MailCertificateTerms usable[] = {{.key = MailKey::Rsa, .key_usage = "keyEncipherment"},
                                           {.key = MailKey::Ec, .key_usage = "keyAgreement"},
                                           {.key = MailKey::Rsa, .key_usage = ""},
                                           {.key = MailKey::Ec, .key_usage = ""},
                                           {.extended_key_usage = "clientAuth,emailProtection"},
                                           {.extended_key_usage = "anyExtendedKeyUsage"}};
    for (const auto& terms : usable)
        EXPECT_EQ(why_not(terms), "") << terms.key_usage << terms.extended_key_usage;
}

TEST(Certificate, IsRefusedWhereMailCannotBeEncryptedForIt)
{
    const std::pair<MailCertificateTerms, const char*> refused[] = {
        {{.expires = now}, "expired on 2027-01-15"},
        {{.begins = summer}, "is not valid before 2027-07-07"},
        {{.key_usage = "digitalSignature"},
         "is not for encryption: its key usage lacks keyEncipherment"},
        {{.key_usage = "keyAgreement"},
         "is not for encryption: its key usage lacks keyEncipherment"},
        {{.key = MailKey::Ec, .key_usage = "digitalSignature"},
         "is not for encryption: its key usage lacks keyAgreement"},
        {{.key = MailKey::Ed25519},
         "has a key that nothing can be encrypted for: it must be RSA or EC"},
        {{.key = MailKey::ShortRsa}, "has a key of 1024 bits, which is too short"},
        {{.extended_key_usage = "serverAuth"},
         "is not for mail: its extended key usage lacks emailProtection"}};
    for (const auto& [terms, why] : refused)
        EXPECT_EQ(why_not(terms), why);
}

TEST(Certificate, IsOneAndNoneOfItsKeyIsTaken)
{
    const auto made = tests::make_mail_certificate();
    const auto broken = made.pem.substr(0, 200) + made.pem.substr(264);
    const std::pair<std::string, const char*> refused[] = {
        {"", "holds no certificate"},
        {"garbage", "holds no certificate"},
        {broken, "holds no certificate"},
        {std::string(65'000, 'x') + made.pem, "is longer than"},
        {made.pem + made.pem, "holds more than one certificate"},
        {made.key, "holds a private key"},
        {made.pem + made.key, "holds a private key"},
        {made.key + made.pem, "holds a private key"},
        {"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n", "holds a private key"}};
    for (const auto& [pem, why] : refused) {
        const auto read = read_certificate(pem, now);

        ASSERT_FALSE(read) << why;
        EXPECT_TRUE(read.error().starts_with(why)) << read.error();
        EXPECT_EQ(read.error().find(made.key.substr(40, 20)), std::string::npos);
    }
}

TEST(Certificate, ThatIsNoneEncryptsNothingInsteadOfLeavingItClear)
{
    const auto ed = tests::make_mail_certificate({.key = MailKey::Ed25519});

    for (const auto& pem : {std::string("garbage"), ed.pem}) {
        const auto made = enveloped("CANARY", pem);

        ASSERT_FALSE(made);
        EXPECT_FALSE(made.error().empty());
    }
}

} // namespace
} // namespace relay::smime
