// Protected text on the phone, and the PIN before it. CHANNELS.md 3.2.
#include "relay/engine/pin_check.h"
#include "store/audit_repository.h"
#include "store/pin.h"
#include "store/pin_repository.h"
#include "tests/support/house.h"
#include <algorithm>

namespace tests {
namespace {

using namespace std::chrono_literals;
using relay::channels::CallOut;
using relay::core::PinVerdict;
using relay::engine::PinCheck;
using store::Progress;

class PinHouse : public HouseTest {
protected:
    static constexpr store::ContactId ann{11};

    RunningHouse::Settings settings() const override
    {
        RunningHouse::Settings made;
        made.rules.calls_ask_pin = true;
        return made;
    }
    void SetUp() override
    {
        HouseTest::SetUp();
        if (IsSkipped())
            return;
        node().add(build::contact(11, "ANN-LEE")
                       .phone(111, "+4930123456")
                       .mail(112, "ann@example.org")
                       .redundancy(store::Channel::Ivr, 0ms)
                       .redundancy(store::Channel::Email, 30min));
    }
    void give_pin(std::string_view pin)
    {
        const auto hash = store::pin_hash(pin);
        node().write([&](auto& c) {
            store::PinRepository(c, fresh().vault()).save(ann, hash, clock.now());
        });
    }
    CallOut call() { return std::get<CallOut>(channels.ivr.sent().back().payload); }
    PinVerdict tried(std::string_view digits) { return PinCheck(house()).ask(ann, digits, "call"); }
};
HOUSE_ON_BOTH_ENGINES(PinHouse);

TEST_P(PinHouse, SpeaksTheStubToWhoHasNoPin)
{
    node().submit(build::message(), "ANN-LEE");

    EXPECT_FALSE(call().sealed);
    EXPECT_EQ(call().text.text(), "Belfry: you have a new message.");
}

TEST_P(PinHouse, HandsTheCallTheWordsAndTheQuestionForThePin)
{
    give_pin("4711");
    auto message = build::message("Mr Duck, bed 12");
    message.subject = store::ProtectedText("Help");
    message.choices = {{"Coming", "I come"}, {"Busy", "No"}};
    node().submit(message, "ANN-LEE");

    const auto made = call();
    EXPECT_EQ(made.text.text(), "Belfry: you have a new message.");
    ASSERT_TRUE(made.sealed);
    EXPECT_EQ(made.sealed->text.reveal(), "Help. Mr Duck, bed 12");
    EXPECT_EQ(made.sealed->choices[1].reveal(), "Busy");
    EXPECT_EQ(made.sealed->pin("4712"), PinVerdict::Wrong);
    EXPECT_EQ(made.sealed->pin("4711"), PinVerdict::Right);
    const auto trail =
        node().read([&](auto& c) { return store::AuditRepository(c, fresh().vault()).list(0, 2); });
    EXPECT_EQ(trail[0].action + " " + trail[0].outcome + " " + trail[0].origin,
              "pin.try right call");
    EXPECT_EQ(trail[1].outcome, "wrong");
}

TEST_P(PinHouse, SpeaksReleasedTextWithoutAPin)
{
    auto open = build::contact(12, "BOB-RAY").phone(121, "+4930999").get();
    open.redundancy = {{store::Channel::Ivr, 0ms, Progress::Read}};
    open.secure = false;
    open.acknowledgement = store::Acknowledgement{build::noon, "tok_1"};
    node().add(open);
    node().write([&](auto& c) {
        store::PinRepository(c, fresh().vault()).save({12}, store::pin_hash("4711"), clock.now());
    });

    node().submit(build::message(), "BOB-RAY");

    EXPECT_FALSE(call().sealed);
    EXPECT_TRUE(call().is_message);
}

TEST_P(PinHouse, LocksAfterFiveWrongTriesWithinAnHourEvenForTheRightPin)
{
    give_pin("4711");
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(tried("0815"), PinVerdict::Wrong);

    EXPECT_EQ(tried("4711"), PinVerdict::Locked);

    clock.advance(59min);
    EXPECT_EQ(tried("4711"), PinVerdict::Locked);
    clock.advance(2min);
    EXPECT_EQ(tried("4711"), PinVerdict::Right);
}

TEST_P(PinHouse, CountsARightTryNeitherForNorAgainstTheWrongOnes)
{
    give_pin("4711");
    for (int i = 0; i < 4; ++i)
        tried("0815");

    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(tried("4711"), PinVerdict::Right);
    EXPECT_EQ(tried("0815"), PinVerdict::Wrong);

    EXPECT_EQ(tried("4711"), PinVerdict::Locked);
}

TEST_P(PinHouse, AllowsFiveTriesHoweverManyComeAtOnce)
{
    give_pin("4711");
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> guessers;
        for (int i = 0; i < 8; ++i)
            guessers.emplace_back([&] {
                if (tried("0815") == PinVerdict::Wrong)
                    ++wrong;
            });
    }

    EXPECT_EQ(wrong, 5);
}

TEST_P(PinHouse, DoesNotCallWhoIsLockedAndMovesOnAtOnceAndSaysSo)
{
    give_pin("4711");
    for (int i = 0; i < 5; ++i)
        tried("0815");

    const auto id = node().submit(build::message(), "ANN-LEE");

    EXPECT_EQ(channels.ivr.count(), 0U);
    EXPECT_EQ(channels.email.count(), 1U) << "30 minutes early";
    const auto story = node().story(id);
    EXPECT_TRUE(std::ranges::any_of(
        story, [](const auto& line) { return line.find("(pin_locked)") != std::string::npos; }));
}

TEST_P(PinHouse, EndsACallOnlyForNewsThatTheCallDidNotMakeItself)
{
    const auto id = node().submit(build::message(), "ANN-LEE");
    const auto is_taken = call().is_taken;
    const auto page = node().pages(id).front().id;
    EXPECT_FALSE(is_taken(Progress::Pending));

    node().commit([&](auto& commit) { commit.progressed(page, Progress::Read, "inbox"); });

    EXPECT_TRUE(is_taken(Progress::Pending)) << "read in the inbox while it rings";
    EXPECT_TRUE(is_taken(Progress::Delivered));
    EXPECT_FALSE(is_taken(Progress::Read)) << "it was this call that read it";
}

TEST_P(PinHouse, EndsACallWhenSomebodyElseAnswersForTheGroup)
{
    node().add(
        build::contact(12, "BOB-RAY").mail(121, "bob@example.org").copy(store::Channel::Email));
    node().add(build::escalating(21, "TEAM-ONE", {ann, store::ContactId{12}}));
    const auto id = node().submit(build::message(), "TEAM-ONE");
    const auto is_taken = call().is_taken;
    node().advance(6min);
    ASSERT_EQ(node().pages(id).size(), 2U);
    EXPECT_FALSE(is_taken(Progress::Pending));

    node().commit([&](auto& commit) {
        commit.progressed(node().pages(id).back().id, Progress::Read, "inbox");
    });

    EXPECT_TRUE(is_taken(Progress::Delivered));
}

} // namespace
} // namespace tests
