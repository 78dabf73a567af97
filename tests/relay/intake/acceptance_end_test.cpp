// How an acceptance ends, and what is not one (D13).
#include "acceptances.h"

using namespace tests;

namespace {

class AcceptanceEnd : public Acceptance {
protected:
    /// Contact 60, whose view of a text ends when it is read.
    void add_forgetful()
    {
        auto contact = person(60, "FORGETFUL").get();
        contact.retention = store::Retention::ReadReceipt;
        node().add(contact);
    }
};

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

// D13
TEST_P(AcceptanceEnd, IsNoneInAChoiceThatSaysNo)
{
    auto busy = pushed({});
    busy.choices = {{"Coming", "COMING"}, {"Busy now", "BUSY"}};
    const auto message = page(build::escalating(510, "TEAM1", {ContactId{20}, ContactId{30}}, {},
                                                5min, Progress::Replied),
                              busy);

    ASSERT_TRUE(choose(message, 20, 2));

    EXPECT_TRUE(acceptances(message).empty());
    EXPECT_EQ(node().pages(message).size(), 2U) << "the next one is called at once";
}

// D13, S0.58: a question is no answer, nor are words where one was to choose
TEST_P(AcceptanceEnd, IsNoneInWordsThatSettleNothing)
{
    const auto asked = page(ward(), pushed({}));
    const auto chosen = node().submit(with_choices(), "WARD5");
    const auto says = [&](store::MessageId message, const std::string& words) {
        const auto page = page_of(message, 20).id;
        EXPECT_TRUE(Observation(house()).reply({20}, page, 0, words, Channel::Sms));
        EXPECT_TRUE(Observation(house()).reply({20}, page, 0, words, Channel::Sms)) << "again";
        node().settle();
        EXPECT_TRUE(acceptances(message).empty()) << words;
        EXPECT_EQ(page_of(message, 20).progress, Progress::Read);
        EXPECT_EQ(notices(message, NoticeKind::Replied).size(), 1U) << "the sender reads it, once";
    };

    says(asked, "Which patient?");
    says(chosen, "I am in theatre until five, ask Chen");
    EXPECT_TRUE(
        Observation(house()).reply({30}, page_of(asked, 30).id, 0, "on my way", Channel::Sms));
    EXPECT_TRUE(choose(chosen, 30, 1));

    EXPECT_EQ(acceptances(asked).size(), 1U);
    EXPECT_EQ(acceptances(chosen).size(), 1U);
}

// D13: whoever had it and cannot do it after all leaves it to the others
TEST_P(AcceptanceEnd, ComesWithTheDeclineOfWhoHadIt)
{
    const auto escalated = page(build::escalating(510, "TEAM1", {ContactId{20}, ContactId{30}}, {},
                                                  5min, Progress::Replied),
                                pushed({}));
    const auto shared = page(ward(), pushed({}));
    const auto says = [&](store::MessageId message, std::int64_t who, const std::string& words) {
        EXPECT_TRUE(
            Observation(house()).reply({who}, page_of(message, who).id, 0, words, Channel::Sms));
        node().settle();
    };

    for (const auto message : {escalated, shared}) {
        says(message, 20, "yes");
        ASSERT_EQ(acceptances(message).at(0).state, AcceptanceState::Held);
        const auto texts = channels.sms.count();
        says(message, 20, "No, I cannot come");

        EXPECT_EQ(acceptances(message).at(0).state, AcceptanceState::Lapsed);
        EXPECT_GT(channels.sms.count(), texts) << "the next one gets a text";
        says(message, 30, "ok");
        EXPECT_EQ(acceptances(message).size(), 2U) << "and may take it";
    }
}

// D13: what somebody said last counts, in whatever words it was said before
TEST_P(AcceptanceEnd, ComesWithEachDeclineOfWhoTookItAnew)
{
    const auto message = page(ward(), pushed({}));
    const auto says = [&](const std::string& words) {
        node().advance(1s);
        EXPECT_TRUE(
            Observation(house()).reply({20}, page_of(message, 20).id, 0, words, Channel::Sms));
    };
    const auto state = [&] { return acceptances(message).back().state; };

    says("yes");
    EXPECT_EQ(state(), AcceptanceState::Held);
    says("no");
    EXPECT_EQ(state(), AcceptanceState::Lapsed);
    says("yes");
    EXPECT_EQ(state(), AcceptanceState::Held);
    EXPECT_FALSE(page_of(message, 20).declined);
    says("yes");
    says("no");
    EXPECT_EQ(state(), AcceptanceState::Lapsed);
    EXPECT_TRUE(page_of(message, 20).declined);
    says("no");

    EXPECT_EQ(acceptances(message).size(), 2U);
    EXPECT_EQ(notices(message, NoticeKind::Replied).size(), 4U) << "what was said twice, once";
}

TEST_P(AcceptanceEnd, ComesWithADeclineButNoMoreOnceItIsClosed)
{
    const auto message = page(ward());
    const Observation news(house());
    const auto page = page_of(message, 20).id;
    ASSERT_TRUE(choose(message, 20, 1));

    EXPECT_TRUE(news.decline({20}, page, Channel::Secure));
    EXPECT_EQ(acceptances(message).back().state, AcceptanceState::Lapsed);
    ASSERT_TRUE(choose(message, 20, 1));
    ASSERT_TRUE(news.close({20}, page, Channel::Secure));

    EXPECT_FALSE(news.decline({20}, page, Channel::Secure));
    EXPECT_EQ(acceptances(message).back().state, AcceptanceState::Closed);
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
    const auto mails = channels.email.count();

    node().commit([&](auto& commit) { EXPECT_FALSE(commit.hurry(message, "console")); });
    node().commit([&](auto& commit) { EXPECT_TRUE(commit.resend(message, "console")); });

    EXPECT_EQ(channels.sms.count(), texts + 2);
    EXPECT_EQ(channels.email.count(), mails + 1) << "the one that would have waited for 30 minutes";
}

// X.4, S0.24: whom it went to may forget it, and it is not sent on without a word in it
TEST_P(AcceptanceEnd, IsNotAskedForWithATextThatIsGone)
{
    add_forgetful();
    const auto message = node().submit(pushed({}), "FORGETFUL");
    mark(node(), page_of(message, 60).id, Progress::Read);
    node().advance(2min);
    ASSERT_TRUE(page_of(message, 60).purged);

    node().commit([&](auto& commit) {
        EXPECT_FALSE(commit.redirect(message, store::Member(ContactId{20}), "console"));
        const auto again = commit.resend(message, "console");
        EXPECT_NE(again.error().find("purged"), std::string::npos) << again.error();
    });
    EXPECT_EQ(node().pages(message).size(), 1U);
}

// D13, S0.24
TEST_P(AcceptanceEnd, ThatMayLapseKeepsTheTextForTheNext)
{
    add_forgetful();
    auto group = build::escalating(510, "TEAM1", {ContactId{60}, ContactId{30}}, {}, 5min,
                                   Progress::Replied);
    group.acceptance = 10min;
    const auto message = page(group, pushed({}));
    ASSERT_TRUE(choose(message, 60, 0));
    for (int i = 0; i < 10; ++i)
        node().advance(1min);

    ASSERT_EQ(acceptances(message).at(0).state, AcceptanceState::Lapsed);
    EXPECT_EQ(node().pages(message).size(), 2U);
    EXPECT_FALSE(node().message(message)->body.empty());
}

TEST_P(AcceptanceEnd, IsAskedOfTheNextWhenSomebodyHurriesTheEscalation)
{
    const auto message = page(build::escalating(510, "TEAM1", {ContactId{20}, ContactId{30}}));

    node().commit([&](auto& commit) { EXPECT_TRUE(commit.hurry(message, "console")); });

    EXPECT_EQ(node().pages(message).size(), 2U);
}

HOUSE_ON_BOTH_ENGINES(AcceptanceEnd);
