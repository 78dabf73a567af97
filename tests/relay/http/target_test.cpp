#include "relay/http/target.h"
#include <gtest/gtest.h>

namespace relay::http {
namespace {

TEST(Target, NormalisesPathsAndRefusesWhatCouldClimb)
{
    const std::vector<std::pair<std::string, std::optional<std::string>>> cases{
        {"/", "/"},
        {"", "/"},
        {"/wctp", "/wctp"},
        {"/a//b/", "/a/b/"},
        {"//evil.example/x", "/evil.example/x"},
        {"/a%20b", "/a b"},
        {"/%77ctp", "/wctp"},
        {"/%C3%A4", "/\xc3\xa4"},
        {"/%252e", "/%2e"},
        {"/.git/config", "/.git/config"},
        {"/a...", "/a..."},
        {"/..", std::nullopt},
        {"/./a", std::nullopt},
        {"/../../../../etc/passwd", std::nullopt},
        {"/%2e%2e/%2e%2e/etc/passwd", std::nullopt},
        {"/..%2f..%2fetc/passwd", std::nullopt},
        {"/a%5c..", std::nullopt},
        {"/..\\..\\etc\\passwd", std::nullopt},
        {"/static/%00.js", std::nullopt},
        {"/%0d%0a", std::nullopt},
        {"/%7f", std::nullopt},
        {"/%c0%ae%c0%ae/etc/passwd", std::nullopt},
        {"/%ed%a0%80", std::nullopt},
        {"/%f5%80%80%80", std::nullopt},
        {"/%e2%82", std::nullopt},
        {"/%4", std::nullopt},
        {"/%zz", std::nullopt},
        {"/%", std::nullopt},
    };
    for (const auto& [given, expected] : cases) {
        EXPECT_EQ(normalised_path(given), expected) << given;
    }
}

TEST(Target, DecodesPercentEncodingOnce)
{
    EXPECT_EQ(percent_decoded("a%2Fb%2fc%25"), "a/b/c%");
    EXPECT_EQ(percent_decoded(""), "");
    EXPECT_EQ(percent_decoded("a+b"), "a+b");
    EXPECT_EQ(percent_decoded("%2"), std::nullopt);
    EXPECT_EQ(percent_decoded("%G0"), std::nullopt);
}

TEST(Target, ReadsQueriesAsForms)
{
    const auto parameters = parse_query("a=1&b=x%26y+z&&c&=d&a=2");

    ASSERT_TRUE(parameters);
    EXPECT_EQ(*parameters,
              (QueryParameters{{"a", "1"}, {"b", "x&y z"}, {"c", ""}, {"", "d"}, {"a", "2"}}));
    EXPECT_EQ(find_parameter(*parameters, "a"), "1");
    EXPECT_EQ(find_parameter(*parameters, "A"), std::nullopt);
    EXPECT_EQ(parse_query(""), QueryParameters{});
    EXPECT_EQ(parse_query("a=%"), std::nullopt);
    EXPECT_EQ(parse_query("a&b&c", 2), std::nullopt);
}

TEST(Target, TakesHostNamesOutOfAuthorities)
{
    EXPECT_EQ(host_name("Pager.Example:8443"), "pager.example");
    EXPECT_EQ(host_name("10.0.0.1"), "10.0.0.1");
    EXPECT_EQ(host_name("[::1]:80"), "[::1]");
    EXPECT_EQ(host_name("a:"), "a");
    EXPECT_EQ(host_name("a."), "a");
    for (const auto* bad : {"", ":80", "[]", "[x]", "a b", "a:b", "a:123456", "a:80:80", "u@a",
                            "a]", "[::1]x", "."}) {
        EXPECT_EQ(host_name(bad), std::nullopt) << bad;
    }
}

} // namespace
} // namespace relay::http
