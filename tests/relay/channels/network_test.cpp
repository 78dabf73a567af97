#include "relay/channels/network.h"
#include <arpa/inet.h>
#include <cstring>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace relay::channels {
namespace {

sockaddr_storage address_of(const char* text)
{
    sockaddr_storage storage{};
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
        std::memcpy(&storage, &v4, sizeof v4);
        return storage;
    }
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    EXPECT_EQ(inet_pton(AF_INET6, text, &v6.sin6_addr), 1) << text;
    std::memcpy(&storage, &v6, sizeof v6);
    return storage;
}

bool may(const char* text, const std::vector<Network>& allowed = {})
{
    const auto storage = address_of(text);
    return may_connect(reinterpret_cast<const sockaddr&>(storage), allowed);
}

TEST(Networks, LetAStrangersUrlReachPublicAddressesOnly)
{
    const struct {
        const char* address;
        bool allowed;
    } cases[] = {
        {"8.8.8.8", true},
        {"1.1.1.1", true},
        {"172.15.255.255", true},
        {"172.32.0.0", true},
        {"2606:4700::1111", true},
        {"::ffff:8.8.8.8", true},
        // below: never
        {"0.0.0.0", false},
        {"10.1.2.3", false},
        {"100.64.0.1", false},
        {"127.0.0.1", false},
        {"127.255.255.254", false},
        {"169.254.169.254", false},
        {"172.16.0.1", false},
        {"172.31.255.255", false},
        {"192.168.1.1", false},
        {"198.18.0.1", false},
        {"203.0.113.7", false},
        {"224.0.0.1", false},
        {"255.255.255.255", false},
        {"::", false},
        {"::1", false},
        {"::ffff:127.0.0.1", false},
        {"::ffff:169.254.169.254", false},
        {"::127.0.0.1", false},
        {"64:ff9b::7f00:1", false},
        {"fe80::1", false},
        {"fd00::1", false},
        {"ff02::1", false},
        {"2001:db8::1", false},
        {"2002:7f00:1::", false},
        {"fd00:ec2::254", false},
    };

    for (const auto& each : cases)
        EXPECT_EQ(may(each.address), each.allowed) << each.address;
}

TEST(Networks, ListedForASourceAreTheOnlyOnesItsUrlReaches)
{
    const std::vector<Network> ward{*Network::parse("10.20.0.0/16"), *Network::parse("fd12::/16")};

    EXPECT_TRUE(may("10.20.255.1", ward));
    EXPECT_TRUE(may("::ffff:10.20.0.1", ward));
    EXPECT_TRUE(may("fd12:ffff::1", ward));
    EXPECT_FALSE(may("10.21.0.1", ward));
    EXPECT_FALSE(may("fd13::1", ward));
    EXPECT_FALSE(may("8.8.8.8", ward));
}

TEST(Networks, OfOtherFamiliesAreRefused)
{
    sockaddr_un local{};
    local.sun_family = AF_UNIX;

    const std::vector<Network> all{*Network::parse("0.0.0.0/0"), *Network::parse("::/0")};

    EXPECT_FALSE(may_connect(reinterpret_cast<const sockaddr&>(local), all));
}

TEST(Networks, AreWrittenAsCidrBlocksWithNothingRightOfThePrefix)
{
    for (const auto* good : {"0.0.0.0/0", "::/0", "10.0.0.0/8", "10.1.2.3", "10.1.2.3/32",
                             "fd00::/8", "::1", "::ffff:10.0.0.0/104"})
        EXPECT_TRUE(Network::parse(good)) << good;
    for (const auto* bad : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.1/8",
                            "10.0.0.0/8 ", "10.0.0/8", "fd00::/129", "fd00::1/8", "ward",
                            "10.0.0.0/8/8", "0x0a.0.0.0/8", "010.0.0.0/8"})
        EXPECT_FALSE(Network::parse(bad)) << bad;
    EXPECT_FALSE(Network::parse(std::string_view("10.0.0.0\0/8", 11)));
}

} // namespace
} // namespace relay::channels
