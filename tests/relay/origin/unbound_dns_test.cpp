#include "relay/origin/unbound_dns.h"
#include "tests/support/dns_server.h"
#include <gtest/gtest.h>

namespace tests {
namespace {

using namespace relay::origin;
using State = DnsAnswer::State;

TEST(Resolver, IsAskedAndItsAnswersAreRead)
{
    DnsServer server;
    server.text("ward.example", "v=spf1 " + std::string(400, 'a'));
    server.ipv4("ward.example", std::string("\xC0\x00\x02\x07", 4));
    server.mail_host("ward.example", 20, "second.example");
    server.mail_host("ward.example", 10, "first.ward.example");
    const auto dns = UnboundDns::make(server.address()).value();

    const auto text = dns->ask("ward.example", DnsKind::Txt);
    EXPECT_EQ(text.state, State::Found);
    EXPECT_EQ(text.records, std::vector{"v=spf1 " + std::string(400, 'a')});
    EXPECT_EQ(dns->ask("Ward.Example", DnsKind::A).records, std::vector<std::string>{"192.0.2.7"});
    EXPECT_EQ(dns->ask("ward.example", DnsKind::Mx).records,
              (std::vector<std::string>{"first.ward.example", "second.example"}));
    EXPECT_EQ(dns->ask("ward.example", DnsKind::Aaaa).state, State::None);
    EXPECT_EQ(dns->ask("nowhere.example", DnsKind::Txt).state, State::None);
}

TEST(Resolver, MustBeAnAddressWithAPort)
{
    for (const auto* text : {"localhost:53", "127.0.0.1", "[::1:53", "ward"})
        EXPECT_FALSE(UnboundDns::make(text)) << text;
    EXPECT_TRUE(UnboundDns::make("[::1]:53"));
    EXPECT_TRUE(UnboundDns::make(""));
}

} // namespace
} // namespace tests
