#include "relay/net/proxy_header.h"
#include <gtest/gtest.h>

namespace relay::net {
namespace {

using std::string_literals::operator""s;

const auto mark = "\r\n\r\n\0\r\nQUIT\n"s;
const auto v4 = "\xC0\x00\x02\x07\xC0\x00\x02\x01\xC7\x38\x00\x19"s;
const auto v6 = "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x07" + std::string(16, '\x01') +
                "\xC7\x38\x00\x19"s;

std::string block(char command, char family, const std::string& rest)
{
    return mark + command + family + '\0' + static_cast<char>(rest.size()) + rest;
}

TEST(ProxyHeader, NamesTheClientInBothVersions)
{
    const std::pair<std::string, std::string> table[] = {
        {"PROXY TCP4 192.0.2.7 192.0.2.1 51000 25\r\n", "192.0.2.7"},
        {"PROXY TCP6 2001:DB8:0::7 2001:db8::1 51000 25\r\n", "2001:db8::7"},
        {"PROXY UNKNOWN\r\n", ""},
        {"PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n", ""},
        {block('\x21', '\x11', v4), "192.0.2.7"},
        {block('\x21', '\x11', v4 + "\x04\x00\x01x"s), "192.0.2.7"},
        {block('\x21', '\x21', v6), "2001:db8::7"},
        {block('\x20', '\x00', ""), ""},
        {block('\x20', '\x11', v4), ""},
        {block('\x21', '\x00', ""), ""},
    };

    for (const auto& [bytes, address] : table)
        EXPECT_EQ(read_proxy_header(bytes + "EHLO a\r\n"),
                  ProxyReading(ProxyHeader{bytes.size(), address}))
            << bytes;
}

TEST(ProxyHeader, IsWaitedForUntilItIsWhole)
{
    for (const auto& whole : {"PROXY TCP4 192.0.2.7 192.0.2.1 51000 25\r\n"s,
                              block('\x21', '\x11', v4), block('\x20', '\x00', "")}) {
        for (std::size_t length = 0; length < whole.size(); ++length)
            EXPECT_EQ(read_proxy_header(whole.substr(0, length)), ProxyReading(ProxyUnfinished{}))
                << length;
    }
}

TEST(ProxyHeader, IsNothingElse)
{
    const std::string table[] = {
        "EHLO a\r\n",
        "PROXYTCP4",
        "PROXY \r\n",
        "PROXY TCP4\r\n",
        "PROXY TCP4 192.0.2.7 192.0.2.1 51000\r\n",
        "PROXY TCP4 192.0.2.7 192.0.2.1 51000 99999\r\n",
        "PROXY TCP4 192.0.2.7 192.0.2.1 51000 +25\r\n",
        "PROXY TCP4 2001:db8::7 192.0.2.1 51000 25\r\n",
        "PROXY TCP4 ward.example 192.0.2.1 51000 25\r\n",
        "PROXY TCP4  192.0.2.7 192.0.2.1 51000 25\r\n",
        "PROXY UDP4 192.0.2.7 192.0.2.1 51000 25\r\n",
        "PROXY TCP4 " + std::string(200, '1'),
        block('\x11', '\x11', v4),
        block('\x22', '\x11', v4),
        block('\x21', '\x11', v4.substr(1)),
        block('\x21', '\x31', v4),
        mark + "\x21\x11\xFF\xFF"s,
        std::string(1, '\x16'),
    };

    for (const auto& bytes : table)
        EXPECT_EQ(read_proxy_header(bytes), ProxyReading(NoProxyHeader{})) << bytes;
}

} // namespace
} // namespace relay::net
