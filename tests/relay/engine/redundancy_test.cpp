#include "tests/relay/engine/people.h"

using namespace tests;
using store::Channel;
using store::DeliveryState;
using store::Progress;

namespace {

class Redundancy : public HouseTest {
protected:
    store::MessageId page(const store::Contact& contact)
    {
        node().add(contact);
        return node().submit(build::message(), contact.opid.text());
    }
    store::PageId page_of(store::MessageId message) { return node().pages(message).at(0).id; }
};

build::ContactBuilder nurse()
{
    return person(10, "NURSE");
}

} // namespace

// S0.19
TEST_P(Redundancy, WaitsForItsDelayAndNoLonger)
{
    const auto message = page(nurse().redundancy(Channel::Sms, 30min));

    node().advance(30min - 1s);
    EXPECT_EQ(channels.sms.count(), 0U);

    node().advance(1s);
    EXPECT_EQ(channels.sms.count(), 1U);
    EXPECT_EQ(delivery_by(node(), message, Channel::Sms).state, DeliveryState::Accepted);

    node().advance(24h);
    EXPECT_EQ(channels.sms.count(), 1U);
}

// S0.19, a delay of 0
TEST_P(Redundancy, WithoutADelayGoesAtOnce)
{
    page(nurse().redundancy(Channel::Email, 0min));

    EXPECT_EQ(channels.email.count(), 1U);
}

// S0.18
TEST_P(Redundancy, IsExactlyTheChosenChannelsForAllEightSubsets)
{
    for (std::int64_t subset = 0; subset < 8; ++subset) {
        const auto before =
            std::array{channels.email.count(), channels.sms.count(), channels.ivr.count()};
        auto contact = person(100 + subset * 10, "NURSE" + std::to_string(subset));
        if (subset & 1)
            contact.redundancy(Channel::Email, 10min);
        if (subset & 2)
            contact.redundancy(Channel::Sms, 10min);
        if (subset & 4)
            contact.redundancy(Channel::Ivr, 10min);

        page(contact);
        node().advance(10min);

        EXPECT_EQ(channels.email.count() - before[0], subset & 1 ? 1U : 0U) << subset;
        EXPECT_EQ(channels.sms.count() - before[1], subset & 2 ? 1U : 0U) << subset;
        EXPECT_EQ(channels.ivr.count() - before[2], subset & 4 ? 1U : 0U) << subset;
    }
}

// S0.20
TEST_P(Redundancy, IsCancelledWhenThePageIsReadFirst)
{
    const auto message = page(nurse().redundancy(Channel::Sms, 30min));
    node().advance(10min);

    mark(node(), page_of(message), Progress::Read);
    node().advance(24h);

    EXPECT_EQ(channels.sms.count(), 0U);
    EXPECT_EQ(delivery_by(node(), message, Channel::Sms).state, DeliveryState::Cancelled);
    EXPECT_EQ(delivery_by(node(), message, Channel::Secure).state, DeliveryState::Read);
}

TEST_P(Redundancy, IsNotCancelledByLessThanItWaitsFor)
{
    const auto message = page(nurse()
                                  .redundancy(Channel::Sms, 30min, Progress::Replied)
                                  .redundancy(Channel::Email, 30min, Progress::Delivered));

    mark(node(), page_of(message), Progress::Delivered);
    node().advance(30min);

    EXPECT_EQ(channels.sms.count(), 1U);
    EXPECT_EQ(channels.email.count(), 0U);
}

// S0.23
TEST_P(Redundancy, AndTheCopyAreIndependent)
{
    const auto message =
        page(nurse().copy(Channel::Email).redundancy(Channel::Email, 30min, Progress::Read));
    EXPECT_EQ(channels.email.count(), 1U);

    node().advance(30min);
    EXPECT_EQ(channels.email.count(), 2U);
    EXPECT_EQ(node().deliveries(message).size(), 3U);
}

// S0.21
TEST_P(Redundancy, IsNotNeededForTheCopyToGoThoughThePageWasRead)
{
    auto later = build::message();
    later.not_before = build::noon + 10min;
    node().add(nurse().copy(Channel::Email));
    const auto message = node().submit(later, "NURSE");
    EXPECT_EQ(channels.email.count(), 0U);

    mark(node(), page_of(message), Progress::Read);
    node().advance(10min);

    EXPECT_EQ(channels.email.count(), 1U);
}

// S0.22
TEST_P(Redundancy, IsNotNeededForTheCopyByCallEither)
{
    auto later = build::message();
    later.not_before = build::noon + 10min;
    node().add(nurse().copy(Channel::Ivr));

    node().submit(build::message(), "NURSE");
    ASSERT_EQ(channels.ivr.count(), 1U) << "at once";
    EXPECT_EQ(std::get<relay::channels::CallOut>(channels.ivr.sent()[0].payload).to, "+155501010");
    const auto read = node().submit(later, "NURSE");
    mark(node(), page_of(read), Progress::Read);
    node().advance(10min - 1ms);
    EXPECT_EQ(channels.ivr.count(), 1U) << "once, although nobody reads it";
    node().advance(1ms);
    EXPECT_EQ(channels.ivr.count(), 2U) << "although it was read";

    node().advance(24h);
    EXPECT_EQ(channels.ivr.count(), 2U);
    EXPECT_EQ(channels.sms.count() + channels.email.count(), 0U);
}

