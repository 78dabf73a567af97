#include "relay/core/time_zone.h"
#include "relay/core/zone_rule.h"
#include "tests/support/system_zones.h"
#include <filesystem>
#include <gtest/gtest.h>
#include <random>

namespace relay::core {
namespace {

using namespace std::chrono;
using store::Instant;

Instant utc(year_month_day day, minutes time)
{
    return Instant{sys_days{day} + time};
}
Local shown(year_month_day day, minutes time)
{
    return Local{local_days{day} + time};
}

/// Zones with all that is odd about them: half hours, the south, no summer time any more, a summer
/// of half an hour, years that begin at another hour, a day that was left out.
const std::vector<std::string> zones{
    "Europe/Berlin",      "America/New_York",  "America/Sao_Paulo",   "Asia/Kolkata",
    "Asia/Kathmandu",     "Australia/Sydney",  "Australia/Lord_Howe", "Pacific/Apia",
    "Pacific/Chatham",    "Africa/Casablanca", "Asia/Tehran",         "America/St_Johns",
    "Europe/Dublin",      "Asia/Gaza",         "America/Santiago",    "Antarctica/Troll",
    "Pacific/Kiritimati", "Etc/GMT+12",        "Europe/Moscow",       "America/Nuuk"};

// X.1
TEST(TimeZone, TellsTheSameTimeAsTheCLibraryInEveryZoneFromNineteenSeventyToTwentyOneForty)
{
    std::mt19937_64 random(11);
    for (const auto& name : zones) {
        const auto zone = tests::system_zone(name);
        for (int round = 0; round < 3000; ++round) {
            const auto at = static_cast<std::time_t>(random() % 5'364'662'400U); // before 2140

            ASSERT_EQ(zone.offset(Instant{seconds{at}}), tests::offset_of_libc(name, at))
                << name << " at " << at;
        }
    }
}

TEST(TimeZone, ReadsEveryFileOfTheSystem)
{
    const std::filesystem::path folder = "/usr/share/zoneinfo";
    int read = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file())
            continue;
        const auto name = entry.path().lexically_relative(folder).generic_string();
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        if (!bytes.starts_with("TZif") || name.starts_with("right/"))
            continue;
        ++read;

        EXPECT_TRUE(read_zone_file(bytes).has_value()) << name;
    }
    EXPECT_GT(read, 300);
}

TEST(TimeZone, TakesNoFileThatIsCutOrIsNone)
{
    std::ifstream file("/usr/share/zoneinfo/Europe/Berlin", std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    ASSERT_FALSE(bytes.empty());

    EXPECT_FALSE(read_zone_file("").has_value());
    EXPECT_FALSE(read_zone_file("TZif").has_value());
    EXPECT_FALSE(
        read_zone_file("no zone at all, but long enough to hold the head of one").has_value());
    for (std::size_t length = 0; length < bytes.size() - 40; ++length)
        EXPECT_FALSE(read_zone_file(bytes.substr(0, length)).has_value()) << length;
}

TEST(TimeZone, TakesNoRuleThatIsNone)
{
    std::vector<TimeZone::Change> changes;

    for (const auto* rule : {"", "E", "EST", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0",
                             "EST5EDT,M3.2.0,M11.1.0x", "EST5EDT,J0,J300", "<-035"})
        EXPECT_FALSE(follow_rule(rule, changes)) << rule;
    EXPECT_TRUE(changes.empty());
}

// X.1
TEST(TimeZone, GivesAnHourThatComesTwiceItsFirstTimeAndOneThatIsSkippedTheInstantOfTheSkip)
{
    const auto berlin = tests::system_zone("Europe/Berlin");

    EXPECT_EQ(berlin.instant(shown(2026y / 10 / 25, 2h + 30min)), utc(2026y / 10 / 25, 0h + 30min));
    EXPECT_EQ(berlin.instant(shown(2026y / 10 / 25, 3h)), utc(2026y / 10 / 25, 2h));
    EXPECT_EQ(berlin.instant(shown(2026y / 3 / 29, 2h + 30min)), utc(2026y / 3 / 29, 1h));
    EXPECT_EQ(berlin.instant(shown(2026y / 3 / 29, 3h)), utc(2026y / 3 / 29, 1h));
    EXPECT_EQ(berlin.instant(shown(2026y / 7 / 1, 12h)), utc(2026y / 7 / 1, 10h));
}

// X.1
TEST(TimeZone, NeverTurnsBackWhereAClockGoesOn)
{
    for (const auto& name : zones) {
        const auto zone = tests::system_zone(name);
        auto last = zone.instant(shown(2009y / 12 / 31, 0min));
        for (auto at = shown(2010y / 1 / 1, 0min); at < shown(2032y / 1 / 1, 0min); at += 15min) {
            const auto next = zone.instant(at);

            ASSERT_GE(next, last) << name << " " << at.time_since_epoch().count();
            if (zone.local(next) != at) { // only where the clock skips it
                ASSERT_NE(zone.offset(next), zone.offset(next - 1ms)) << name;
            }
            last = next;
        }
    }
}

TEST(TimeZones, KnowsUtcAlwaysAndTakesNoNameForIt)
{
    const TimeZones none;

    EXPECT_EQ(none.find("Europe/Berlin"), nullptr);
    ASSERT_NE(none.find("UTC"), nullptr);
    EXPECT_EQ(none.find(""), none.find("UTC"));
    EXPECT_EQ(none.find("UTC")->offset(utc(2026y / 7 / 1, 0min)), 0s);
}

} // namespace
} // namespace relay::core
