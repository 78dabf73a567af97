#include "relay/service/config_value.h"
#include <gtest/gtest.h>

using namespace relay::service;
using namespace std::chrono_literals;

TEST(ConfigValue, DurationsCarryTheirUnit)
{
    const std::vector<std::pair<const char*, std::optional<store::Millis>>> cases{
        {"500ms", 500ms},
        {"30s", 30s},
        {"5m", 5min},
        {"4h", 4h},
        {"3d", 72h},
        {"0s", 0ms},
        {"30", std::nullopt},
        {"", std::nullopt},
        {"s", std::nullopt},
        {"-1s", std::nullopt},
        {"1.5h", std::nullopt},
        {"5 m", std::nullopt},
        {"5min", std::nullopt},
        {"40000d", std::nullopt},
        {"99999999999999999999s", std::nullopt}};

    for (const auto& [given, expected] : cases)
        EXPECT_EQ(parse_duration(given), expected) << given;
}

TEST(ConfigValue, SizesCarryTheirUnit)
{
    const std::vector<std::pair<const char*, std::optional<std::size_t>>> cases{
        {"512B", 512},
        {"64KiB", 65536},
        {"10MiB", 10u << 20},
        {"2GiB", 2ull << 30},
        {"0B", 0},
        {"10", std::nullopt},
        {"10MB", std::nullopt},
        {"10M", std::nullopt},
        {"-1B", std::nullopt},
        {"1KiB ", std::nullopt},
        {"9999999999GiB", std::nullopt}};

    for (const auto& [given, expected] : cases)
        EXPECT_EQ(parse_size(given), expected) << given;
}

TEST(ConfigValue, SpellsWhatItReads)
{
    for (const char* text : {"0s", "500ms", "90s", "15m", "4h", "3d"})
        EXPECT_EQ(duration_text(*parse_duration(text)), text);
    for (const char* text : {"0B", "500B", "64KiB", "10MiB", "2GiB"})
        EXPECT_EQ(size_text(*parse_size(text)), text);
}

TEST(ConfigValue, EndpointsAreAddressesNotNames)
{
    const std::vector<std::pair<const char*, std::optional<Endpoint>>> cases{
        {"127.0.0.1:8080", Endpoint{"127.0.0.1", 8080, ""}},
        {"[::]:25", Endpoint{"::", 25, ""}},
        {"127.0.0.1:0", Endpoint{"127.0.0.1", 0, ""}},
        {"systemd:http", Endpoint{"", 0, "http"}},
        {"systemd:", std::nullopt},
        {"localhost:80", std::nullopt},
        {"::1:80", std::nullopt},
        {"127.0.0.1", std::nullopt},
        {"127.0.0.1:65536", std::nullopt},
        {"127.0.0.1:http", std::nullopt},
        {":80", std::nullopt}};

    for (const auto& [given, expected] : cases)
        EXPECT_EQ(parse_endpoint(given), expected) << given;
}

TEST(ConfigValue, NetworksHaveAPrefixThatFits)
{
    for (const char* good : {"10.0.0.0/8", "127.0.0.1", "::/0", "fe80::/10", "0.0.0.0/0"})
        EXPECT_TRUE(is_network(good)) << good;
    for (const char* bad :
         {"10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/", "any", "", "1.2.3.4/x"})
        EXPECT_FALSE(is_network(bad)) << bad;
}

TEST(ConfigValue, GuessesTheWordThatWasMeantButNotAnyWord)
{
    const std::vector<std::string> words{"listen", "tls_listen", "hosts", "keep_alive"};

    EXPECT_EQ(nearest("lisen", words), "listen");
    EXPECT_EQ(nearest("host", words), "hosts");
    EXPECT_EQ(nearest("keepalive", words), "keep_alive");
    EXPECT_EQ(nearest("certificate", words), "");
}
