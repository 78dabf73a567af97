// Who gets what would reach nobody (X.19).
#include "tests/relay/intake/doors.h"

namespace tests {
namespace {

using relay::intake::RefusedWhy;

/// A house whose switchboard gets what would reach nobody.
class LastResort : public DoorTest {
protected:
    RunningHouse::Settings settings() const override
    {
        relay::engine::Rules rules;
        rules.last_resort = "switchboard";
        return {.name = "node", .rules = rules};
    }
    void SetUp() override
    {
        DoorTest::SetUp();
        if (!IsSkipped())
            node().add(build::contact(13, "SWITCHBOARD").get());
    }
    static constexpr store::ContactId switchboard{13};
};
HOUSE_ON_BOTH_ENGINES(LastResort);

// X.19
TEST_P(LastResort, GetsWhatWouldReachNobodyAndTheLedgerSaysSo)
{
    for (const auto* address : {"NOBODY", "DONALD", "VIP-ONLY"}) {
        const auto taken = door().submit_and_wait(submission({address}, address));

        ASSERT_TRUE(taken) << address;
        const auto message = taken->messages.front();
        EXPECT_EQ(paged(message), std::vector{switchboard}) << address;
        EXPECT_EQ(node().message(message)->recipient, address);
        EXPECT_TRUE(ledger_says(message, "last_resort", "reaches nobody"));
        EXPECT_TRUE(door().is_known({1}, address));
    }
}

// X.19
TEST_P(LastResort, GetsWhatWouldOnlyLieInAnInboxThatNobodyCanOpen)
{
    node().add(build::contact(70, "NO-PHONE").get());

    const auto taken = door().submit_and_wait(submission({"NO-PHONE"}));

    const auto message = taken->messages.front();
    EXPECT_EQ(paged(message), (std::vector{store::ContactId{70}, switchboard}));
    EXPECT_TRUE(ledger_says(message, "last_resort", "nobody there has a channel"));
}

TEST_P(LastResort, GetsNothingThatReachesSomebodyNorWhatNamesNobody)
{
    node().add(build::contact(71, "BEN-LEE").phone(72, "+15550171").copy(store::Channel::Sms));
    const auto taken = door().submit_and_wait(submission({"BEN-LEE"}));

    EXPECT_EQ(paged(taken->messages.front()), std::vector{store::ContactId{71}});
    EXPECT_EQ(door().submit_and_wait(submission({""})).error().why, RefusedWhy::UnknownRecipient);
}

} // namespace
} // namespace tests
