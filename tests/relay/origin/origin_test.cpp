#include "fake_dns.h"
#include "relay/origin/origin.h"
#include "signed_mail.h"
#include <gtest/gtest.h>

namespace tests {
namespace {

using namespace relay::origin;

constexpr auto from = "From: Lab <lab@ward.hospital.example>";
constexpr auto body = "Potassium 6.8\r\n";

class MailOrigins : public testing::Test {
protected:
    MailOrigins()
    {
        dns.text("key._domainkey.hospital.example", signer().record())
            .text("hospital.example", "v=spf1 ip4:192.0.2.0/24 -all")
            .text("_dmarc.hospital.example", "v=DMARC1; p=reject");
    }
    /// Making keys takes its time.
    static const MailSigner& signer()
    {
        static const MailSigner made;
        return made;
    }
    Origin origin(const std::string& message, const std::string& address = "192.0.2.7",
                  const std::string& sender = "hospital.example")
    {
        return examine(dns,
                       {.address = address,
                        .helo = "pc.hospital.example",
                        .sender_local = "lab",
                        .sender_domain = sender,
                        .from_domain = "ward.hospital.example"},
                       message);
    }
    static std::string signed_by(const std::string& domain)
    {
        return signer().signed_mail(domain, from, body);
    }
    static std::string unsigned_mail() { return std::string(from) + "\r\n\r\n" + body; }

