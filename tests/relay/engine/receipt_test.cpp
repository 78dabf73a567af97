#include "store/gateway_repository.h"
#include "store/receipt_repository.h"
#include "tests/relay/engine/people.h"

// What gateways say after their answer.

using namespace tests;
using relay::channels::Arrived;
using relay::channels::Blame;
using relay::channels::Lost;
using relay::channels::Receipt;
using relay::channels::Underway;
using store::Channel;
using store::DeliveryState;
using store::Progress;

namespace {

class Receipts : public HouseTest {
protected:
    /// Ada gets it by SMS at once and by mail after half an hour.
    store::MessageId texted(relay::channels::Outcome said = relay::channels::Accepted{"SM1", {}})
    {
        channels.sms.answer_next(std::move(said));
        node().add(
            person(10, "NURSE").redundancy(Channel::Sms, 0min).redundancy(Channel::Email, 30min));
        return node().submit(build::message(), "NURSE");
    }
    void hear(std::string reference, decltype(Receipt::state) state,
              store::DeliveryId delivery = {})
    {
        Receipt receipt;
        receipt.provider = "sms";
        receipt.reference = std::move(reference);
        receipt.delivery = delivery;
        receipt.state = state;
        receipt.code = "c";
        node().commit([&](auto& commit) { commit.receipt(receipt); });
    }
    store::Delivery sms(store::MessageId message)
    {
        return delivery_by(node(), message, Channel::Sms);
    }
    Progress progress(store::MessageId message) { return node().pages(message).at(0).progress; }
};

} // namespace

HOUSE_ON_BOTH_ENGINES(Receipts);

// S0.56
TEST_P(Receipts, ThatItArrivedMakeThePageDelivered)
{
    const auto message = texted();

    hear("SM1", Underway{});
    EXPECT_EQ(sms(message).state, DeliveryState::Accepted);
    hear("SM1", Arrived{});

    EXPECT_EQ(sms(message).state, DeliveryState::Delivered);
    EXPECT_EQ(progress(message), Progress::Delivered);
    EXPECT_EQ(node().read([&](auto& c) {
        return store::ReceiptRepository(c).of_delivery(sms(message).id).size();
    }),
              1U);
}

TEST_P(Receipts, ThatItIsLostBringTheNextChannelForward)
{
    const auto message = texted();
    EXPECT_EQ(channels.email.count(), 0U);

    hear("SM1", Lost{Blame::Detail});

    EXPECT_EQ(sms(message).state, DeliveryState::Refused);
    EXPECT_EQ(channels.email.count(), 1U);
}

TEST_P(Receipts, MayComeTwiceAndOutOfOrder)
{
    const auto message = texted();

    hear("SM1", Arrived{});
    hear("SM1", Underway{});
    hear("SM1", Arrived{});
    hear("SM1", Lost{});

    EXPECT_EQ(sms(message).state, DeliveryState::Delivered);
    EXPECT_EQ(node().read([&](auto& c) {
        return store::ReceiptRepository(c).of_delivery(sms(message).id).size();
    }),
              1U);
}

TEST_P(Receipts, BeforeTheAnswerWaitForIt)
{
    hear("SM1", Arrived{});
    const auto message = texted();

    EXPECT_EQ(sms(message).state, DeliveryState::Delivered);
    EXPECT_EQ(progress(message), Progress::Delivered);
}

TEST_P(Receipts, OfALongTextCountWhenAllItsPartsHaveArrived)
{
    const auto message = texted(relay::channels::Accepted{"P1", {}, {"P2", "P3"}});

    hear("P2", Arrived{});
    hear("P3", Arrived{});
    EXPECT_EQ(sms(message).state, DeliveryState::Accepted);
    hear("P1", Arrived{});
    EXPECT_EQ(sms(message).state, DeliveryState::Delivered);
}

TEST_P(Receipts, OfALongTextAreLostWithOnePart)
{
    const auto message = texted(relay::channels::Accepted{"P1", {}, {"P2"}});

    hear("P1", Arrived{});
    hear("P2", Lost{});

    EXPECT_EQ(sms(message).state, DeliveryState::Refused);
    EXPECT_EQ(channels.email.count(), 1U);
}

TEST_P(Receipts, NameTheDeliveryWhereTheGatewayGivesItBack)
{
    const auto message = texted(relay::channels::Unclear{"timeout", {}});
    EXPECT_EQ(sms(message).state, DeliveryState::Unclear);

    hear("", Arrived{}, sms(message).id);

    EXPECT_EQ(sms(message).state, DeliveryState::Delivered);
    node().advance(24h);
    EXPECT_EQ(channels.sms.count(), 1U) << "it arrived, so it is not sent again";
}

TEST_P(Receipts, MayCallTheTextByANameThatTheAnswerDidNotHave)
{
    const auto arrived = texted();
    hear("of-the-message-centre", Arrived{}, sms(arrived).id);
    EXPECT_EQ(sms(arrived).state, DeliveryState::Delivered);

    channels.sms.answer_next(relay::channels::Accepted{"SM2", {}});
    const auto lost = node().submit(build::message(), "NURSE");
    hear("of-the-message-centre-2", Lost{}, sms(lost).id);
    EXPECT_EQ(sms(lost).state, DeliveryState::Refused);
}

TEST_P(Receipts, OfAnEarlierAttemptDoNotEndTheLaterOne)
{
    const auto message = texted(relay::channels::Unclear{"timeout", {}});
    node().write([&](auto& connection) {
        store::GatewayRepository(connection)
            .insert({"sms", "OLD", sms(message).id, 1, store::Fate::Underway});
    });
    channels.sms.answer_next(relay::channels::Accepted{"NEW", {}});
    node().advance(2min);
    ASSERT_EQ(sms(message).state, DeliveryState::Accepted);

    hear("OLD", Lost{});
    EXPECT_EQ(sms(message).state, DeliveryState::Accepted);
    hear("NEW", Arrived{});
    EXPECT_EQ(sms(message).state, DeliveryState::Delivered);
}

TEST_P(Receipts, ThatNobodyKnowsAreForgottenInTime)
{
    hear("NOBODYS", Arrived{});
    const auto kept = [&] {
        std::size_t count = 0;
        node().write([&](auto& c) {
            count = store::GatewayRepository(c).prune(node().house().now() + 1ms, 10);
        });
        return count;
    };

    EXPECT_EQ(kept(), 1U);
    EXPECT_EQ(kept(), 0U);
}
