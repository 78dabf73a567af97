#include "tests/relay/engine/walking.h"

using namespace tests;

namespace {

const relay::channels::Refused gone{relay::channels::Blame::Detail, "404", "nobody there"};

} // namespace

// S0.53, S0.55
TEST_P(EscalationWalk, PagesOneMemberAfterAnotherAtTheGroupsInterval)
{
    const auto message = page(team({ContactId{30}}));
    EXPECT_EQ(paged(message), (Ids{10}));

    node().advance(5min - 1ms);
    EXPECT_EQ(paged(message), (Ids{10}));
    node().advance(1ms);
    EXPECT_EQ(paged(message), (Ids{10, 20}));
    node().advance(5min);
    EXPECT_EQ(paged(message), (Ids{10, 20, 30}));
    EXPECT_EQ(channels.sms.count(), 3U);
    expect_nothing_is_stuck(node(), message);
}

// S0.53
TEST_P(EscalationWalk, WithoutEscalationPagesAllAtOnce)
{
    const auto message =
        page(build::group(500, "TEAM1", {ContactId{10}, ContactId{20}, ContactId{30}}));

    EXPECT_EQ(paged(message), (Ids{10, 20, 30}));
}

// S0.56, S0.57, S0.58, S0.59: until somebody got so far
TEST_P(EscalationWalk, StopsAtTheGroupsFactorAndNotBefore)
{
    std::int64_t number = 600;
    for (const auto factor : {Progress::Delivered, Progress::Read, Progress::Replied}) {
        for (const auto progress : {Progress::Delivered, Progress::Read, Progress::Replied}) {
            auto group = team({}, factor);
            group.id = {++number};
            group.opid = build::opid("TEAM" + std::to_string(number));
            group.name = group.opid.text();
            const auto message = page(group);

            mark(node(), node().pages(message).at(0).id, progress);
            node().advance(5min);

            const bool stops = progress >= factor;
            EXPECT_EQ(paged(message), stops ? Ids{10} : (Ids{10, 20}))
                << store::word(factor) << " " << store::word(progress);
        }
    }
}

TEST_P(EscalationWalk, StandsTheOthersDownWhenOneAnswers)
{
    node().add(person(50, "NURSE50").redundancy(Channel::Email, 30min));
    const auto message = page(build::escalating(500, "TEAM1", {ContactId{50}, ContactId{20}}));
    node().advance(5min);

    mark(node(), node().pages(message).at(1).id, Progress::Read);
    node().advance(1h);

    EXPECT_EQ(phase(message), EscalationPhase::Satisfied);
    EXPECT_EQ(channels.email.count(), 0U);
    EXPECT_EQ(std::ranges::count(node().story(message), "cancelled: somebody else of " +
                                                            GroupId{500}.text() + " answered"),
              1);
}

// S0.60, the prefix
TEST_P(EscalationWalk, MarksWhatGoesToAFailover)
{
    node().add(open_hearted(person(60, "AGREED").copy(Channel::Email)));
    auto message = build::message("Chest pain");
    message.subject = store::ProtectedText("Bed 7");
    page(build::escalating(500, "TEAM1", {ContactId{10}}, {ContactId{60}}), message);

    node().advance(5min);

    const auto sent = channels.email.sent();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(std::get<relay::channels::TextOut>(sent[0].payload).subject.text(),
              "FO: TEAM1 Bed 7");
}

// S0.60, a group as failover
TEST_P(EscalationWalk, MarksTheMembersOfAFailoverGroupToo)
{
    node().add(build::escalating(501, "TEAM2", {ContactId{30}}));
    const auto message = page(build::escalating(500, "TEAM1", {ContactId{10}}, {GroupId{501}}));

    node().advance(5min);

    ASSERT_EQ(paged(message), (Ids{10, 30}));
    EXPECT_EQ(node().pages(message)[1].failover_of, GroupId{500});
}

TEST_P(EscalationWalk, TellsTheOriginatorOnceThatNobodyAnswered)
{
    node().add(build::escalating(501, "TEAM2", {ContactId{30}}));
    const auto message = page(build::escalating(500, "TEAM1", {ContactId{10}}, {GroupId{501}}));

    node().advance(5min);
    node().advance(24h);
    node().advance(24h);

    const auto told = failures(message);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].error_code, 500);
    for (const auto& escalation : node().escalations(message))
        EXPECT_EQ(escalation.phase, EscalationPhase::Exhausted);
}