    FakeDns dns;
};

TEST_F(MailOrigins, PassBySignature)
{
    const auto found = origin(signed_by("hospital.example"), "198.51.100.7");

    ASSERT_EQ(found.dkim.size(), 1U);
    EXPECT_EQ(found.dkim[0].result, Dkim::Pass);
    EXPECT_EQ(found.spf, Spf::Fail);
    EXPECT_TRUE(found.passes("dkim"));
    EXPECT_TRUE(found.passes("dmarc"));
    EXPECT_FALSE(found.passes("spf"));
    EXPECT_EQ(found.text(), "spf=fail smtp.mailfrom=hospital.example; dkim=pass "
                            "header.d=hospital.example; dmarc=pass "
                            "header.from=ward.hospital.example");
}

TEST_F(MailOrigins, DoNotPassByASignatureOfOtherWordsOrAnotherHouse)
{
    auto changed = signed_by("hospital.example");
    changed.replace(changed.find("6.8"), 3, "4.8");
    EXPECT_EQ(origin(changed).dkim.at(0).result, Dkim::Fail);
    auto other_from = signed_by("hospital.example");
    other_from.replace(other_from.find("Lab <"), 5, "Boss<");
    EXPECT_EQ(origin(other_from).dkim.at(0).result, Dkim::Fail);

    dns.text("key._domainkey.elsewhere.example", signer().record());
    const auto found = origin(signed_by("elsewhere.example"), "198.51.100.7");
    EXPECT_EQ(found.dkim.at(0).result, Dkim::Pass);
    EXPECT_FALSE(found.passes("dkim")) << "whoever signs for himself proves nothing";
    EXPECT_FALSE(found.passes("dmarc"));
}

// RFC 6376 8.2
TEST_F(MailOrigins, DoNotPassByASignatureOfAPartOfTheBody)
{
    const auto length = std::to_string(std::string(body).size());
    const auto whole = signer().signed_mail("hospital.example", from, body, "l=" + length + "; ");

    EXPECT_EQ(origin(whole).dkim.at(0).result, Dkim::Pass);
    EXPECT_EQ(origin(whole + "Page somebody else\r\n").dkim.at(0).result, Dkim::Fail);
}

// RFC 6376 8.15
TEST_F(MailOrigins, DoNotPassWhereAFieldThatIsShownStandsTwice)
{
    const auto mail = signed_by("hospital.example");

    EXPECT_TRUE(origin("Subject: a\r\n" + mail).passes("dkim"));
    for (const auto* field : {"From: x@evil.example", "fROM : x@evil.example"})
        EXPECT_FALSE(origin(std::string(field) + "\r\n" + mail).passes("dkim")) << field;
    EXPECT_FALSE(origin("Subject: a\r\nSubject: b\r\n" + mail).passes("dkim"));
    EXPECT_FALSE(origin("Content-Type: a/b\r\nContent-Type: c/d\r\n" + mail).passes("dkim"));
}

TEST_F(MailOrigins, AreSoughtByTheFirstTenSignaturesAndNoOther)
{
    std::string many;
    for (int i = 0; i < 200; ++i)
        many += "DKIM-Signature: v=1; a=rsa-sha256; d=d" + std::to_string(i) +
                ".example; s=key; h=from; bh=AAAA; b=AAAA\r\n";

    const auto found = origin(many + unsigned_mail());

    EXPECT_EQ(found.dkim.size(), 10U);
    EXPECT_LE(dns.asked, 20);
}

TEST_F(MailOrigins, AreNotSoughtForever)
{
    auto now = std::chrono::steady_clock::time_point();
    const auto slow = [&] { return now += std::chrono::seconds(5); };
    const Claims claims{"192.0.2.7", "pc.hospital.example", "lab", "hospital.example",
                        "ward.hospital.example"};

    const auto late = examine(dns, claims, signed_by("hospital.example"), {.now = slow});
    const auto few = examine(dns, claims, signed_by("hospital.example"), {.lookups = 1});

    EXPECT_TRUE(late.may_change());
    EXPECT_LE(dns.asked, 4);
    EXPECT_EQ(few.spf, Spf::Pass);
    EXPECT_EQ(few.dkim.at(0).result, Dkim::TempError);
    EXPECT_TRUE(few.may_change());
}

// RFC 8301 3.2
TEST_F(MailOrigins, DoNotPassByAShortKey)
{
    const MailSigner weak(512);
    dns.text("key._domainkey.hospital.example", weak.record());

    EXPECT_FALSE(origin(weak.signed_mail("hospital.example", from, body)).passes("dkim"));
}

TEST_F(MailOrigins, PassByTheAddress)
{
    const auto found = origin(unsigned_mail());

    EXPECT_TRUE(found.passes("spf"));
    EXPECT_TRUE(found.passes("dmarc"));
    EXPECT_FALSE(found.passes("dkim"));
    EXPECT_FALSE(found.may_change());
}

TEST_F(MailOrigins, AreAlignedStrictlyWhereTheDomainAsksForThat)
{
    dns.text("_dmarc.hospital.example", "v=DMARC1; p=none; aspf=s; adkim=s");

    EXPECT_EQ(origin(unsigned_mail()).dmarc, Dmarc::Fail);
    EXPECT_EQ(origin(signed_by("hospital.example")).dmarc, Dmarc::Fail);
    EXPECT_EQ(origin(unsigned_mail(), "192.0.2.7", "elsewhere.example").dmarc, Dmarc::Fail);
}

TEST_F(MailOrigins, MayBeKnownLater)
{
    dns.trouble_with("key._domainkey.hospital.example");
    const auto found = origin(signed_by("hospital.example"), "198.51.100.7");

    EXPECT_EQ(found.dkim.at(0).result, Dkim::TempError);
    EXPECT_EQ(found.dmarc, Dmarc::TempError);
    EXPECT_TRUE(found.may_change());
}

TEST_F(MailOrigins, AreNoneWithoutRecords)
{
    FakeDns nothing;
    const auto found =
        examine(nothing, {"192.0.2.7", "pc.ward.example", "", "", "ward.example"}, unsigned_mail());

    EXPECT_EQ(found.text(), "spf=none smtp.mailfrom=pc.ward.example; dkim=none; dmarc=none "
                            "header.from=ward.example");
}

TEST(Organisations, RegisterTheirNamesBelowPublicSuffixes)
{
    EXPECT_EQ(organisation_of("a.b.example.com"), "example.com");
    EXPECT_EQ(organisation_of("a.example.co.uk"), "example.co.uk");
    EXPECT_EQ(organisation_of("co.uk"), "co.uk");
}

} // namespace
} // namespace tests
