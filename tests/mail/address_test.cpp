#include "mail/address.h"

#include "mail/command.h"
#include "mail/loop.h"

#include <gtest/gtest.h>

namespace mail::test {
namespace {

TEST(Address, TakesWhatMailboxesLookLike)
{
    const std::vector<std::pair<std::string, std::string>> table{
        {"a@b", "a@b"},
        {"12345@Pager.EXAMPLE", "12345@pager.example"},
        {"Nurse.Joy@ward.example", "Nurse.Joy@ward.example"},
        {"a+b_c'd@x-y.example", "a+b_c'd@x-y.example"},
        {"\"a b\"@ward.example", "\"a b\"@ward.example"},
        {"\"a\"@ward.example", "a@ward.example"},
        {"\"a\\\"b\\\\\"@ward.example", "\"a\\\"b\\\\\"@ward.example"},
        {"a@[192.0.2.1]", "a@[192.0.2.1]"},
        {"a@[IPv6:2001:db8::1]", "a@[ipv6:2001:db8::1]"},
    };
    for (const auto& [given, expected] : table)
        EXPECT_EQ(Address::parse(given).value().text(), expected) << given;
}

TEST(Address, RefusesEverythingElse)
{
    for (const std::string& given : {std::string(""),
                                     std::string("a"),
                                     std::string("@b"),
                                     std::string("a@"),
                                     std::string("a@b."),
                                     std::string("a@.b"),
                                     std::string("a@b..c"),
                                     std::string("a@-b"),
                                     std::string(".a@b"),
                                     std::string("a.@b"),
                                     std::string("a..b@c"),
                                     std::string("a b@c"),
                                     std::string("a@b c"),
                                     std::string("a@b\r\nRCPT"),
                                     std::string("a\n@b"),
                                     std::string("a\0@b", 4),
                                     std::string("caf\xC3\xA9@b"),
                                     std::string("a@[1.2.3]"),
                                     std::string("a@[IPv6:zz]"),
                                     std::string("a@[]"),
                                     std::string("\"a@b"),
                                     std::string("\"\"@b"),
                                     std::string("\"a\"b@c"),
                                     std::string("a@b@c"),
                                     std::string("<a@b>"),
                                     std::string("postmaster"),
                                     "a@" + std::string(64, 'b'),
                                     std::string(250, 'a') + "@b.example"})
        EXPECT_FALSE(Address::parse(given)) << given;
}

TEST(Address, KnowsPostmasterAndRouting)
{
    EXPECT_TRUE(Address::parse_recipient("PostMaster").value().is_postmaster());
    EXPECT_TRUE(Address::parse("postmaster@b").value().is_postmaster());
    EXPECT_TRUE(Address::parse("a%b@c").value().asks_for_routing());
    EXPECT_TRUE(Address::parse("a!b@c").value().asks_for_routing());
    EXPECT_TRUE(Address::parse("\"a@b\"@c").value().asks_for_routing());
    EXPECT_FALSE(Address::parse("a.b@c").value().asks_for_routing());
}

// RFC 6531 3.3
TEST(Address, GoesBeyondAsciiWhereThatIsAsked)
{
    const auto anna = Address::parse_utf8("j\u00FCrgen@K\u00D6LN.example").value();

    EXPECT_EQ(anna.local(), "j\u00FCrgen");
    EXPECT_EQ(anna.text(), "j\u00FCrgen@k\u00D6ln.example");
    EXPECT_EQ(anna.ascii_domain(), "xn--kln-sna.example");
    EXPECT_FALSE(anna.is_ascii());
    EXPECT_TRUE(Address::parse_utf8("a@b").value().is_ascii());
    for (const std::string& given :
         {std::string("a\xE9@b"), std::string("a\xC2\x85@b"), std::string("a@\u2603\u202E.example"),
          std::string("a@\u00FC..example"), std::string("a@\u00FC"),
          "\u00FC@" + std::string(250, 'b')})
        EXPECT_FALSE(Address::parse(given)) << given;
    EXPECT_FALSE(Address::parse_utf8("a\xE9@b"));
    EXPECT_FALSE(Address::parse_utf8("a\xC2\x85@b"));
    EXPECT_FALSE(Address::parse_utf8("a@\u202Eb.example"));
    EXPECT_FALSE(Address::parse_utf8("a@\u00FC..example"));
}

TEST(AddressPattern, ComparesDomainsAsTheDnsHasThem)
{
    const auto anna = Address::parse_utf8("J\u00FCrgen@k\u00F6ln.example").value();

    for (const auto* pattern : {"*@xn--kln-sna.example", "*@k\u00F6ln.example",
                                "*@K\u00D6ln.example", "j\u00FCrgen@xn--kln-sna.example"})
        EXPECT_TRUE(AddressPattern::parse(pattern).value().matches(anna)) << pattern;
    EXPECT_FALSE(AddressPattern::parse("*@koln.example").value().matches(anna));
    EXPECT_FALSE(AddressPattern::parse("jurgen@xn--kln-sna.example").value().matches(anna));
}

TEST(AddressPattern, MatchesAPersonADomainOrEverybody)
{
    const auto nurse = Address::parse("Nurse@Ward.example").value();
    const std::vector<std::pair<std::string, bool>> table{
        {"*", true},
        {"*@ward.example", true},
        {" NURSE@ward.EXAMPLE ", true},
        {"*@other.example", false},
        {"*@example", false},
        {"doctor@ward.example", false},
    };
    for (const auto& [pattern, matches] : table)
        EXPECT_EQ(AddressPattern::parse(pattern).value().matches(nurse), matches) << pattern;
    for (const char* pattern : {"", "nurse", "n*@ward.example", "*@*", "**", "*@"})
        EXPECT_FALSE(AddressPattern::parse(pattern)) << pattern;
}

TEST(Command, TakesALineApart)
{
    EXPECT_EQ(parse_command(" mail  FROM:<a@b> ").verb, Verb::Mail);
    EXPECT_EQ(parse_command("mail  FROM:<a@b> ").argument, "FROM:<a@b>");
    EXPECT_EQ(parse_command("MAILFROM:<a@b>").verb, Verb::Unknown);
    EXPECT_EQ(parse_command("").verb, Verb::Unknown);
    EXPECT_EQ(parse_command("CONNECT x:25 HTTP/1.1").verb, Verb::Foreign);
}

TEST(Command, TakesAPathApart)
{
    const auto path = parse_path("TO:<@a,@b:c@d.example> X=1 Y", PathKind::To).value();

    EXPECT_EQ(path.address->text(), "c@d.example");
    EXPECT_TRUE(path.has_source_route);
    ASSERT_EQ(path.parameters.size(), 2u);
    EXPECT_EQ(path.parameters[0].name, "X");
    EXPECT_EQ(path.parameters[0].value, "1");
    EXPECT_FALSE(path.parameters[1].has_value);
    EXPECT_EQ(parse_path("FROM:<\"a>b\"@c.example>", PathKind::From).value().address->local(),
              "a>b");
    for (const char* given : {"FROM:", "FROM:<a@b>X", "FROM:<a@b> =1", "FROM:<a@b> X==1",
                              "TO:<a@b>", "FROM:<@a>", "FROM <a@b>", "FROM:<\"a@b>"})
        EXPECT_FALSE(parse_path(given, PathKind::From)) << given;
}

TEST(Loop, CountsHopsAndOurOwnTrace)
{
    const LoopRule rule{2, 2, "belfry-1"};
    Envelope envelope;
    envelope.recipients = {Address::parse("12345@pager.example").value()};
    const std::string hop = "Received: from a by b; x\r\n";
    const std::string mark = "X-Belfry-Trace: belfry-1\r\n";

    EXPECT_FALSE(is_loop(hop + hop + "\r\n", envelope, rule));
    EXPECT_TRUE(is_loop(hop + hop + hop + "\r\n", envelope, rule));
    EXPECT_FALSE(is_loop(mark + hop + "\r\n", envelope, rule));
    EXPECT_TRUE(is_loop(mark + mark + "\r\n", envelope, rule));
    EXPECT_FALSE(is_loop(mark + "X-Belfry-Trace: other\r\n\r\n", envelope, rule));
    EXPECT_FALSE(is_loop("\r\n" + hop + hop + hop + mark + mark, envelope, rule));
    EXPECT_TRUE(is_loop("Delivered-To: <12345@PAGER.example>\r\n\r\n", envelope, rule));
    EXPECT_FALSE(is_loop("Delivered-To: nurse@pager.example\r\n\r\n", envelope, rule));
}

} // namespace
} // namespace mail::test
