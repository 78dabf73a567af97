#include "relay/core/schedule.h"
#include "tests/support/builders.h"
#include "tests/support/system_zones.h"
#include <gtest/gtest.h>
#include <random>

namespace relay::core {
namespace {

using namespace std::chrono;
using namespace store;

constexpr int at(int hour, int minute = 0)
{
    return hour * 60 + minute;
}

Instant utc(year_month_day day, minutes time = 0min)
{
    return Instant{sys_days{day} + time};
}

Schedule with(std::vector<DutyLayer> layers)
{
    return {
        .id = {1}, .opid = build::opid("ONCALL"), .name = "On call", .layers = std::move(layers)};
}

/// Ann (1), Bob (2) and Cat (3), a week each, from Monday 2026-01-05, 08:00.
DutyLayer weekly()
{
    return {.name = "weeks",
            .turn = Turn::Week,
            .begins = sys_days{2026y / 1 / 5},
            .handoff = at(8),
            .people = {{1}, {2}, {3}}};
}

std::int64_t who(const Schedule& schedule, const TimeZone& zone, Instant when)
{
    return on_duty(schedule, zone, when).contact.value;
}

// X.1
TEST(Schedule, PeopleTakeTurnsByTheWeekAtTheHourOfHandOver)
{
    const TimeZone zone;
    const auto schedule = with({weekly()});

    EXPECT_EQ(who(schedule, zone, utc(2026y / 1 / 5, 8h)), 1);
    EXPECT_EQ(who(schedule, zone, utc(2026y / 1 / 12, 8h) - 1ms), 1);
    EXPECT_EQ(who(schedule, zone, utc(2026y / 1 / 12, 8h)), 2);
    EXPECT_EQ(who(schedule, zone, utc(2026y / 1 / 26, 8h)), 1) << "the round begins anew";
    EXPECT_EQ(who(schedule, zone, utc(2026y / 1 / 5, 8h) - 1ms), 0) << "before it begins";
}

// X.1
TEST(Schedule, PeopleTakeTurnsByTheDayAndByMoreDays)
{
    const TimeZone zone;
    auto days = weekly();
    days.turn = Turn::Day;
    auto pairs = days;
    pairs.length = 2;

    EXPECT_EQ(who(with({days}), zone, utc(2026y / 1 / 6, 9h)), 2);
    EXPECT_EQ(who(with({days}), zone, utc(2026y / 1 / 6, 7h)), 1);
    EXPECT_EQ(who(with({pairs}), zone, utc(2026y / 1 / 6, 9h)), 1);
    EXPECT_EQ(who(with({pairs}), zone, utc(2026y / 1 / 9, 9h)), 3);
}

// X.1
TEST(Schedule, ALaterLayerBeatsAnEarlierOneInItsHoursAndNobodysTurnFallsThrough)
{
    const TimeZone zone;
    auto nights = weekly();
    nights.people = {{7}, {}};
    nights.hours = {{.days = 0b0011111, .from = at(20), .to = at(6)}}; // begun Monday to Friday
    const auto schedule = with({weekly(), nights});

    EXPECT_EQ(who(schedule, zone, utc(2026y / 1 / 5, 19h + 59min)), 1);
    EXPECT_EQ(who(schedule, zone, utc(2026y / 1 / 5, 20h)), 7);
    EXPECT_EQ(who(schedule, zone, utc(2026y / 1 / 6, 5h + 59min)), 7);
    EXPECT_EQ(who(schedule, zone, utc(2026y / 1 / 6, 6h)), 1);
    EXPECT_EQ(who(schedule, zone, utc(2026y / 1 / 10, 3h)), 7) << "Friday's night ends on Saturday";
    EXPECT_EQ(who(schedule, zone, utc(2026y / 1 / 10, 22h)), 1) << "no night on Saturdays";
    EXPECT_EQ(who(schedule, zone, utc(2026y / 1 / 13, 22h)), 2) << "the second week is nobody's";
    EXPECT_EQ(on_duty(schedule, zone, utc(2026y / 1 / 5, 20h)), (OnDuty{{7}, DutyBy::Layer, 1}));
}

// X.1
TEST(Schedule, AnOverrideBeatsAllAndTheLaterMadeOneTheEarlier)
{
    const TimeZone zone;
    auto schedule = with({weekly()});
    schedule.overrides = {{{1}, {8}, utc(2026y / 1 / 6), utc(2026y / 1 / 8)},
                          {{2}, {9}, utc(2026y / 1 / 7), utc(2026y / 1 / 9)}};

    EXPECT_EQ(who(schedule, zone, utc(2026y / 1 / 6) - 1ms), 1);
    EXPECT_EQ(who(schedule, zone, utc(2026y / 1 / 6)), 8);
    EXPECT_EQ(who(schedule, zone, utc(2026y / 1 / 7)), 9);
    EXPECT_EQ(who(schedule, zone, utc(2026y / 1 / 9)), 1) << "over at that instant";
}

// X.1
TEST(Schedule, OnlyAnApprovedSwapCountsAndItsWayBackToo)
{
    const TimeZone zone;
    auto schedule = with({weekly()});
    DutySwap swap{.id = {1}, .giver = {1}, .taker = {2}};
    swap.span = {utc(2026y / 1 / 6), utc(2026y / 1 / 7)};
    swap.back = Span{utc(2026y / 1 / 13), utc(2026y / 1 / 14)};
    for (const auto state : {SwapState::Asked, SwapState::Refused, SwapState::Approved}) {
        swap.state = state;
        schedule.swaps = {swap};
        const bool counts = state == SwapState::Approved;

        EXPECT_EQ(who(schedule, zone, utc(2026y / 1 / 6, 12h)), counts ? 2 : 1);
        EXPECT_EQ(who(schedule, zone, utc(2026y / 1 / 13, 12h)), counts ? 1 : 2);
        EXPECT_EQ(who(schedule, zone, utc(2026y / 1 / 7, 12h)), 1);
    }
    EXPECT_EQ(on_duty(schedule, zone, utc(2026y / 1 / 6, 12h)).by, DutyBy::Swap);
}

// X.1
TEST(Schedule, TheNightInWhichClocksChangeIsAnHourShorterOrLongerAndHandsOverOnTheClock)
{
    const auto berlin = tests::system_zone("Europe/Berlin");
    auto nights = weekly();
    nights.turn = Turn::Day;
    nights.handoff = at(2, 30); // comes twice on 2026-10-25, and not at all on 2026-03-29
    const auto schedule = with({nights});

    const auto spring = shifts(schedule, berlin,
                               {utc(2026y / 3 / 28, 1h + 30min), utc(2026y / 3 / 30, 0h + 30min)});
    const auto autumn = shifts(
        schedule, berlin, {utc(2026y / 10 / 24, 0h + 30min), utc(2026y / 10 / 26, 1h + 30min)});

    ASSERT_EQ(spring.size(), 2U);
    EXPECT_EQ(spring[0].span.to, utc(2026y / 3 / 29, 1h)) << "the instant of the skip";
    EXPECT_EQ(spring[1].span.to - spring[1].span.from, 23h + 30min);
    ASSERT_EQ(autumn.size(), 2U);
    EXPECT_EQ(autumn[0].span.to, utc(2026y / 10 / 25, 0h + 30min)) << "the first 02:30";
    EXPECT_EQ(autumn[1].span.to - autumn[1].span.from, 25h);
}

// X.1
TEST(Schedule, GapsAreToldWithTheirBeginAndEnd)
{
    const TimeZone zone;
    auto weekdays = weekly();
    weekdays.hours = {{.days = 0b0011111, .from = at(8), .to = at(18)}};
    auto evening = weekly();
    evening.people = {{9}};
    evening.hours = {{.days = 0b0000001, .from = at(18), .to = at(23)}};

    const auto found =
        gaps(with({weekdays, evening}), zone, {utc(2026y / 1 / 5, 12h), utc(2026y / 1 / 7, 9h)});

    EXPECT_EQ(found, (std::vector<Span>{{utc(2026y / 1 / 5, 23h), utc(2026y / 1 / 6, 8h)},
                                        {utc(2026y / 1 / 6, 18h), utc(2026y / 1 / 7, 8h)}}));
    EXPECT_TRUE(
        gaps(with({weekly()}), zone, {utc(2026y / 1 / 5, 8h), utc(2026y / 12 / 1)}).empty());
    EXPECT_EQ(gaps(with({}), zone, {utc(2026y / 1 / 5), utc(2026y / 1 / 6)}).size(), 1U);
}

/// A schedule with all there is, at random.
Schedule some_schedule(std::mt19937& random)
{
    const auto some = [&](int below) { return static_cast<int>(random() % unsigned(below)); };
    Schedule made = with({});
    for (int layer = some(3); layer >= 0; --layer) {
        DutyLayer next{.turn = some(2) == 0 ? Turn::Day : Turn::Week, .length = 1 + some(3)};
        next.begins = sys_days{2020y / 1 / 1} + days{some(3000)};
        next.handoff = some(24 * 60);
        for (int person = some(4); person >= 0; --person)
            next.people.push_back({some(8) == 0 ? 0 : 1 + some(9)});
        for (int hours = some(3); hours > 0; --hours)
            next.hours.push_back({1 + some(127), some(24 * 60), some(24 * 60)});
        made.layers.push_back(next);
    }
    const auto begin = utc(2028y / 1 / 1);
    for (int count = some(3); count > 0; --count) {
        const auto from = begin + hours{some(5000)};
        made.overrides.push_back({{count}, {100 + count}, from, from + hours{1 + some(100)}});
        made.swaps.push_back({.id = {count}, .giver = {1 + some(9)}, .taker = {1 + some(9)}});
        made.swaps.back().span = {from, from + hours{some(500)}};
        made.swaps.back().state = SwapState::Approved;
    }
    return made;
}

// X.1
TEST(Schedule, ShiftsFillEverySpanOnceAndAgreeWithWhoIsOnDutyAtEachInstantInAnyZoneAndYear)
{
    std::mt19937 random(5);
    const std::vector<std::string> names{
        "Europe/Berlin", "America/New_York",  "Australia/Lord_Howe", "Asia/Tehran",
        "Pacific/Apia",  "Africa/Casablanca", "America/St_Johns",    "UTC"};
    for (int round = 0; round < 120; ++round) {
        const auto zone = tests::system_zone(names[static_cast<std::size_t>(round) % names.size()]);
        const auto schedule = some_schedule(random);
        const Span span{utc(2028y / 1 / 1) - days{random() % 3000}, utc(2028y / 12 / 31)};

        const auto all = shifts(schedule, zone, span);

        ASSERT_EQ(all.front().span.from, span.from);
        ASSERT_EQ(all.back().span.to, span.to);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto& shift = all[i];
            ASSERT_LT(shift.span.from, shift.span.to) << round;
            if (i > 0) {
                ASSERT_EQ(all[i - 1].span.to, shift.span.from) << "neither hole nor overlap";
                ASSERT_NE(all[i - 1].who, shift.who);
            }
            const auto length = shift.span.to - shift.span.from;
            for (const auto when :
                 {shift.span.from, shift.span.from + length / 2, shift.span.to - 1ms,
                  shift.span.from + length * int(random() % 97) / 97})
                ASSERT_EQ(on_duty(schedule, zone, when), shift.who) << round << " at " << ms(when);
        }
    }
}

/// A layer's answer is the one that the clock on the wall gives: whole turns counted in days.
// X.1
TEST(Schedule, AnAlwaysCoveredLayerHasExactlyOnePersonAtEachInstantAndRotatesByTheWallClock)
{
    std::mt19937 random(6);
    for (const auto* name : {"Europe/Berlin", "America/Sao_Paulo", "Australia/Sydney"}) {
        const auto zone = tests::system_zone(name);
        auto layer = weekly();
        layer.turn = Turn::Day;
        const auto schedule = with({layer});
        for (int round = 0; round < 4000; ++round) {
            const auto when = utc(2026y / 1 / 7) + milliseconds{std::int64_t(random()) * 300};
            const auto clock = zone.local(when);
            const auto day = floor<days>(clock - minutes{layer.handoff});
            const auto turn = (day - local_days{2026y / 1 / 5}).count();

            ASSERT_EQ(who(schedule, zone, when), 1 + turn % 3) << name << " " << ms(when);
        }
    }
}

} // namespace
} // namespace relay::core
