// An address that the gateways call wrong twice in a row is not used any more.
#include "people.h"
#include "store/audit_repository.h"

namespace tests {
namespace {

using namespace store;
using relay::channels::Accepted;
using relay::channels::Blame;
using relay::channels::Refused;

class InvalidAddress : public HouseTest {
protected:
    void SetUp() override
    {
        HouseTest::SetUp();
        if (IsSkipped())
            return;
        auto made = person(10, "ADA-KING").copy(Channel::Email).get();
        made.details.push_back({{13}, DetailKind::Email, "second@example.org"});
        node().add(made);
    }
    static relay::channels::Outcome no_such_address()
    {
        return Refused{Blame::Detail, "550 5.1.1", "no such user", true};
    }
    MessageId page(relay::channels::Outcome outcome)
    {
        channels.email.answer_next(std::move(outcome));
        const auto id = node().submit(build::message(), "ADA-KING");
        node().refresh_directory();
        return id;
    }
    ContactDetail mail() { return house().people()->contact({10})->details.at(1); }
};
HOUSE_ON_BOTH_ENGINES(InvalidAddress);

TEST_P(InvalidAddress, IsOneThatIsWrongTwiceInARowAndTheNextOfItsKindIsUsed)
{
    page(no_such_address());
    EXPECT_FALSE(mail().invalid) << "once may be a mistake";
    const auto second = page(no_such_address());
    EXPECT_TRUE(mail().invalid);

    const auto third = page(Accepted{});

    EXPECT_TRUE(std::ranges::any_of(node().deliveries(third), [](const auto& delivery) {
        return delivery.detail == DetailId{13};
    }));
    const auto story = node().story(second);
    EXPECT_TRUE(std::ranges::any_of(story, [](const auto& line) {
        return line.starts_with("invalid_address: " + DetailId{12}.text());
    }));
    const auto audit =
        node().read([&](auto& c) { return AuditRepository(c, fresh().vault()).list(0, 1); });
    EXPECT_EQ(audit[0].action + " " + audit[0].subject, "detail.invalid " + DetailId{12}.text());
}

TEST_P(InvalidAddress, IsNoneThatWorkedInBetweenOrIsOnlyOptedOutOrBusy)
{
    page(no_such_address());
    page(Accepted{});
    page(no_such_address());
    EXPECT_FALSE(mail().invalid);
    page(Refused{Blame::Detail, "550 5.7.1", "does not want it"});
    page(Refused{Blame::Provider, "530", "log in"});
    EXPECT_FALSE(mail().invalid);
}

TEST_P(InvalidAddress, IsValidAgainOnceItWasEditedOrClearedByAHuman)
{
    const auto spoil = [this] {
        page(no_such_address());
        page(no_such_address());
        ASSERT_TRUE(mail().invalid);
    };
    spoil();
    node().write([&](auto& c) {
        EXPECT_TRUE(ContactRepository(c, fresh().vault()).clear_invalid(DetailId{12}));
    });
    node().refresh_directory();
    EXPECT_FALSE(mail().invalid);
    spoil();
    auto edited = *house().people()->contact({10});
    edited.first_name = "Augusta";
    node().write(
        [&](auto& c) { EXPECT_TRUE(ContactRepository(c, fresh().vault()).update(edited)); });
    node().refresh_directory();
    EXPECT_TRUE(mail().invalid) << "another name makes no address right";
    ++edited.version;
    edited.details[1].address = "ada@example.org";
    node().write(
        [&](auto& c) { EXPECT_TRUE(ContactRepository(c, fresh().vault()).update(edited)); });
    node().refresh_directory();
    EXPECT_FALSE(mail().invalid);
}

TEST_P(InvalidAddress, LeavesTheChannelOutWithItsOwnReasonWhereNoOtherIsLeft)
{
    auto alone = build::contact(50, "ALONE-1").mail(51, "alone@example.org").copy(Channel::Email);
    node().add(alone.get());
    for (int time = 0; time < 2; ++time) {
        channels.email.answer_next(no_such_address());
        static_cast<void>(node().submit(build::message(), "ALONE-1"));
        node().refresh_directory();
    }

    const auto id = node().submit(build::message(), "ALONE-1");

    const auto story = node().story(id);
    EXPECT_NE(std::ranges::find(story, "left_out: copy by email: invalid_address"), story.end());
}

} // namespace
} // namespace tests
