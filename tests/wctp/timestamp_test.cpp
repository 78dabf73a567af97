#include "wctp/timestamp.h"
#include <gtest/gtest.h>

namespace wctp {
namespace {

using namespace std::chrono_literals;

constexpr Instant at_14_05_09 =
    std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 14h + 5min + 9s;

TEST(WctpTimestamp, ReadsEveryFormThatPeersWrite)
{
    struct Row {
        std::string_view given;
        Instant expected;
    };
    const std::vector<Row> rows{
        {"2026-03-01T14:05:09", at_14_05_09},
        {" 2026-03-01t14:05:09 ", at_14_05_09},
        {"2026-03-01 14:05:09", at_14_05_09},
        {"2026-03-01T14:05:09Z", at_14_05_09},
        {"2026-03-01T14:05:09z", at_14_05_09},
        {"2026-03-01T14:05:09.000Z", at_14_05_09},
        {"2026-03-01T14:05:09.123Z", at_14_05_09 + 123ms},
        {"2026-03-01T14:05:09.5", at_14_05_09 + 500ms},
        {"2026-03-01T14:05:09,1234567", at_14_05_09 + 123ms},
        {"2026-03-01T09:05:09-05:00", at_14_05_09},
        {"2026-03-01T19:35:09+0530", at_14_05_09},
        {"2026-03-01T00:05:09+10:00", at_14_05_09 - 24h},
        {"2026-03-01T14:05", at_14_05_09 - 9s},
        {"20260301T140509", at_14_05_09},
        {"20260301T1405", at_14_05_09 - 9s},
        {"2024-02-29T00:00:00", std::chrono::sys_days{std::chrono::year{2024} / 2 / 29}},
    };

    for (const auto& [given, expected] : rows)
        EXPECT_EQ(parse_time(given), expected) << given;
}

TEST(WctpTimestamp, RefusesWhatIsNoTime)
{
    for (const std::string_view given : {"",
                                         " ",
                                         "now",
                                         "2026-03-01",
                                         "2026-03-01T",
                                         "2026-03-01T14",
                                         "2026-03-01T24:00:00",
                                         "2026-03-01T14:60:00",
                                         "2026-03-01T14:05:60",
                                         "2026-02-29T14:05:09",
                                         "2026-13-01T14:05:09",
                                         "2026-00-01T14:05:09",
                                         "2026-03-32T14:05:09",
                                         "0000-01-01T00:00:00",
                                         "2026-03-01T14:05:09.",
                                         "2026-03-01T14:05:09X",
                                         "2026-03-01T14:05:09+",
                                         "2026-03-01T14:05:09+25:00",
                                         "2026-03-01T14:05:09ZZ",
                                         "2026/03/01T14:05:09",
                                         "+026-03-01T14:05:09",
                                         "2026-03-01X14:05:09",
                                         "2026-0301T14:05:09",
                                         "99999999999999999999"})
        EXPECT_EQ(parse_time(given), std::nullopt) << given;
}

TEST(WctpTimestamp, ReadsTheOneFormOfTheStandardWhenStrict)
{
    EXPECT_EQ(parse_strict_time("2026-03-01T14:05:09"), at_14_05_09);
    for (const std::string_view given :
         {"2026-03-01T14:05:09Z", "2026-03-01 14:05:09", "2026-03-01T14:05:09.0",
          "2026-03-01T14:05", "20260301T140509", "2026-02-30T14:05:09", " 2026-03-01T14:05:09", ""})
        EXPECT_EQ(parse_strict_time(given), std::nullopt) << given;
}

TEST(WctpTimestamp, WritesUtcSecondsAndStaysWithinFourDigitsOfYear)
{
    EXPECT_EQ(time_text(at_14_05_09 + 999ms), "2026-03-01T14:05:09");
    EXPECT_EQ(time_text(Instant{-1ms}), "1969-12-31T23:59:59");
    EXPECT_EQ(time_text(Instant::min()), "0001-01-01T00:00:00");
    EXPECT_EQ(time_text(Instant::max()), "9999-12-31T23:59:59");
}

} // namespace
} // namespace wctp
