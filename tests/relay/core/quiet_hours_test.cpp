#include "relay/core/plan.h"
#include "relay/core/quiet_hours.h"
#include "relay/core/resolve.h"
#include "tests/support/builders.h"
#include "tests/support/system_zones.h"
#include <gtest/gtest.h>

namespace relay::core {
namespace {

using namespace std::chrono;
using namespace store;

Instant utc(year_month_day day, minutes time = 0min)
{
    return Instant{sys_days{day} + time};
}

const TimeZones& zones()
{
    static const TimeZones known = [] {
        TimeZones made;
        made.add("Europe/Berlin", tests::system_zone("Europe/Berlin"));
        return made;
    }();
    return known;
}

/// Quiet from 22:00 to 07:00 in Berlin.
Contact sleeper()
{
    Contact made = build::contact(1, "ANNLEE")
                       .phone(11, "+15551230001")
                       .mail(12, "ann@hospital.example")
                       .redundancy(Channel::Sms, 10min)
                       .redundancy(Channel::Email, 10min)
                       .redundancy(Channel::Ivr, 20min);
    made.zone = "Europe/Berlin";
    made.quiet_hours = {{.from = 22 * 60, .to = 7 * 60}};
    return made;
}

const auto night = utc(2026y / 11 / 26, 22h); // 23:00 in Berlin
const auto morning = utc(2026y / 11 / 27, 6h);

// X.5
TEST(QuietHours, HoldUntilTheirEndOnTheContactsOwnClock)
{
    EXPECT_EQ(held_until(sleeper(), Channel::Sms, Priority::Normal, zones(), night), morning);
    EXPECT_EQ(held_until(sleeper(), Channel::Sms, Priority::Low, zones(), night), morning);
    EXPECT_EQ(held_until(sleeper(), Channel::Sms, Priority::High, zones(), night), std::nullopt);
    EXPECT_EQ(held_until(sleeper(), Channel::Sms, Priority::Normal, zones(), morning),
              std::nullopt);
    EXPECT_EQ(
        held_until(sleeper(), Channel::Sms, Priority::Normal, zones(), utc(2026y / 7 / 1, 20h)),
        utc(2026y / 7 / 2, 5h))
        << "in summer two hours ahead";
    EXPECT_EQ(held_until(sleeper(), Channel::Email, Priority::Normal, zones(), night),
              std::nullopt);
    EXPECT_EQ(clock_text(zones(), sleeper(), morning), "07:00 on 2026-11-27 (Europe/Berlin)");
}

TEST(QuietHours, ThatFollowEachOtherAreHeldToTheEndOfTheLastAndNeverForEver)
{
    auto weekend = sleeper();
    weekend.quiet_hours.push_back({.days = 0b1100000, .from = 7 * 60, .to = 22 * 60});
    auto always = sleeper();
    always.quiet_hours = {{.from = 0, .to = 0}};

    EXPECT_EQ(
        held_until(weekend, Channel::Sms, Priority::Normal, zones(), utc(2026y / 11 / 27, 22h)),
        utc(2026y / 11 / 30, 6h));
    EXPECT_LE(*held_until(always, Channel::Sms, Priority::Normal, zones(), night), night + days{9});
}

TEST(QuietHours, InAZoneThatNobodyKnowsHereHoldNothing)
{
    EXPECT_EQ(held_until(sleeper(), Channel::Sms, Priority::Normal, TimeZones(), night),
              std::nullopt);
}

// X.5
TEST(QuietHours, HoldTextsAndCallsAndNeitherTheInboxNorMail)
{
    auto message = build::message();
    message.expires.reset();

    const auto made = plan(sleeper(), message, {true, true, true}, night, zones());

    ASSERT_EQ(made.deliveries.size(), 4U);
    for (const auto& planned : made.deliveries) {
        const bool is_loud = planned.channel == Channel::Sms || planned.channel == Channel::Ivr;
        EXPECT_EQ(planned.is_held, is_loud) << word(planned.channel);
        EXPECT_EQ(planned.due >= morning, is_loud) << word(planned.channel);
    }
}

// X.5, D2
TEST(QuietHours, LeaveOutWhatWouldExpireBeforeTheirEndAndSaySo)
{
    auto message = build::message();
    message.expires = night + 4h;

    const auto made = plan(sleeper(), message, {true, true, true}, night, zones());

    EXPECT_EQ(made.left_out,
              (std::vector<NotPlanned>{
                  {DeliveryKind::Redundancy, Channel::Sms, NotPlannedWhy::QuietHours},
                  {DeliveryKind::Redundancy, Channel::Ivr, NotPlannedWhy::QuietHours}}));
    EXPECT_EQ(word(NotPlannedWhy::QuietHours), "quiet_hours");
}

/// 1 rests for two hours, and so does whoever is in `resting`: contact and stand-in.
Directory resting(const std::vector<std::pair<std::int64_t, std::int64_t>>& who)
{
    std::vector<Contact> people;
    for (std::int64_t id = 1; id <= 4; ++id)
        people.push_back(
            build::contact(id, "PERSON-" + std::to_string(id)).in_domain(id == 4 ? 2 : 1));
    for (const auto& [id, stand_in] : who)
        people[static_cast<std::size_t>(id - 1)].do_not_disturb = {build::noon + 2h, {stand_in}};
    return Directory(build::parts(std::move(people),
                                  {build::group(10, "TEAM-ONE", {ContactId{1}, ContactId{2}})}));
}

Resolution paged(const Directory& directory, Member target, Priority priority = Priority::Normal,
                 Millis later = {})
{
    return resolve(directory, {1}, target, {build::noon + later, zones(), priority});
}

// X.5
TEST(DoNotDisturb, SendsThePageToTheStandInWhoHearsForWhom)
{
    const auto directory = resting({{1, 2}});

    const auto now = paged(directory, ContactId{1});
    const auto later = paged(directory, ContactId{1}, Priority::Normal, 2h);

    EXPECT_EQ(now.pages, (std::vector<ResolvedPage>{{{2}, {}, {}, {1}}}));
    EXPECT_EQ(now.left_out, (std::vector<LeftOut>{{ContactId{1}, {}, LeftOutWhy::Undisturbed}}));
    EXPECT_EQ(later.pages, (std::vector<ResolvedPage>{{{1}, {}, {}, {}}}));
}

// X.5
TEST(DoNotDisturb, IsBrokenByHighPriorityAndThenBothArePaged)
{
    const auto directory = resting({{1, 2}});

    const auto found = paged(directory, ContactId{1}, Priority::High);

    EXPECT_EQ(found.pages, (std::vector<ResolvedPage>{{{1}, {}, {}, {}}, {{2}, {}, {}, {1}}}));
    EXPECT_TRUE(found.left_out.empty());
}

// X.5
TEST(DoNotDisturb, GoesAlongTheChainOfStandInsAndPagesTheContactWhereThatIsOfNoUse)
{
    const std::vector<ResolvedPage> himself{{{1}, {}, {}, {}}};

    EXPECT_EQ(paged(resting({{1, 2}, {2, 3}}), ContactId{1}).pages,
              (std::vector<ResolvedPage>{{{3}, {}, {}, {1}}}));
    const auto loop = paged(resting({{1, 2}, {2, 3}, {3, 1}}), ContactId{1});
    EXPECT_EQ(loop.pages, himself);
    EXPECT_EQ(loop.left_out[0].why, LeftOutWhy::StandInLoop);
    const auto hidden = paged(resting({{1, 4}}), ContactId{1});
    EXPECT_EQ(hidden.pages, himself);
    EXPECT_EQ(hidden.left_out[0].why, LeftOutWhy::Domain);
    EXPECT_EQ(paged(resting({{1, 9}}), ContactId{1}).pages, himself) << "gone";
    EXPECT_EQ(paged(resting({{1, 2}, {2, 0}}), ContactId{1}).pages, himself) << "nobody's";
    EXPECT_EQ(paged(resting({{1, 1}}), ContactId{1}).pages, himself) << "his own";
}

// X.5, U.11
TEST(DoNotDisturb, PagesAStandInWhoIsAMemberTooOnce)
{
    const auto found = paged(resting({{1, 2}}), GroupId{10});

    EXPECT_EQ(found.pages.size(), 1U);
    EXPECT_EQ(found.pages[0].contact, ContactId{2});
    EXPECT_EQ(found.left_out.back().why, LeftOutWhy::Duplicate);
}

// X.5
TEST(DoNotDisturb, WithoutAStandInLeavesThePageInTheInboxAndHoldsTheNoise)
{
    auto resting = sleeper();
    resting.quiet_hours.clear();
    resting.do_not_disturb = DoNotDisturb{night + 2h, {}};

    EXPECT_EQ(held_until(resting, Channel::Sms, Priority::Normal, zones(), night), night + 2h);
    EXPECT_EQ(held_until(resting, Channel::Sms, Priority::High, zones(), night), std::nullopt);
    resting.do_not_disturb->stand_in = {2};
    EXPECT_EQ(held_until(resting, Channel::Sms, Priority::Normal, zones(), night), std::nullopt)
        << "who is paged although somebody stands in is urgently wanted";
}

} // namespace
} // namespace relay::core