TEST_P(EscalationWalk, TellsTheOriginatorNothingWhileAWalkAboveGoesOn)
{
    node().add(build::escalating(501, "TEAM2", {ContactId{30}}));
    const auto message =
        page(build::escalating(500, "TEAM1", {ContactId{10}}, {GroupId{501}, ContactId{40}}));
    node().advance(5min);

    node().advance(5min);
    EXPECT_EQ(paged(message), (Ids{10, 30, 40}));
    EXPECT_EQ(node().escalations(message).at(1).phase, EscalationPhase::Exhausted);
    EXPECT_TRUE(failures(message).empty());

    node().advance(5min);
    EXPECT_EQ(failures(message).size(), 1U);
}

// S0.61
TEST_P(EscalationWalk, CutsLoopsAndSaysSo)
{
    auto second = build::escalating(501, "TEAM2", {ContactId{20}});
    node().add(second);
    node().add(build::escalating(500, "TEAM1", {ContactId{10}}, {GroupId{501}}));
    second.failovers = {GroupId{500}};
    node().write([&](auto& connection) {
        EXPECT_TRUE(store::GroupRepository(connection, fresh().vault()).update(second));
    });
    node().refresh_directory();
    const auto message = node().submit(build::message(), "TEAM1");

    for (int step = 0; step < 10; ++step)
        node().advance(5min);

    EXPECT_EQ(paged(message), (Ids{10, 20}));
    EXPECT_EQ(node().escalations(message).size(), 2U);
    EXPECT_EQ(failures(message).size(), 1U);
    EXPECT_EQ(std::ranges::count_if(
                  node().story(message),
                  [](const auto& line) { return line.find("loop_cut") != std::string::npos; }),
              1);
}

TEST_P(EscalationWalk, AnAnswerInAFailoverGroupEndsTheWalkAboveIt)
{
    node().add(build::escalating(501, "TEAM2", {ContactId{30}, ContactId{40}}));
    const auto message = page(build::escalating(500, "TEAM1", {ContactId{10}}, {GroupId{501}}));
    node().advance(5min);

    mark(node(), node().pages(message).at(1).id, Progress::Read);
    node().advance(24h);

    EXPECT_EQ(paged(message), (Ids{10, 30}));
    for (const auto& escalation : node().escalations(message))
        EXPECT_EQ(escalation.phase, EscalationPhase::Satisfied);
    EXPECT_TRUE(failures(message).empty());
}

TEST_P(EscalationWalk, AnAnswerAboveEndsTheWalkOfTheFailoverGroup)
{
    node().add(build::escalating(501, "TEAM2", {ContactId{30}, ContactId{40}}));
    const auto message = page(build::escalating(500, "TEAM1", {ContactId{10}}, {GroupId{501}}));
    node().advance(5min);

    mark(node(), node().pages(message).at(0).id, Progress::Read);
    node().advance(24h);

    EXPECT_EQ(paged(message), (Ids{10, 30}));
    EXPECT_EQ(node().escalations(message).at(1).phase, EscalationPhase::Withdrawn);
}

TEST_P(EscalationWalk, PagesNobodyTwice)
{
    const auto message =
        page(build::escalating(500, "TEAM1", {ContactId{10}, ContactId{20}}, {ContactId{10}}));

    node().advance(5min);
    node().advance(5min);
    node().advance(5min);

    EXPECT_EQ(paged(message), (Ids{10, 20}));
    EXPECT_EQ(phase(message), EscalationPhase::Exhausted);
}

TEST_P(EscalationWalk, EndsWhenTheMessageExpiresWithCode501)
{
    auto message = build::message();
    message.expires = build::noon + 7min;
    const auto id = page(team({ContactId{30}, ContactId{40}}), message);

    node().advance(5min);
    node().advance(2min - 1ms);
    EXPECT_TRUE(failures(id).empty());
    node().advance(1ms);
    node().advance(24h);

    EXPECT_EQ(paged(id), (Ids{10, 20}));
    const auto told = failures(id);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].error_code, 501);
}

