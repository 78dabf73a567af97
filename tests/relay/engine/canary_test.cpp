#include "tests/relay/engine/ways.h"

// Texts of ours that find out whether a gateway works before a page needs it (D8).

using namespace tests;
using relay::channels::Unclear;

namespace {

class SingingWay : public Way {
protected:
    RunningHouse::Settings settings() const override
    {
        RunningHouse::Settings settings;
        settings.way.canary = "+15550000";
        return settings;
    }
};
HOUSE_ON_BOTH_ENGINES(SingingWay);

class ListeningWay : public Way {
protected:
    RunningHouse::Settings settings() const override
    {
        RunningHouse::Settings settings;
        settings.way.canary = "+15550000";
        settings.way.canary_receipt = 1min;
        settings.way.health.bad_signs = 2;
        return settings;
    }
    void receipt_of_the_last_canary()
    {
        relay::channels::Receipt receipt;
        receipt.provider = "sms";
        receipt.delivery = channels.sms.sent().back().delivery;
        receipt.state = relay::channels::Arrived{};
        node().commit([&](auto& commit) { commit.receipt(receipt); });
    }
};
HOUSE_ON_BOTH_ENGINES(ListeningWay);

} // namespace

// D8
TEST_P(SingingWay, FindsOutBeforeAPageNeedsIt)
{
    node().settle(); // it sings when it begins
    channels.sms.answer_always(Unclear{"28", "no answer in time"});

    for (int i = 0; i < 3; ++i)
        node().advance(5min);
    EXPECT_TRUE(is_ill());
    const auto sung = channels.sms.texts();
    const auto message = page();

    EXPECT_EQ(sung.size(), 4U);
    EXPECT_EQ(sung.front(), "Belfry: canary, no message");
    EXPECT_EQ(state(message, Channel::Email), DeliveryState::Accepted);
}

// D8: it takes all and delivers nothing
TEST_P(ListeningWay, FindsOutThatWhatIsTakenDoesNotArrive)
{
    node().settle();
    receipt_of_the_last_canary();
    node().advance(1min);
    EXPECT_FALSE(is_ill());

    for (int i = 0; i < 2; ++i) {
        node().advance(5min);
        node().advance(1min);
    }
    EXPECT_TRUE(is_ill()) << "two canaries were never heard of again";
    const auto message = page();
    EXPECT_EQ(state(message, Channel::Sms), DeliveryState::Deferred);

    node().advance(5min);
    receipt_of_the_last_canary();
    node().advance(1min);
    EXPECT_FALSE(is_ill());
}