// S1.46, S1.55
TEST_P(Redundancy, PassesOverAnAddressThatIsOptedOutAndSaysSo)
{
    const auto message = page(build::contact(10, "NURSE")
                                  .phone(20, "+15550100", true)
                                  .mail(21, "nurse@example.org")
                                  .redundancy(Channel::Sms, 1min)
                                  .redundancy(Channel::Email, 2min));

    node().advance(1h);

    EXPECT_EQ(channels.sms.count(), 0U);
    EXPECT_EQ(channels.email.count(), 1U);
    const auto story = node().story(message);
    EXPECT_EQ(std::ranges::count(story, "left_out: redundancy by sms: opted_out"), 1);
}

// S1.55
TEST_P(Redundancy, OfAGroupGoesToNoMemberWhoseOnlyPhoneIsOptedOutAndSaysSo)
{
    node().add(build::contact(20, "SILENT")
                   .phone(21, "+15550199", true)
                   .copy(Channel::Ivr)
                   .redundancy(Channel::Sms, 1min));
    node().add(nurse().redundancy(Channel::Sms, 1min));
    node().add(build::group(500, "TEAM1", {store::ContactId{10}, store::ContactId{20}}));

    const auto message = node().submit(build::message(), "TEAM1");
    node().advance(24h);

    EXPECT_EQ(channels.ivr.count(), 0U);
    ASSERT_EQ(channels.sms.count(), 1U);
    EXPECT_EQ(std::get<relay::channels::TextOut>(channels.sms.sent()[0].payload).to, "+155501010");
    EXPECT_EQ(node().pages(message).size(), 2U) << "the inbox has it all the same";
    std::vector<std::string> said;
    for (const auto& line : node().ledger(message)) {
        if (line.contact == store::ContactId{20} && line.decision == "left_out")
            said.push_back(line.reason);
    }
    EXPECT_EQ(said,
              (std::vector<std::string>{"copy by ivr: opted_out", "redundancy by sms: opted_out"}));
}

// S1.57
TEST_P(Redundancy, DoesNotGoToAnAddressThatIsOptedOutMeanwhile)
{
    const auto message = page(nurse().redundancy(Channel::Sms, 1h).redundancy(Channel::Email, 2h));
    node().write([&](auto& connection) {
        EXPECT_TRUE(store::ContactRepository(connection, fresh().vault())
                        .record_opt_out({.detail = {11}, .opted_out = true, .at = clock.now()}));
    });

    node().advance(1h);

    EXPECT_EQ(channels.sms.count(), 0U);
    EXPECT_EQ(delivery_by(node(), message, Channel::Sms).state, DeliveryState::Refused);
    EXPECT_EQ(channels.email.count(), 1U); // it did not wait for its own hour
}

TEST_P(Redundancy, SaysNothingOfTheMessageUnlessTheContactAgreed)
{
    page(nurse().copy(Channel::Email));
    node().add(open_hearted(person(30, "AGREED").copy(Channel::Email)));
    node().submit(build::message("Chest pain"), "AGREED");

    const auto texts = channels.email.texts();
    ASSERT_EQ(texts.size(), 2U);
    EXPECT_EQ(texts[0].find("Bed 12"), std::string::npos);
    EXPECT_EQ(texts[1], "Chest pain");
}

TEST_P(Redundancy, IsNotSentWhenTheAnswerComesWhileItWaitsToBeSent)
{
    const auto message = page(nurse().redundancy(Channel::Sms, 1min));
    channels.sms.answer_next(relay::channels::Busy{"busy", {}, {}});
    channels.sms.hold();
    clock.advance(1min);
    node().house().mailbox.poke();
    channels.sms.wait_for(1);

    node().write([&](auto& connection) {
        relay::engine::Commit(connection, house())
            .progressed(page_of(message), Progress::Read, "secure");
    });
    channels.sms.release();
    node().settle();
    node().advance(1h);

    EXPECT_EQ(channels.sms.count(), 1U); // it was on its way; the retry is not made
    EXPECT_EQ(delivery_by(node(), message, Channel::Sms).state, DeliveryState::Cancelled);
}

HOUSE_ON_BOTH_ENGINES(Redundancy);

class RedundancyOnABasis : public HouseTest {
protected:
    RunningHouse::Settings settings() const override
    {
        RunningHouse::Settings settings;
        settings.rules.channels.opt_out.override_basis = "counsel, 2026-11-01";
        return settings;
    }
};
HOUSE_ON_BOTH_ENGINES(RedundancyOnABasis);

// CHANNELS 6
TEST_P(RedundancyOnABasis, ReachesWhoSaidStopInAnEmergencyAndSaysOnWhichBasis)
{
    auto urgent = build::message();
    urgent.priority = store::Priority::High;
    node().add(build::contact(20, "STOPPED")
                   .phone(21, "+1555020", true)
                   .redundancy(Channel::Sms, 0min)
                   .get());

    const auto message = node().submit(urgent, "STOPPED");
    node().submit(build::message(), "STOPPED");

    EXPECT_EQ(channels.sms.count(), 1U) << "the urgent one";
    EXPECT_EQ(std::ranges::count(node().story(message),
                                 "despite_stop: redundancy by sms: the address is opted out, the "
                                 "page is of high priority: counsel, 2026-11-01"),
              1);
}
