// X.2: who is told that a shift is about to begin.
#include "relay/core/shift_reminder.h"
#include "tests/support/builders.h"
#include "tests/support/system_zones.h"
#include <gtest/gtest.h>

using namespace relay::core;
using build::noon;
using store::ShiftReminder;
using namespace std::chrono_literals;

namespace {

constexpr store::ContactId ann{11};
constexpr store::ContactId bob{12};
constexpr store::ScheduleId ward{31};
const auto midnight = std::chrono::floor<std::chrono::days>(noon) + 24h;

/// Ann has today and Bob tomorrow, and so on.
store::Directory::Parts two_in_turn(ShiftReminder of_bob = ShiftReminder::Always)
{
    auto second = build::contact(12, "BOB-X").get();
    second.shift_reminder = of_bob;
    auto parts = build::parts({build::contact(11, "ANN-X").get(), second});
    parts.schedules = {build::schedule(31, "WARD5", {ann, bob})};
    return parts;
}

std::vector<ComingShift> coming(const store::Directory::Parts& parts, store::Instant now,
                                store::Millis lead = 30min)
{
    return coming_shifts(store::Directory(parts), TimeZones(), now, now, lead);
}

} // namespace

TEST(ShiftReminder, IsForWhoeverBeginsWithinTheLeadAndNotForWhoHasItNow)
{
    const std::vector<ComingShift> of_bob{{ward, bob, midnight}};
    EXPECT_EQ(coming(two_in_turn(), midnight - 30min - 1ms), std::vector<ComingShift>{});
    EXPECT_EQ(coming(two_in_turn(), midnight - 30min), of_bob);
    EXPECT_EQ(coming(two_in_turn(), midnight - 1ms), of_bob);
    EXPECT_EQ(coming(two_in_turn(), midnight), std::vector<ComingShift>{});
}

TEST(ShiftReminder, FollowsOverridesAndIsNotForWhoMerelyGoesOn)
{
    auto parts = two_in_turn();
    parts.schedules[0].overrides = {
        {.id = {1}, .contact = ann, .from = midnight, .to = midnight + 10min}};

    const auto found = coming(parts, midnight - 10min, 20min);

    EXPECT_EQ(found, (std::vector<ComingShift>{{ward, bob, midnight + 10min}}));
}

TEST(ShiftReminder, IsAlsoForAShiftThatWasMadeToBeginSinceTheLookBefore)
{
    auto parts = two_in_turn();
    parts.schedules[0].overrides = {
        {.id = {1}, .contact = bob, .from = noon - 20s, .to = noon + 1h}};
    const auto seen = [&](store::Instant now) {
        return coming_shifts(store::Directory(parts), TimeZones(), now - 1min, now, 30min);
    };

    EXPECT_EQ(seen(noon), (std::vector<ComingShift>{{ward, bob, noon - 20s}}));
    EXPECT_TRUE(seen(noon + 2h).empty()) << "it is over";
}

TEST(ShiftReminder, NeverIsNever)
{
    EXPECT_TRUE(coming(two_in_turn(ShiftReminder::Never), midnight - 1min).empty());
}

TEST(ShiftReminder, OnlyIfFirstAsksWhereTheScheduleStandsInEscalations)
{
    auto parts = two_in_turn(ShiftReminder::OnlyIfFirst);
    EXPECT_EQ(coming(parts, midnight - 1min).size(), 1U) << "no escalation knows it";

    parts.groups = {build::escalating(21, "SECOND", {ann, ward})};
    EXPECT_TRUE(coming(parts, midnight - 1min).empty());

    parts.groups.push_back(build::escalating(22, "FIRST", {ward, ann}));
    EXPECT_EQ(coming(parts, midnight - 1min).size(), 1U);
}

TEST(ShiftReminder, SaysWhenByTheClockOfTheSchedulesZone)
{
    auto schedule = build::schedule(31, "WARD5", {ann});
    schedule.zone = "Europe/Berlin";

    TimeZones zones;
    zones.add(schedule.zone, tests::system_zone(schedule.zone));

    EXPECT_EQ(shift_text(schedule, zones, {ward, ann, noon}),
              "Your shift begins at 09:00 on 2027-01-15 (Europe/Berlin).");
}