// S0.67
TEST_P(EscalationWalk, KeepsTheRuleItBeganWith)
{
    const auto group = team({ContactId{30}});
    const auto message = page(group);
    auto changed = group;
    changed.members = {ContactId{40}};
    changed.failover_interval = 1h;
    node().write([&](auto& connection) {
        EXPECT_TRUE(store::GroupRepository(connection, fresh().vault()).update(changed));
    });

    node().advance(5min);

    EXPECT_EQ(paged(message), (Ids{10, 20}));
}

TEST_P(EscalationWalk, PassesOverWhomTheSourceMayNotReachAndSaysWhy)
{
    node().add(person(70, "DONALD").in_domain(2));
    node().add(build::group(500, "TSUNAMI", {ContactId{10}, ContactId{70}}));
    auto insider = from_source(4);
    insider.principal = {2};

    const auto outside = node().submit(build::message(), "TSUNAMI");
    const auto inside = node().submit(insider, "TSUNAMI");

    EXPECT_EQ(paged(outside), (Ids{10}));
    EXPECT_EQ(paged(inside), (Ids{10, 70}));
    EXPECT_EQ(std::ranges::count_if(
                  node().story(outside),
                  [](const auto& line) { return line.find(": domain") != std::string::npos; }),
              1);
}

HOUSE_ON_BOTH_ENGINES(EscalationWalk);

namespace {

/// As EscalationWalk, with a contact 40 who gets what no device ever had.
class LastRung : public EscalationWalk {
protected:
    RunningHouse::Settings settings() const override
    {
        relay::engine::Rules rules;
        rules.last_resort = "NURSE40";
        return {.name = "node", .rules = rules};
    }
};

} // namespace

HOUSE_ON_BOTH_ENGINES(LastRung);

// X.19
TEST_P(LastRung, IsTheLastResortWhereNobodysDeviceHadIt)
{
    const auto message = page(team());

    node().advance(5min);
    node().advance(5min);
    EXPECT_EQ(paged(message), (Ids{10, 20, 40}));
    EXPECT_EQ(phase(message), EscalationPhase::Exhausted);
    EXPECT_TRUE(node().pages(message).at(2).failover_of.valid());
    node().advance(10min);
    EXPECT_EQ(paged(message), (Ids{10, 20, 40}));
}

TEST_P(LastRung, IsNotAskedWhereSomebodysDeviceHadIt)
{
    const auto message = page(team());
    mark(node(), node().pages(message).at(0).id, Progress::Delivered);

    node().advance(5min);
    node().advance(5min);

    EXPECT_EQ(phase(message), EscalationPhase::Exhausted);
    EXPECT_EQ(paged(message), (Ids{10, 20}));
}

// X.19: the channels were there when it was planned
TEST_P(LastRung, IsAskedWhereEveryChannelOfOnePersonWasRefused)
{
    channels.sms.answer_next(gone);

    const auto message = node().submit(build::message(), "NURSE10");

    EXPECT_EQ(paged(message), (Ids{10, 40}));
    EXPECT_EQ(node().pages(message).at(0).progress, Progress::Accepted) << "it waits in the inbox";
    EXPECT_EQ(
        std::ranges::count(node().story(message),
                           "unheard: no channel brings it to anybody now; it waits in the inbox"),
        1);
}

TEST_P(LastRung, IsAskedOnceAlsoWhereItCannotBeReachedEither)
{
    channels.sms.answer_always(gone);

    const auto message = node().submit(build::message(), "NURSE10");
    node().advance(10min);

    EXPECT_EQ(paged(message), (Ids{10, 40}));
}

TEST_P(LastRung, IsNotAskedWhereTheMessageWasRecalled)
{
    channels.sms.answer_next(relay::channels::Busy{"busy", "later", {}});
    const auto message = node().submit(build::message(), "NURSE10");
    node().commit([&](auto& commit) { commit.recall(message, "test"); });
    node().advance(10min);

    EXPECT_EQ(paged(message), Ids{10});
}

// S0.57, X.19
TEST_P(EscalationWalk, DoesNotWaitForThoseWhomNothingCallsAnyMore)
{
    channels.sms.answer_next(gone);
    const auto message = page(team());

    EXPECT_EQ(paged(message), (Ids{10, 20})) << "without the interval of five minutes";

    node().add(build::contact(60, "NO-PHONE").get());
    auto silent =
        build::escalating(510, "TEAM2", {ContactId{60}, ContactId{20}}, {}, 5min, Progress::Read);
    EXPECT_EQ(paged(page(silent)), (Ids{60, 20}));
}
