#include "api_house.h"
#include "tests/support/mail_certificate.h"

// What mail to a contact is encrypted for.

namespace tests {
namespace {

class CertificateApi : public ApiTest {
protected:
    static constexpr auto path = "/api/v1/contacts/ANN-LEE";

    static std::string body(const std::string& pem)
    {
        return R"({"certificate":)" + json_text(pem) + "}";
    }
    std::optional<store::Certificate> kept()
    {
        node().refresh_directory();
        return house().people()->contact(ann)->certificate;
    }
};
HOUSE_ON_BOTH_ENGINES(CertificateApi);

TEST_P(CertificateApi, KeepsACertificateAndShowsWhoseItIsAndForHowLong)
{
    const auto made = make_mail_certificate();
    EXPECT_EQ(at(get(path, admin), "/certificate"), "-");

    const auto set = patch(path, admin, body(made.pem));

    ASSERT_EQ(set.status, 200) << set.body;
    EXPECT_EQ(at(set, "/certificate/pem"), made.pem);
    EXPECT_EQ(at(set, "/certificate/subject"), "CN=Ann Lee");
    EXPECT_EQ(at(set, "/certificate/expiresAt"), "2096-10-02T07:06:40.000Z");
    EXPECT_EQ(at(set, "/certificate/fingerprint"), kept()->fingerprint);
    EXPECT_EQ(at(get(contacts, admin), "/items/0/certificate/subject"), "CN=Ann Lee");
}

TEST_P(CertificateApi, LeavesItAloneUntilItIsTakenAway)
{
    patch(path, admin, body(make_mail_certificate().pem));

    EXPECT_EQ(patch(path, admin, R"({"displayName":"Sister Ann"})").status, 200);
    EXPECT_TRUE(kept());
    EXPECT_EQ(at(patch(path, admin, R"({"certificate":null})"), "/certificate"), "-");
    EXPECT_FALSE(kept());
}

TEST_P(CertificateApi, LetsAContactWhoseCertificateHasExpiredBeChanged)
{
    const auto soon = build::noon + 1h;
    patch(path, admin, body(make_mail_certificate({.expires = soon}).pem));
    clock.advance(2h);

    EXPECT_EQ(patch(path, admin, R"({"displayName":"Sister Ann"})").status, 200);
    EXPECT_EQ(kept()->expires, soon);
}

TEST_P(CertificateApi, MakesAContactWithACertificate)
{
    const auto certificate = body(make_mail_certificate({.key = MailKey::Ec}).pem);
    const auto made = post(contacts, admin,
                           R"({"opid":"ELA-NEW","firstName":"E","lastName":"N",
                               "details":[{"kind":"email","address":"e@example.org"}],)" +
                               certificate.substr(1));

    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(at(made, "/certificate/subject"), "CN=Ann Lee");
}

TEST_P(CertificateApi, RefusesWhatMailCannotBeEncryptedFor)
{
    const std::pair<std::string, const char*> refused[] = {
        {body("garbage"), "/certificate holds no certificate in PEM (-----BEGIN CERTIFICATE-----)"},
        {body(""), "/certificate holds no certificate in PEM (-----BEGIN CERTIFICATE-----)"},
        {R"({"certificate":7})", "/certificate must be a text"},
        {body(make_mail_certificate({.expires = build::noon}).pem),
         "/certificate expired on 2027-01-15"},
        {body(make_mail_certificate({.key_usage = "digitalSignature"}).pem),
         "/certificate is not for encryption: its key usage lacks keyEncipherment"}};
    for (const auto& [sent, why] : refused) {
        const auto response = patch(path, admin, sent);

        EXPECT_EQ(response.status, 422) << why;
        EXPECT_EQ(first_error(response), why);
        EXPECT_FALSE(kept());
    }
}

TEST_P(CertificateApi, RefusesAPrivateKeyWithoutKeepingOrRepeatingAnyOfIt)
{
    const auto made = make_mail_certificate();
    const auto part = made.key.substr(100, 40);

    const auto refused = patch(path, admin, body(made.pem + made.key));

    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(first_error(refused), "/certificate holds a private key, which is the contact's "
                                    "alone: give the certificate only");
    EXPECT_EQ(refused.body.find(part), std::string::npos);
    EXPECT_FALSE(kept());
    EXPECT_EQ(audit_trail().size(), 0U);
}

} // namespace
} // namespace tests
