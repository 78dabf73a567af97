// Who is reached by a channel that is ill, and by no other (X.19).
#include "tests/relay/engine/ways.h"

using namespace tests;

namespace {

/// A house with a switchboard for what nobody hears, and Ben, who is reached by texts alone.
class LonelyWay : public Way {
protected:
    RunningHouse::Settings settings() const override
    {
        RunningHouse::Settings settings;
        settings.rules.last_resort = "SWITCHBOARD";
        settings.way.pace = {.per_day = 40};
        return settings;
    }
    void SetUp() override
    {
        Way::SetUp();
        if (IsSkipped())
            return;
        node().add(person(20, "BEN-KING").redundancy(Channel::Sms, 0min));
        node().add(person(30, "CHEN-LI").copy(Channel::Email));
        node().add(person(40, "SWITCHBOARD").copy(Channel::Email));
    }
    void make_ill()
    {
        channels.sms.answer_always(no_connection);
        for (int i = 0; i < 3; ++i)
            page();
        ASSERT_TRUE(is_ill());
    }
    std::vector<store::ContactId> paged(store::MessageId message)
    {
        std::vector<store::ContactId> all;
        for (const auto& page : node().pages(message))
            all.push_back(page.contact);
        return all;
    }
    static constexpr store::ContactId ben{20}, chen{30}, switchboard{40};
};
HOUSE_ON_BOTH_ENGINES(LonelyWay);

} // namespace

// X.19, D8
TEST_P(LonelyWay, ThatIsIllLeavesItsPagesToTheLastResort)
{
    make_ill();

    const auto message = node().submit(this->message(), "BEN-KING");
    EXPECT_EQ(paged(message), (std::vector{ben, switchboard}));
    const auto mail = std::get<relay::channels::TextOut>(channels.email.sent().back().payload);
    EXPECT_EQ(mail.subject.text().substr(0, 14), "For BEN-KING: ") << "whom it was for";
    for (int i = 0; i < 10; ++i)
        node().advance(1min);
    EXPECT_EQ(paged(message).size(), 2U) << "once";
    EXPECT_EQ(state(message, Channel::Sms), DeliveryState::Deferred);
    channels.sms.answer_always(relay::channels::Accepted{"reference", {}});
    node().advance(10min);

    EXPECT_EQ(state(message, Channel::Sms), DeliveryState::Accepted) << "and goes all the same";
}

// X.19, D8
TEST_P(LonelyWay, ThatIsIllDoesNotKeepTheNextRungWaiting)
{
    make_ill();
    auto group = build::escalating(500, "WARD5", {ben, chen}, {}, 30min);
    group.fail_report_email = "desk@example.org";
    node().add(group);

    const auto message = node().submit(this->message(), "WARD5");

    EXPECT_EQ(paged(message), (std::vector{ben, chen}));
    EXPECT_EQ(node().escalations(message).at(0).phase, store::EscalationPhase::Waiting);
    node().advance(30min);
    node().advance(1min);
    const auto texts = channels.email.texts();
    EXPECT_TRUE(std::ranges::any_of(texts, [](const auto& text) {
        return text.find("\n  by sms, not sent yet: its channel is ill\n") != std::string::npos;
    })) << texts.back();
}

// X.19
TEST_P(LonelyWay, ThatHasSentItsShareOfTheDayLeavesTheRestToTheLastResort)
{
    for (int i = 0; i < 40; ++i)
        page();

    EXPECT_EQ(paged(node().submit(message(), "BEN-KING")), (std::vector{ben, switchboard}));
    EXPECT_EQ(paged(node().submit(message(Priority::High), "BEN-KING")), std::vector{ben});
}
