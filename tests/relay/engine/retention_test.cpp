#include "tests/relay/engine/people.h"

// When texts are forgotten.

using namespace tests;
using store::Progress;
using store::Retention;

namespace {

class Forgetting : public HouseTest {
protected:
    void add(std::int64_t id, std::string_view opid, Retention retention)
    {
        store::Contact contact = person(id, opid);
        contact.retention = retention;
        node().add(contact);
    }
    /// Of Ada; the house has not heard of it yet.
    void change(store::Connection& connection, Retention retention)
    {
        auto contact = *house().people()->contact({10});
        contact.retention = retention;
        EXPECT_TRUE(store::ContactRepository(connection, fresh().vault()).update(contact));
    }
    store::MessageId page(std::string_view address, store::Message message = build::message())
    {
        message.expires = clock.now() + 4h;
        return node().submit(std::move(message), address);
    }
    bool is_purged(store::MessageId message, std::size_t at = 0)
    {
        return node().pages(message).at(at).purged.has_value();
    }
    bool has_text(store::MessageId message)
    {
        return !node().message(message)->body.reveal().empty();
    }
};
HOUSE_ON_BOTH_ENGINES(Forgetting);

class ForgettingByHand : public Forgetting {
protected:
    RunningHouse::Settings settings() const override { return {.started = false}; }
};
HOUSE_ON_BOTH_ENGINES(ForgettingByHand);

} // namespace

// S0.24
TEST_P(Forgetting, ByReadReceiptComesWithTheReading)
{
    add(10, "ADA-KING", Retention::ReadReceipt);
    const auto message = page("ADA-KING");
    node().advance(1h);
    EXPECT_TRUE(has_text(message));

    mark(node(), node().pages(message).at(0).id, Progress::Read);

    EXPECT_TRUE(is_purged(message));
    EXPECT_FALSE(has_text(message));
    EXPECT_TRUE(node().pages(message).at(0).read);
}

// S0.24
TEST_P(Forgetting, WaitsForTheAnswerOfAQuestionThatWasRead)
{
    add(10, "ADA-KING", Retention::ReadReceipt);
    auto question = build::message();
    question.choices = {{"Yes", "Y"}};
    const auto answered = page("ADA-KING", question);
    const auto ignored = page("ADA-KING", question);
    mark(node(), node().pages(answered).at(0).id, Progress::Read);
    mark(node(), node().pages(ignored).at(0).id, Progress::Read);
    EXPECT_FALSE(is_purged(answered));

    answer(node(), node().pages(answered).at(0), "Y", 1);
    node().advance(4h);

    EXPECT_TRUE(is_purged(ignored));
}

// S0.25
TEST_P(Forgetting, ComesAMonthLaterToTheSecond)
{
    add(10, "ADA-KING", Retention::OneMonth);
    const auto message = page("ADA-KING");
    const auto month = *node().pages(message).at(0).purge - clock.now();

    node().advance(month - 1s);
    EXPECT_TRUE(has_text(message));
    node().advance(1s);

    EXPECT_FALSE(has_text(message));
}

// S0.28
TEST_P(Forgetting, NeverComesWhereRetentionIsUnlimited)
{
    add(10, "ADA-KING", Retention::Unlimited);
    const auto message = page("ADA-KING");

    node().advance(10 * 365 * 24h);

    EXPECT_TRUE(has_text(message));
}

// S0.29
TEST_P(Forgetting, IsEachRecipientsOwnUntilTheLastIsOver)
{
    add(10, "ADA-KING", Retention::ReadReceipt);
    add(20, "BOB-KING", Retention::OneYear);
    node().add(build::group(500, "WARD5", {store::ContactId{10}, store::ContactId{20}}));
    const auto message = page("WARD5");

    mark(node(), node().pages(message).at(0).id, Progress::Read);
    EXPECT_TRUE(is_purged(message, 0));
    EXPECT_FALSE(is_purged(message, 1));
    EXPECT_TRUE(has_text(message));
    node().advance(366 * 24h);

    EXPECT_TRUE(is_purged(message, 1));
    EXPECT_FALSE(has_text(message));
}

// The sweep may come between the change and our hearing of it.
TEST_P(ForgettingByHand, FollowsAChangeThatNobodyHasHeardOfYet)
{
    add(10, "ADA-KING", Retention::Unlimited);
    const auto message = page("ADA-KING");
    node().advance(40 * 24h);

    node().write([&](auto& c) {
        change(c, Retention::OneMonth);
        const auto seen = store::PageRepository(c).of_message(message).at(0);
        relay::engine::Commit(c, house()).purge(seen);
    });

    EXPECT_EQ(house().people()->contact({10})->retention, Retention::Unlimited);
    EXPECT_FALSE(has_text(message));
}

TEST_P(Forgetting, FollowsAChangeOfTheContactsRetention)
{
    add(10, "ADA-KING", Retention::Unlimited);
    const auto message = page("ADA-KING");
    node().advance(40 * 24h);

    node().write([&](auto& c) { change(c, Retention::OneMonth); });
    node().refresh_directory();
    node().advance(1s);

    EXPECT_FALSE(has_text(message));
}

// S0.24
TEST_P(Forgetting, WaitsForWhatIsStillOnItsWay)
{
    store::Contact contact = person(10, "ADA-KING").copy(store::Channel::Email);
    contact.retention = Retention::ReadReceipt;
    contact = open_hearted(contact);
    node().add(contact);
    channels.email.answer_next(relay::channels::Busy{"421", "not now", {}});
    const auto message = page("ADA-KING");
    mark(node(), node().pages(message).at(0).id, Progress::Read);
    EXPECT_TRUE(has_text(message));

    node().advance(5min);
    node().advance(5min);

    EXPECT_NE(channels.email.texts().back().find("Bed 12"), std::string::npos);
    EXPECT_FALSE(has_text(message));
}
