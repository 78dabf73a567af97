// How an acceptance ends, and what is not one (D13).
#include "acceptances.h"

using namespace tests;

namespace {

class AcceptanceEnd : public Acceptance {};

} // namespace

// D13
TEST_P(AcceptanceEnd, LapsesWhereItIsNotClosedInTime)
{
    const auto message = page(ward(10min));
    ASSERT_TRUE(choose(message, 20, 1));
    const auto mails = channels.email.count();

    node().advance(10min - 1ms);
    EXPECT_EQ(acceptances(message).at(0).state, AcceptanceState::Held);
    node().advance(1ms);

    EXPECT_EQ(acceptances(message).at(0).state, AcceptanceState::Lapsed);
    EXPECT_EQ(open_deliveries(message), 1U); // the one that waits for its 30 minutes
    EXPECT_GT(channels.email.count(), mails);
    EXPECT_TRUE(choose(message, 30, 2));
    EXPECT_EQ(acceptances(message).size(), 2U);
}

// D13
TEST_P(AcceptanceEnd, HoldsOnceItIsClosed)
{
    const auto message = page(ward(10min));
    ASSERT_TRUE(choose(message, 20, 1));

    const auto others = Observation(house()).close({30}, page_of(message, 30).id, Channel::Secure);
    const auto closed = Observation(house()).close({20}, page_of(message, 20).id, Channel::Secure);
    node().advance(1h);

    ASSERT_FALSE(others);
    EXPECT_EQ(others.error(), NotObserved::Taken);
    EXPECT_TRUE(closed);
    EXPECT_EQ(acceptances(message).at(0).state, AcceptanceState::Closed);
    EXPECT_FALSE(choose(message, 30, 2));
}

// D13
TEST_P(AcceptanceEnd, ThatLapsesLetsTheEscalationGoOn)
{
    auto group = build::escalating(510, "TEAM1", {ContactId{20}, ContactId{30}, ContactId{40}}, {},
                                   5min, Progress::Replied);
    group.acceptance = 10min;
    const auto message = page(group);
    ASSERT_TRUE(choose(message, 20, 1));
    EXPECT_EQ(node().escalations(message).at(0).phase, EscalationPhase::Satisfied);

    node().advance(10min);

    EXPECT_EQ(node().escalations(message).at(0).phase, EscalationPhase::Waiting);
    EXPECT_EQ(node().pages(message).size(), 2U);
    expect_nothing_is_stuck(node(), message);
}

TEST_P(AcceptanceEnd, DeclinedByOneCallsTheNextAtOnce)
{
    const auto message = page(build::escalating(510, "TEAM1", {ContactId{20}, ContactId{30}}, {},
                                                5min, Progress::Replied));

    ASSERT_TRUE(Observation(house()).decline({20}, page_of(message, 20).id, Channel::Ivr));
    node().settle();

    EXPECT_EQ(node().pages(message).size(), 2U);
    EXPECT_EQ(node().escalations(message).at(0).phase, EscalationPhase::Waiting);
    EXPECT_TRUE(notices(message, NoticeKind::Replied).empty());
}

// S0.57, D13
TEST_P(AcceptanceEnd, IsNotSeenInTheReadingOfOneWhoDeclines)
{
    const auto message = page(
        build::escalating(510, "TEAM1", {ContactId{20}, ContactId{30}}, {}, 5min, Progress::Read));
    mark(node(), page_of(message, 20).id, Progress::Read);
    ASSERT_EQ(node().escalations(message).at(0).phase, EscalationPhase::Satisfied);

    ASSERT_TRUE(Observation(house()).decline({20}, page_of(message, 20).id, Channel::Ivr));
    node().settle();

    EXPECT_EQ(node().pages(message).size(), 2U);
    EXPECT_EQ(node().escalations(message).at(0).phase, EscalationPhase::Waiting);
}

