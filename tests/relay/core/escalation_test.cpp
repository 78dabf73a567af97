#include "relay/core/escalation.h"
#include "tests/support/builders.h"
#include <gtest/gtest.h>

namespace relay::core {
namespace {

using namespace std::chrono_literals;
using build::noon;
using store::EscalationPhase;
using store::Progress;

store::Escalation fresh(int rungs, Progress factor = Progress::Read)
{
    store::Escalation escalation;
    escalation.id = {1};
    escalation.rule.interval = 5min;
    escalation.rule.factor = factor;
    for (int i = 1; i <= rungs; ++i)
        escalation.rule.rungs.push_back({store::ContactId{i}, i == rungs});
    return escalation;
}

EscalationStep begin(store::Escalation escalation, store::Instant now)
{
    escalation.due = now;
    return advance(escalation, IntervalPassed{}, now);
}

TEST(Escalation, PagesTheFirstMemberAtOnce)
{
    const auto step = begin(fresh(3), noon);

    EXPECT_EQ(step.actions, std::vector<EscalationAction>{PageRung{0}});
    EXPECT_EQ(step.next.phase, EscalationPhase::Waiting);
    EXPECT_EQ(step.next.due, noon + 5min);
}

TEST(Escalation, PagesTheNextMemberWhenTheIntervalPassesUnread)
{
    const auto first = begin(fresh(3), noon).next;

    const auto step = advance(first, IntervalPassed{}, noon + 5min);

    EXPECT_EQ(step.actions, std::vector<EscalationAction>{PageRung{1}});
    EXPECT_EQ(step.next.due, noon + 10min);
}

TEST(Escalation, TriesAtTheBeatOfTheIntervalEvenWhenTheClockIsLate)
{
    const auto first = begin(fresh(3), noon).next;

    const auto late = advance(first, IntervalPassed{}, noon + 5min + 3s);

    EXPECT_EQ(late.next.due, noon + 10min);
}

TEST(Escalation, DoesNotBurstAfterALongStop)
{
    const auto first = begin(fresh(3), noon).next;

    const auto step = advance(first, IntervalPassed{}, noon + 2h);

    EXPECT_EQ(step.actions.size(), 1U);
    EXPECT_EQ(step.next.due, noon + 2h + 5min);
}

TEST(Escalation, WaitsUntilTheIntervalIsOver)
{
    const auto first = begin(fresh(3), noon).next;

    const auto early = advance(first, IntervalPassed{}, noon + 5min - 1ms);

    EXPECT_TRUE(early.actions.empty());
    EXPECT_EQ(early.next, first);
}

TEST(Escalation, ReportsWhenTheLastFailoversIntervalPassed)
{
    auto walk = begin(fresh(2), noon).next;
    walk = advance(walk, IntervalPassed{}, noon + 5min).next;

    const auto step = advance(walk, IntervalPassed{}, noon + 10min);

    EXPECT_EQ(step.actions, std::vector<EscalationAction>{ReportExhausted{}});
    EXPECT_EQ(step.next.phase, EscalationPhase::Exhausted);
}

TEST(Escalation, ReportsAtOnceWhenThereIsNobodyToPage)
{
    const auto step = begin(fresh(0), noon);

    EXPECT_EQ(step.actions, std::vector<EscalationAction>{ReportExhausted{}});
}

TEST(Escalation, DoesNotReportWhileAFailoverGroupStillEscalates)
{
    const auto last = begin(fresh(1), noon).next;

    const auto step = advance(last, IntervalPassed{true}, noon + 5min);

    EXPECT_TRUE(step.actions.empty());
    EXPECT_EQ(step.next.phase, EscalationPhase::Waiting);
    EXPECT_EQ(step.next.due, noon + 10min);
}

TEST(Escalation, MovesOnBelowAWaitingGroupThatIsNotTheLastRung)
{
    const auto first = begin(fresh(2), noon).next;

    const auto step = advance(first, IntervalPassed{true}, noon + 5min);

    EXPECT_EQ(step.actions, std::vector<EscalationAction>{PageRung{1}});
}

TEST(Escalation, MovesOnAtOnceWhenNobodyOfTheRungCanBeReached)
{
    const auto first = begin(fresh(3), noon).next;

    const auto step = advance(first, PageFailed{}, noon + 10s);

    EXPECT_EQ(step.actions, std::vector<EscalationAction>{PageRung{1}});
    EXPECT_EQ(step.next.due, noon + 10s + 5min);
}

// S0.56, S0.57, S0.58
TEST(Escalation, StopsWhenTheFactorIsReachedAndNotBefore)
{
    const std::vector<Progress> ranks{Progress::Accepted, Progress::Delivered, Progress::Read,
                                      Progress::Replied};
    for (const auto factor : {Progress::Delivered, Progress::Read, Progress::Replied}) {
        for (const auto progress : ranks) {
            const auto walk = begin(fresh(3, factor), noon).next;

            const auto step = advance(walk, PageProgressed{progress}, noon + 1min);

            const bool stops = progress >= factor;
            EXPECT_EQ(step.next.phase == EscalationPhase::Satisfied, stops);
            EXPECT_EQ(step.actions == std::vector<EscalationAction>{StandDown{}}, stops);
        }
    }
}

// D13
TEST(Escalation, GoesOnWhereWhoHadItGivesItBack)
{
    auto taken = begin(fresh(3), noon).next;
    taken.phase = EscalationPhase::Satisfied;

    const auto declined = advance(taken, RungDeclined{}, noon + 1min);
    const auto lapsed = advance(taken, AcceptanceLapsed{}, noon + 1min);

    EXPECT_EQ(declined.next, taken) << "somebody else may have it";
    EXPECT_EQ(lapsed.next.phase, EscalationPhase::Waiting);
    EXPECT_EQ(lapsed.next.due, noon + 1min);
    const auto asked = advance(taken, AcceptanceLapsed{.others_are_asked = true}, noon + 1min);
    EXPECT_EQ(asked.next.due, noon + 1min + taken.rule.interval);
    taken.rungs_tried = 3;
    EXPECT_EQ(advance(taken, AcceptanceLapsed{}, noon + 1min).next.due,
              noon + 1min + taken.rule.interval)
        << "nobody has had time to answer yet";
    taken.phase = EscalationPhase::Withdrawn;
    EXPECT_EQ(advance(taken, RungDeclined{}, noon + 1min).next.phase, EscalationPhase::Withdrawn);
}

// X.4
TEST(Escalation, IsNotHurriedToItsEndWhileAGroupBelowGoesOn)
{
    auto walk = begin(fresh(1), noon).next;

    EXPECT_EQ(advance(walk, Hurried{true}, noon).next.phase, EscalationPhase::Waiting);
    EXPECT_EQ(advance(walk, Hurried{}, noon).next.phase, EscalationPhase::Exhausted);
}

TEST(Escalation, IsNotSatisfiedByAFailure)
{
    const auto walk = begin(fresh(3, Progress::Delivered), noon).next;

    const auto step = advance(walk, PageProgressed{Progress::Failed}, noon);

    EXPECT_EQ(step.next.phase, EscalationPhase::Waiting);
}

TEST(Escalation, StandsDownWhenTheMessageIsRecalled)
{
    const auto step = advance(begin(fresh(3), noon).next, Recalled{}, noon);

    EXPECT_EQ(step.next.phase, EscalationPhase::Withdrawn);
    EXPECT_EQ(step.actions, std::vector<EscalationAction>{StandDown{}});
}

TEST(Escalation, ReportsAndPagesNobodyElseWhenTheMessageExpires)
{
    const auto step = advance(begin(fresh(3), noon).next, MessageExpired{}, noon + 1min);

    EXPECT_EQ(step.next.phase, EscalationPhase::Exhausted);
    EXPECT_EQ(step.actions, std::vector<EscalationAction>{ReportExhausted{}});
}

// S0.56, S0.57, S0.58, for good
TEST(Escalation, NothingMovesItOnceItIsOver)
{
    const std::vector<EscalationEvent> events{PageProgressed{Progress::Replied}, IntervalPassed{},
                                              PageFailed{}, Recalled{}, MessageExpired{}};
    for (const auto phase :
         {EscalationPhase::Satisfied, EscalationPhase::Exhausted, EscalationPhase::Withdrawn}) {
        for (const auto& event : events) {
            auto over = begin(fresh(3), noon).next;
            over.phase = phase;

            const auto step = advance(over, event, noon + 1h);

            EXPECT_EQ(step.next, over);
            EXPECT_TRUE(step.actions.empty());
            EXPECT_FALSE(step.reason.empty());
        }
    }
}

TEST(Escalation, VisitsEveryRungOnceInOrderWhateverTheNumber)
{
    for (int rungs = 0; rungs < 8; ++rungs) {
        std::vector<int> visited;
        auto step = begin(fresh(rungs), noon);
        auto now = noon;
        while (step.next.phase == EscalationPhase::Waiting) {
            visited.push_back(std::get<PageRung>(step.actions.at(0)).rung);
            now += 5min;
            step = advance(step.next, IntervalPassed{}, now);
        }

        ASSERT_EQ(static_cast<int>(visited.size()), rungs);
        for (int i = 0; i < rungs; ++i)
            EXPECT_EQ(visited[static_cast<std::size_t>(i)], i);
    }
}

} // namespace
} // namespace relay::core
