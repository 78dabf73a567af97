// Who is on duty gets the page, at the instant at which it goes out (X.1).
#include "people.h"
#include "tests/support/house.h"

namespace tests {
namespace {

using namespace store;
using namespace std::chrono_literals;

class Duty : public HouseTest {
protected:
    void SetUp() override
    {
        HouseTest::SetUp();
        if (IsSkipped())
            return;
        for (std::int64_t id = 11; id < 14; ++id)
            node().add(build::contact(id, "NURSE-" + std::to_string(id))
                           .phone(id * 10, "+4930" + std::to_string(id))
                           .copy(store::Channel::Sms)
                           .get());
        node().add(build::schedule(31, "ON-CALL", {{11}, {12}}));
    }

    std::vector<std::int64_t> paged(MessageId id)
    {
        std::vector<std::int64_t> who;
        for (const auto& page : node().pages(id))
            who.push_back(page.contact.value);
        return who;
    }
    bool says(MessageId id, const std::string& line)
    {
        const auto story = node().story(id);
        return std::ranges::find(story, line) != story.end();
    }
    static Message to_be_told() { return build::message(); }
};
HOUSE_ON_BOTH_ENGINES(Duty);

// X.1
TEST_P(Duty, AScheduleIsAnAddressAndItsPageSaysWhoseDutyItWas)
{
    const auto id = node().submit(to_be_told(), "ON-CALL");

    EXPECT_EQ(paged(id), std::vector<std::int64_t>{11});
    EXPECT_EQ(node().pages(id)[0].schedule, ScheduleId{31});
    EXPECT_TRUE(says(id, "paged: addressed directly, on duty in " + ScheduleId{31}.text()));
}

// X.1
TEST_P(Duty, WhatMayOnlyBeDeliveredLaterGoesToWhoeverIsOnDutyThen)
{
    auto message = to_be_told();
    message.not_before = clock.now() + 24h;
    message.expires = clock.now() + 48h;

    const auto id = node().submit(message, "ON-CALL");

    EXPECT_EQ(paged(id), std::vector<std::int64_t>{12});
}

// X.1
TEST_P(Duty, ARungThatNamesAScheduleIsResolvedWhenItIsPaged)
{
    node().add(build::escalating(21, "TEAM-ONE", {ContactId{13}}, {ScheduleId{31}}, 23h));
    auto message = to_be_told();
    message.expires = clock.now() + 72h;

    const auto id = node().submit(message, "TEAM-ONE");
    node().advance(1s);
    node().advance(23h);

    EXPECT_EQ(paged(id), (std::vector<std::int64_t>{13, 12})) << "11 was on duty when it came";
}

// X.1, X.19
TEST_P(Duty, WhereNobodyIsOnDutyTheNextRungIsPagedAtOnceAndTheLedgerSaysWhy)
{
    auto empty = build::schedule(32, "OFF-CALL", {{}});
    node().add(empty);
    node().add(build::escalating(21, "TEAM-ONE", {ScheduleId{32}}, {ContactId{13}}, 1h));

    const auto id = node().submit(to_be_told(), "TEAM-ONE");
    node().advance(1s);

    EXPECT_EQ(paged(id), std::vector<std::int64_t>{13});
    EXPECT_TRUE(says(id, "left_out: " + ScheduleId{32}.text() + ": nobody_on_duty"));
}

// X.1
TEST_P(Duty, AMemberWhoIsOnDutyAndAMemberHimselfIsPagedOnce)
{
    node().add(build::group(21, "TEAM-ONE", {ContactId{11}, ScheduleId{31}}));

    const auto id = node().submit(to_be_told(), "TEAM-ONE");

    EXPECT_EQ(paged(id), std::vector<std::int64_t>{11});
}

// X.5
TEST_P(Duty, QuietHoursHoldTheTextUntilTheirEndAndALaterTroubleDoesNotBringItForward)
{
    auto sleeper = person(70, "SLEEPER").redundancy(Channel::Email, 0min).get();
    sleeper.redundancy.push_back({Channel::Sms, 10min, Progress::Read});
    const auto hour = std::chrono::floor<std::chrono::hours>(
        clock.now() - std::chrono::floor<std::chrono::days>(clock.now()));
    const auto minute = static_cast<int>(hour.count()) * 60;
    sleeper.quiet_hours = {{.from = minute, .to = (minute + 120) % (24 * 60)}};
    node().add(sleeper);
    channels.email.answer_next(relay::channels::Refused{relay::channels::Blame::Detail, "550", ""});

    const auto id = node().submit(to_be_told(), "SLEEPER");
    node().advance(30min);

    EXPECT_EQ(channels.sms.count(), 0U);
    const auto story = node().story(id);
    EXPECT_TRUE(std::ranges::any_of(story, [](const auto& line) {
        return line.starts_with("held: redundancy by sms: held until ");
    }));
    node().advance(90min);
    EXPECT_EQ(channels.sms.count(), 1U);
    auto urgent = to_be_told();
    urgent.priority = Priority::High;
    clock.advance(22h);
    static_cast<void>(node().submit(urgent, "SLEEPER"));
    node().advance(10min);
    EXPECT_EQ(channels.sms.count(), 2U) << "high priority waits for nothing but its delay";
}

// X.5, D2
TEST_P(Duty, AStandInGetsThePageAndTheRowAndTheLedgerSayForWhom)
{
    auto resting = build::contact(71, "RESTING").get();
    resting.do_not_disturb = DoNotDisturb{clock.now() + 1h, {11}};
    node().add(resting);

    const auto id = node().submit(to_be_told(), "RESTING");

    ASSERT_EQ(paged(id), std::vector<std::int64_t>{11});
    EXPECT_EQ(node().pages(id)[0].instead_of, ContactId{71});
    EXPECT_TRUE(says(id, "left_out: " + ContactId{71}.text() + ": do_not_disturb"));
    EXPECT_TRUE(says(id, "paged: addressed directly, stands in for " + ContactId{71}.text()));
    node().advance(1h);
    EXPECT_EQ(paged(node().submit(to_be_told(), "RESTING")), std::vector<std::int64_t>{71});
}

// X.1
TEST_P(Duty, AScheduleIsGivenBackAsItWasSaved)
{
    auto whole = build::schedule(33, "WHOLE-ONE", {{11}, {}, {12}});
    whole.description = "nights";
    whole.zone = "Europe/Berlin";
    whole.layers.push_back({.name = "weekend", .length = 2, .handoff = 480, .people = {{13}}});
    whole.layers[1].hours = {{0b1100000, 480, 1200}, {1, 0, 0}};
    whole.overrides = {{{51}, {13}, clock.now(), clock.now() + 1h, "tok_1", clock.now()}};
    DutySwap swap{.id = {61}, .giver = {11}, .taker = {12}, .asked_by = "tok_1"};
    swap.span = {clock.now(), clock.now() + 1h};
    swap.asked = clock.now();
    whole.swaps = {swap, swap};
    whole.swaps[1].id = {62};
    whole.swaps[1].back = Span{clock.now() + 2h, clock.now() + 3h};

    node().add(whole);

    auto saved = whole;
    saved.version = 4; // each override and swap raises it
    EXPECT_EQ(node().read([](auto& c) { return ScheduleRepository(c).find({33}); }), saved);
    node().write([&](auto& c) {
        auto decided = whole.swaps[1];
        decided.state = SwapState::Approved;
        decided.decided_by = "tok_2";
        decided.decided = clock.now();
        ScheduleRepository rows(c);
        EXPECT_TRUE(rows.decide({33}, decided));
        EXPECT_FALSE(rows.decide({33}, decided)) << "once";
        EXPECT_TRUE(rows.remove({33}, OverrideId{51}));
        EXPECT_FALSE(rows.remove({33}, OverrideId{51}));
        EXPECT_FALSE(rows.update(whole)) << "an old version";
    });
    const auto after = node().read([](auto& c) { return ScheduleRepository(c).list(); });
    EXPECT_EQ(after[1].swaps[1].state, SwapState::Approved);
    EXPECT_TRUE(after[1].overrides.empty());
}

// X.1
TEST_P(Duty, WhoeverIsRemovedLeavesHisTurnsToNobodyAndAScheduleThatIsRemovedLeavesItsGroups)
{
    node().add(build::group(21, "TEAM-ONE", {ScheduleId{31}, ContactId{13}}));
    node().write([&](auto& c) {
        EXPECT_TRUE(ContactRepository(c, fresh().vault()).remove({11}, clock.now()));
    });
    node().refresh_directory();

    EXPECT_EQ(house().people()->schedule({31})->layers[0].people,
              (std::vector<ContactId>{{}, {12}}));
    EXPECT_EQ(paged(node().submit(to_be_told(), "TEAM-ONE")), std::vector<std::int64_t>{13});
    node().write(
        [&](auto& c) { EXPECT_TRUE(ScheduleRepository(c).remove(ScheduleId{31}, clock.now())); });
    node().refresh_directory();
    EXPECT_EQ(house().people()->group({21})->members, std::vector<Member>{ContactId{13}});
    EXPECT_EQ(house().people()->find("ON-CALL"), std::nullopt);
}

class Reminded : public Duty {
protected:
    RunningHouse::Settings settings() const override
    {
        RunningHouse::Settings made;
        made.rules.shift_reminder = 30min;
        return made;
    }
    std::vector<Message> messages_of_ours()
    {
        return node().read([&](auto& connection) {
            return MessageRepository(connection, fresh().vault()).list({}, 100);
        });
    }
    /// Until that long before the next midnight, when 12 takes over from 11.
    void advance_to(store::Millis before)
    {
        node().advance(std::chrono::floor<std::chrono::days>(build::noon) + 24h - before -
                       clock.now());
    }
};
HOUSE_ON_BOTH_ENGINES(Reminded);

// X.2
TEST_P(Reminded, WhoeverTakesOverIsToldOnceByAPage)
{
    advance_to(31min);
    EXPECT_TRUE(messages_of_ours().empty());

    advance_to(30min);
    advance_to(10min);

    const auto told = messages_of_ours();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].recipient, "NURSE-12");
    EXPECT_EQ(told[0].subject.reveal(), "Your shift begins at 00:00 on 2027-01-16 (UTC).");
    EXPECT_EQ(paged(told[0].id), std::vector<std::int64_t>{12});
    EXPECT_FALSE(told[0].allow_response);
}

// X.2
TEST_P(Reminded, ARestartTellsNobodyTwice)
{
    advance_to(30min);
    restart();
    node().settle();

    EXPECT_EQ(messages_of_ours().size(), 1U);
}

} // namespace
} // namespace tests
