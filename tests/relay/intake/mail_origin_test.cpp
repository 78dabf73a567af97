// Who sent a mail, as far as its source is concerned.
#include "relay/intake/mail_origin.h"
#include "tests/relay/origin/fake_dns.h"
#include "tests/relay/origin/signed_mail.h"
#include <gtest/gtest.h>

namespace tests {
namespace {

using relay::intake::MailManner;

class OriginsOfSources : public testing::Test {
protected:
    OriginsOfSources()
    {
        source.senders = {"*@hospital.example"};
        for (const auto* domain : {"hospital.example", "evil.example", "lab.example"})
            dns.text(std::string("key._domainkey.") + domain, signer().record())
                .text(std::string("_dmarc.") + domain, "v=DMARC1; p=reject");
        dns.text("hospital.example", "v=spf1 ip4:192.0.2.0/24 -all");
    }
    static const MailSigner& signer()
    {
        static const MailSigner made;
        return made;
    }
    /// From `header_from`, signed by its domain, under the name of an envelope's sender.
    relay::intake::MailOrigin origin(const std::string& header_from, const std::string& signed_by,
                                     const std::string& address = "198.51.100.7")
    {
        mail::Accept mail;
        mail.envelope.helo = "pc.example";
        mail.envelope.sender = mail::Address::parse("boss@hospital.example").value();
        mail.envelope.login = login;
        mail.message = signer().signed_mail(signed_by, "From: " + header_from, "Page the team\r\n");
        return relay::intake::origin_of(mail, address, source, &manner, &dns);
    }
    int refused(const std::string& header_from, const std::string& signed_by)
    {
        const auto found = origin(header_from, signed_by);
        return found.refusal ? found.refusal->reply.code : 0;
    }

    store::Source source;
    MailManner manner;
    std::string login;
    FakeDns dns;
};

TEST_F(OriginsOfSources, AreNotProvenByWhoeverSignsForHimself)
{
    for (const auto* proof : {"dkim", "dmarc"}) {
        manner.must_pass = {proof};

        EXPECT_EQ(refused("x@evil.example", "evil.example"), 550) << proof;
        EXPECT_EQ(refused("x@ward.hospital.example", "hospital.example"), 0) << proof;
    }
}

TEST_F(OriginsOfSources, AreProvenByAnyOfTheSendersThatTheSourceNames)
{
    manner.must_pass = {"dkim"};
    source.senders = {"*@hospital.example", "results@lab.example"};

    EXPECT_EQ(refused("results@lab.example", "lab.example"), 0);
    EXPECT_EQ(refused("other@lab.example", "lab.example"), 550);
    EXPECT_FALSE(origin("results@lab.example", "lab.example").is_proven)
        << "that the boss of another house sent it is not";
}

// RFC 8601: behind a gateway our own look-ups see the gateway, and a disclaimer breaks signatures.
TEST_F(OriginsOfSources, AreProvenByTheResultsOfTheServerInFront)
{
    manner.must_pass = {"dmarc"};
    manner.results_of = "mx.hospital.example";
    source.networks = {"10.1.2.25"};
    const auto refused_with = [&](const std::string& above) {
        mail::Accept mail;
        mail.envelope.sender = mail::Address::parse("boss@hospital.example").value();
        mail.message = above + "From: boss@hospital.example\r\n\r\nPage the team\r\n";
        const auto found = relay::intake::origin_of(mail, "10.1.2.25", source, &manner, nullptr);
        return found.refusal ? found.refusal->reply.code : 0;
    };
    const std::string good = "Authentication-Results: mx.hospital.example; dmarc=pass "
                             "header.from=hospital.example\r\n";
    const std::string bad = "Authentication-Results: mx.hospital.example; dmarc=fail "
                            "header.from=hospital.example\r\n";

    EXPECT_EQ(refused_with(good), 0);
    EXPECT_EQ(refused_with(bad + good), 550) << "what stands below it anybody may have written";
    EXPECT_EQ(refused_with("Authentication-Results: mx.evil.example; spf=pass\r\n" + good), 550);
    EXPECT_EQ(refused_with(""), 550);
    source.networks.clear();
    EXPECT_EQ(refused_with(good), 550) << "it may come from anywhere";
    source.networks = {"10.1.2.25"};
    manner.must_pass = {"spf"};
    EXPECT_EQ(refused_with("Authentication-Results: mx.hospital.example; spf=pass "
                           "smtp.mailfrom=hospital.example\r\n"),
              0);
    EXPECT_EQ(refused_with("Authentication-Results: mx.hospital.example; spf=pass "
                           "smtp.mailfrom=evil.example\r\n"),
              550)
        << "of another sender";
}

TEST_F(OriginsOfSources, AreWrittenDownWithoutBeingAskedForWhereThatIsWanted)
{
    EXPECT_EQ(origin("x@evil.example", "evil.example").text.find("dkim="), std::string::npos);

    manner.examines = true;
    const auto found = origin("x@evil.example", "evil.example");

    EXPECT_FALSE(found.refusal);
    EXPECT_NE(found.text.find("dkim=pass header.d=evil.example"), std::string::npos) << found.text;
    EXPECT_FALSE(found.is_proven);
}

TEST_F(OriginsOfSources, AreProvenToWhomStatusMailsMayGo)
{
    const auto is_proven = [&](const std::string& address = "198.51.100.7") {
        return origin("boss@hospital.example", "nobody.example", address).is_proven;
    };
    EXPECT_FALSE(is_proven()) << "anybody may write that name";
    source.senders = {"boss@hospital.example"};
    EXPECT_FALSE(is_proven()) << "from anywhere";
    source.networks = {"192.0.2.0/24"};
    EXPECT_TRUE(is_proven()) << "the source names it, and where it is";
    source.senders = {"*@hospital.example"};
    EXPECT_FALSE(is_proven());
    login = "boss";
    EXPECT_TRUE(is_proven());
    login.clear();
    manner.tells_unproven = true;
    EXPECT_TRUE(is_proven());
    manner = {};
    manner.examines = true;
    EXPECT_FALSE(is_proven());
    EXPECT_TRUE(is_proven("192.0.2.7")) << "by SPF";
    EXPECT_TRUE(origin("boss@hospital.example", "hospital.example").is_proven);
}

} // namespace
} // namespace tests