// D13: the worst would be to stand everybody down on the word of one who cannot come
TEST_P(AcceptanceEnd, IsNoneWhereSomebodySaysNoInWordsOfTheirOwn)
{
    const auto message = page(build::escalating(510, "TEAM1", {ContactId{20}, ContactId{30}}, {},
                                                5min, Progress::Replied));

    ASSERT_TRUE(Observation(house()).reply({20}, page_of(message, 20).id, 0,
                                           "Can't come, in surgery", Channel::Sms));
    node().settle();

    EXPECT_TRUE(page_of(message, 20).declined);
    EXPECT_TRUE(acceptances(message).empty());
    EXPECT_EQ(node().pages(message).size(), 2U) << "the next one is called at once";
    EXPECT_EQ(notices(message, NoticeKind::Replied).size(), 1U) << "the sender reads why";
}

TEST_P(AcceptanceEnd, MayFollowADecline)
{
    const auto message = page(ward());
    ASSERT_TRUE(Observation(house()).decline({20}, page_of(message, 20).id, Channel::Secure));

    ASSERT_TRUE(choose(message, 20, 1));

    EXPECT_FALSE(page_of(message, 20).declined);
    EXPECT_EQ(acceptances(message).size(), 1U);
}

TEST_P(AcceptanceEnd, ThatNobodyGivesIsToldOnceTheLastHasDeclined)
{
    const auto message = page(ward());
    for (const std::int64_t id : {10, 20, 30, 40, 50}) {
        EXPECT_TRUE(notices(message, NoticeKind::Replied).empty()) << id;
        ASSERT_TRUE(Observation(house()).decline({id}, page_of(message, id).id, Channel::Secure));
    }
    node().settle();

    EXPECT_EQ(notices(message, NoticeKind::Replied).size(), 1U);
}

// X.4
TEST_P(AcceptanceEnd, IsNotNeededForWhatWasCalledOff)
{
    const auto message = page(ward());

    node().commit([&](auto& commit) { EXPECT_TRUE(commit.recall(message, "console")); });
    node().commit([&](auto& commit) { EXPECT_FALSE(commit.recall(message, "console")); });
    node().advance(1h);

    EXPECT_EQ(open_deliveries(message), 0U);
    EXPECT_EQ(channels.email.count(), 2U); // the page to one, and the word that it is off
    EXPECT_EQ(notices(message, NoticeKind::StandDown).size(), 4U);
    EXPECT_TRUE(node().message(message)->recalled);
}

TEST_P(AcceptanceEnd, IsAskedOfSomebodyElseOnceTheMessageIsSentOn)
{
    node().add(person(60, "NURSE60").redundancy(Channel::Sms, 0min));
    const auto message = page(ward());

    node().commit([&](auto& commit) {
        EXPECT_TRUE(commit.redirect(message, store::Member(ContactId{60}), "console"));
        EXPECT_FALSE(commit.redirect(message, store::Member(ContactId{60}), "console"));
    });

    EXPECT_EQ(page_of(message, 60).progress, Progress::Accepted);
    EXPECT_EQ(open_deliveries(message), 0U);
    EXPECT_EQ(notices(message, NoticeKind::StandDown).size(), 4U);
}

TEST_P(AcceptanceEnd, IsAskedForAgainWhenTheMessageIsSentAgain)
{
    const auto message = page(ward());
    ASSERT_TRUE(choose(message, 20, 0));
    const auto texts = channels.sms.count();

    node().commit([&](auto& commit) { EXPECT_FALSE(commit.hurry(message, "console")); });
    node().commit([&](auto& commit) { EXPECT_TRUE(commit.resend(message, "console")); });

    EXPECT_EQ(channels.sms.count(), texts + 2);
}

TEST_P(AcceptanceEnd, IsAskedOfTheNextWhenSomebodyHurriesTheEscalation)
{
    const auto message = page(build::escalating(510, "TEAM1", {ContactId{20}, ContactId{30}}));

    node().commit([&](auto& commit) { EXPECT_TRUE(commit.hurry(message, "console")); });

    EXPECT_EQ(node().pages(message).size(), 2U);
}

HOUSE_ON_BOTH_ENGINES(AcceptanceEnd);
