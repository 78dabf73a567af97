#include "store/model/network.h"
#include <gtest/gtest.h>

namespace store {
namespace {

TEST(Network, HoldsTheAddressesOfItsBlockOnly)
{
    struct Case {
        const char* block;
        const char* address;
        bool expected;
    };
    const Case cases[] = {
        {"10.0.0.0/8", "10.255.0.1", true},
        {"192.168.7.0/24", "192.168.7.255", true},
        {"192.168.7.12", "192.168.7.12", true},
        {"0.0.0.0/0", "8.8.8.8", true},
        {"127.0.0.1", "::ffff:127.0.0.1", true},
        {"fd00::/8", "fd12::1", true},
        {"::1", "::1", true},
        {"10.0.0.0/8", "11.0.0.1", false},
        {"192.168.7.0/25", "192.168.7.128", false},
        {"192.168.7.12", "192.168.7.13", false},
        {"0.0.0.0/0", "fd12::1", false},
        {"fd00::/8", "fe80::1", false},
        {"10.0.0.0/8", "", false},
        {"10.0.0.0/8", "10.0.0.1 ", false},
        {"10.0.0.0/8", "ten", false},
    };

    for (const auto& c : cases)
        EXPECT_EQ(Network::parse(c.block)->contains(c.address), c.expected)
            << c.block << " " << c.address;
}

TEST(Network, IsNotMadeOfWhatIsNoBlock)
{
    for (const auto* text : {"", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0/8",
                             "::/129", "fd00::1/8", "host", "10.0.0.0/8 "})
        EXPECT_FALSE(Network::parse(text)) << text;
}

} // namespace
} // namespace store
