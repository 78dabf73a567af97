#include "fake_dns.h"
#include "relay/origin/spf.h"
#include "relay/origin/spf_macro.h"
#include <gtest/gtest.h>

namespace tests {
namespace {

using namespace relay::origin;
using Kind = DnsKind;

std::string spf(const std::string& record, const std::string& address = "192.0.2.7")
{
    FakeDns dns;
    dns.text("ward.example", record)
        .text("other.example", "v=spf1 ip4:198.51.100.0/24 -all")
        .text("soft.example", "v=spf1 ~all")
        .text("broken.example", "v=spf1 nonsense")
        .text("self.example", "v=spf1 include:self.example")
        .add("ward.example", Kind::A, {"192.0.2.9"})
        .add("ward.example", Kind::Aaaa, {"2001:db8::9"})
        .add("ward.example", Kind::Mx, {"mx.ward.example"})
        .add("mx.ward.example", Kind::A, {"192.0.2.7"})
        .add("7.2.0.192.list.example", Kind::A, {"127.0.0.2"})
        .add("7.2.0.192.in-addr.arpa", Kind::Ptr, {"evil.example", "pc.ward.example"})
        .add("evil.example", Kind::A, {"192.0.2.7"})
        .add("pc.ward.example", Kind::A, {"192.0.2.1", "192.0.2.7"})
        .add("8.2.0.192.in-addr.arpa", Kind::Ptr, {"pc.ward.example"})
        .trouble_with("away.example");
    return std::string(word(check_spf(dns, {address, "pc.ward.example", "lab", "ward.example"})));
}

// RFC 7208 5.5
TEST(Spf, BelievesNoNameThatDoesNotLeadBack)
{
    EXPECT_EQ(spf("v=spf1 ptr -all", "192.0.2.8"), "fail") << "somebody else's name";
    EXPECT_EQ(spf("v=spf1 ptr -all", "192.0.2.99"), "fail") << "no name";
}

// RFC 7208 5 and 6
TEST(Spf, IsWhatTheRecordSaysOfTheAddress)
{
    struct Case {
        const char* record;
        const char* expected;
    };
    const Case cases[] = {
        {"v=spf1 ip4:192.0.2.7 -all", "pass"},
        {"v=spf1 ip4:192.0.2.0/24 -all", "pass"},
        {"v=spf1 ip4:192.0.2.99/24 -all", "pass"},
        {"v=spf1 ip4:192.0.2.8/32 -all", "fail"},
        {"v=spf1 ip6:2001:db8::/32 -all", "fail"},
        {"v=spf1 a -all", "fail"},
        {"v=spf1 a/24 -all", "pass"},
        {"v=spf1 a:ward.example/28//64 -all", "pass"},
        {"v=spf1 mx -all", "pass"},
        {"v=spf1 MX:ward.example ~all", "pass"},
        {"v=spf1 include:other.example ~all", "softfail"},
        {"v=spf1 ?all", "neutral"},
        {"v=spf1", "neutral"},
        {"v=spf1 exists:%{ir}.list.example -all", "pass"},
        {"v=spf1 exists:%{ir}.none.example -all", "fail"},
        {"v=spf1 redirect=soft.example", "softfail"},
        {"v=spf1 -all redirect=other.example", "fail"},
        {"v=spf1 ptr -all", "pass"},
        {"v=spf1 ptr:other.example -all", "fail"},
        {"v=spf1 ptr:d.example -all", "fail"},
        {"v=spf1 exp=why.example ip4:192.0.2.7", "pass"},
        {"v=spf10 all", "none"},
        {"something else", "none"},
        {"v=spf1 include:nowhere.example all", "permerror"},
        {"v=spf1 redirect=nowhere.example", "permerror"},
        {"v=spf1 include:broken.example all", "permerror"},
        {"v=spf1 ip4:192.0.2.7/33 all", "permerror"},
        {"v=spf1 ip4:ward.example all", "permerror"},
        {"v=spf1 ip4:192.0.2.7 nonsense", "permerror"},
        {"v=spf1 include: all", "permerror"},
        {"v=spf1 exists:%{x} all", "permerror"},
        {"v=spf1 include:self.example all", "permerror"},
        {"v=spf1 a:n1.example a:n2.example a:n3.example all", "permerror"},
        {"v=spf1 include:away.example all", "temperror"},
    };

    for (const auto& c : cases)
        EXPECT_EQ(spf(c.record), c.expected) << c.record;
    EXPECT_EQ(spf("v=spf1 a//64 -all", "2001:db8::1"), "pass");
    EXPECT_EQ(spf("v=spf1 ip4:0.0.0.0/0 -all", "2001:db8::1"), "fail");
}

// RFC 7208 4.6.4
TEST(Spf, AsksTenTimesAtTheMost)
{
    FakeDns dns;
    std::string record = "v=spf1";
    for (int count = 0; count < 100; ++count) {
        record += " a:h" + std::to_string(count) + ".example";
        dns.add("h" + std::to_string(count) + ".example", Kind::A, {"198.51.100.1"});
    }
    dns.text("ward.example", record);

    EXPECT_EQ(check_spf(dns, {"192.0.2.7", "pc", "lab", "ward.example"}), Spf::PermError);
    EXPECT_EQ(dns.asked, 11);
}

TEST(Spf, OfTwoRecordsOrOfNoDomainIsNone)
{
    FakeDns dns;
    dns.add("ward.example", Kind::Txt, {"v=spf1 all", "v=spf1 -all"});

    EXPECT_EQ(check_spf(dns, {"192.0.2.7", "pc", "lab", "ward.example"}), Spf::PermError);
    EXPECT_EQ(check_spf(dns, {"192.0.2.7", "pc", "lab", "localhost"}), Spf::None);
    EXPECT_EQ(check_spf(dns, {"192.0.2.7", "pc", "lab", "nowhere.example"}), Spf::None);
}

// RFC 7208 7.4
TEST(SpfMacros, AreReplacedByWhatIsKnown)
{
    const SpfQuestion v4{"192.0.2.3", "mail.example.org", "strong-bad", "email.example.com"};
    const SpfQuestion v6{"2001:db8::cb01", "x", "", "email.example.com"};
    const auto text = [&](const char* macro) {
        return expanded(macro, v4, "email.example.com").value_or("no");
    };

    EXPECT_EQ(text("%{s}"), "strong-bad@email.example.com");
    EXPECT_EQ(text("%{d4}"), "email.example.com");
    EXPECT_EQ(text("%{d2}"), "example.com");
    EXPECT_EQ(text("%{dr}"), "com.example.email");
    EXPECT_EQ(text("%{d2r}"), "example.email");
    EXPECT_EQ(text("%{l-}"), "strong.bad");
    EXPECT_EQ(text("%{lr-}.lp._spf.%{d2}"), "bad.strong.lp._spf.example.com");
    EXPECT_EQ(text("%{ir}.%{v}._spf.%{d2}"), "3.2.0.192.in-addr._spf.example.com");
    EXPECT_EQ(text("%%-%_-%{h}"), "%- -mail.example.org");
    EXPECT_EQ(expanded("%{ir}.%{v}", v6, "e").value(),
              "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6");
    EXPECT_EQ(expanded("%{l}", v6, "e").value(), "postmaster");
    for (const auto* wrong : {"%", "%{", "%{}", "%{x}", "%{d0}", "%{d2!}", "%d"})
        EXPECT_EQ(text(wrong), "no") << wrong;
    EXPECT_EQ(text((std::string(300, 'a') + ".%{d}").c_str()), "email.example.com");
}

} // namespace
} // namespace tests
