// Whoever has a message gives it back, or it is taken from them: somebody is called again.
#include "store/message_repository.h"
#include "tests/relay/intake/acceptances.h"

namespace tests {
namespace {

class GivenBack : public Acceptance {
protected:
    void SetUp() override
    {
        Acceptance::SetUp();
        if (!IsSkipped())
            node().add(person(60, "NURSE60").redundancy(Channel::Sms, 5min));
    }
    /// An escalation of these, 5 minutes each.
    static store::Group team(const std::vector<ContactId>& people, Progress factor)
    {
        return build::escalating(510, "TEAM1", {people.begin(), people.end()}, {}, 5min, factor);
    }
    void decline(store::MessageId message, std::int64_t contact)
    {
        const auto page = page_of(message, contact).id;
        EXPECT_TRUE(Observation(house()).decline({contact}, page, Channel::Secure));
        node().settle();
    }
    EscalationPhase phase(store::MessageId message)
    {
        return node().escalations(message).at(0).phase;
    }
    relay::engine::Commit::Done resend(store::MessageId message)
    {
        relay::engine::Commit::Done done;
        node().commit([&](auto& commit) { done = commit.resend(message, "console"); });
        return done;
    }
};
HOUSE_ON_BOTH_ENGINES(GivenBack);

// S0.58
TEST_P(GivenBack, ByOneWhoHadReadItTheWalkGoesOnWithThoseWhoWereStoodDown)
{
    const auto message = page(team({{20}, {60}, {50}}, Progress::Read), pushed({}));
    node().advance(5min);
    mark(node(), page_of(message, 20).id, Progress::Read);
    node().advance(6min);
    ASSERT_EQ(phase(message), EscalationPhase::Satisfied);
    ASSERT_EQ(channels.sms.count(), 0U) << "the second was stood down before the text";

    decline(message, 20);

    EXPECT_EQ(phase(message), EscalationPhase::Waiting);
    EXPECT_EQ(channels.sms.count(), 1U) << "what was due to the second is sent";
    node().advance(5min);
    EXPECT_EQ(node().pages(message).size(), 3U) << "and the third is asked in turn";
}

TEST_P(GivenBack, ByOneWhoWasStoodDownItStaysWithWhoHasIt)
{
    const auto message = page(team({{20}, {60}, {50}}, Progress::Read), pushed({}));
    node().advance(5min);
    mark(node(), page_of(message, 20).id, Progress::Read);

    decline(message, 60);
    node().advance(1h);

    EXPECT_EQ(phase(message), EscalationPhase::Satisfied);
    EXPECT_EQ(node().pages(message).size(), 2U);
}

TEST_P(GivenBack, AfterItWasCalledOffNobodyIsCalled)
{
    const auto message = page(team({{20}, {60}}, Progress::Read), pushed({}));
    mark(node(), page_of(message, 20).id, Progress::Read);
    node().commit([&](auto& commit) { EXPECT_TRUE(commit.recall(message, "console")); });

    decline(message, 20);
    node().advance(1h);

    EXPECT_EQ(node().pages(message).size(), 1U);
}

// X.4
TEST_P(GivenBack, BySendingItAgainTheOthersAreReallyCalled)
{
    auto group = team({{20}, {30}, {50}}, Progress::Replied);
    group.acceptance = 30min;
    const auto message = page(group);
    node().advance(5min);
    ASSERT_TRUE(choose(message, 20, 1));
    const auto texts = channels.sms.count();

    EXPECT_TRUE(resend(message));
    node().settle();

    EXPECT_EQ(channels.sms.count(), texts + 1);
    EXPECT_EQ(phase(message), EscalationPhase::Waiting);
    node().advance(5min);
    EXPECT_EQ(node().pages(message).size(), 3U);
}

TEST_P(GivenBack, ItIsNotWhereSendingAgainIsRefused)
{
    auto group = team({{20}, {30}}, Progress::Replied);
    group.acceptance = 30min;
    const auto message = page(group);
    ASSERT_TRUE(choose(message, 20, 1));

    EXPECT_FALSE(resend(message)) << "everybody who was asked has answered";

    EXPECT_EQ(acceptances(message).back().state, AcceptanceState::Held);
}

TEST_P(GivenBack, BySendingItOnTheNewOneMayTakeIt)
{
    const auto message = page(team({{20}, {30}}, Progress::Replied));
    ASSERT_TRUE(choose(message, 20, 1));
    const auto redirect = [&](std::int64_t contact) {
        relay::engine::Commit::Done done;
        node().commit([&](auto& commit) {
            done = commit.redirect(message, store::Member(ContactId{contact}), "console");
        });
        return done.has_value();
    };
    node().add(build::contact(70, "UNREACHABLE").get());
    EXPECT_FALSE(redirect(70)) << "nobody would be called, and the others relieved";
    EXPECT_EQ(acceptances(message).back().state, AcceptanceState::Held);

    EXPECT_TRUE(redirect(50));

    EXPECT_EQ(channels.sms.count(), 1U);
    EXPECT_TRUE(choose(message, 50, 1));
    EXPECT_EQ(acceptances(message).back().page, page_of(message, 50).id);
}

// S0.24
TEST_P(GivenBack, ItStillHasItsWords)
{
    auto forgetful = person(80, "FORGETFUL").redundancy(Channel::Email, 0min).get();
    forgetful.retention = store::Retention::ReadReceipt;
    node().add(forgetful);
    const auto message = page(team({{80}, {30}}, Progress::Read), pushed({}));
    mark(node(), page_of(message, 80).id, Progress::Read);
    node().advance(10min);

    decline(message, 80);

    EXPECT_EQ(channels.sms.count(), 1U);
    EXPECT_FALSE(node().read(
        [&](auto& c) { return store::MessageRepository(c, fresh().vault()).is_purged(message); }));
}

TEST_P(GivenBack, BeforeItsTimeItLiesInTheInboxWhenTheTextSaysSo)
{
    auto later = pushed({});
    later.not_before = build::noon + 2h;
    const auto message = node().submit(later, "NURSE30");

    EXPECT_TRUE(resend(message));
    node().settle();

    EXPECT_EQ(channels.sms.count(), 1U);
    EXPECT_EQ(delivery_by(node(), message, Channel::Secure).state, DeliveryState::Accepted);
}

} // namespace
} // namespace tests
