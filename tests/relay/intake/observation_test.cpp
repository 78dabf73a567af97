#include "doors.h"
#include "relay/intake/observation.h"
#include <atomic>
#include <thread>

namespace tests {
namespace {

using relay::intake::NotObserved;
using relay::intake::Observation;
using store::Channel;
using store::Progress;

class Observations : public DoorTest {
protected:
    /// A page for Ann, with two choices.
    store::Page page(std::function<void(store::Message&)> changed = [](auto&) {})
    {
        auto given = submission({"ANN-LEE"});
        given.message.choices = {{"Accept", "ACK"}, {"Decline", "NAK"}};
        given.message.notify.read = true;
        changed(given.message);
        const auto taken = door().submit_and_wait(std::move(given));
        return node().pages(taken->messages.front()).front();
    }
    Observation news() { return Observation(house()); }
    Progress progress(const store::Page& page)
    {
        return node().pages(page.message).front().progress;
    }
};
HOUSE_ON_BOTH_ENGINES(Observations);

class ObservationsOfTwoNodes : public Observations {};
INSTANTIATE_TEST_SUITE_P(On, ObservationsOfTwoNodes, testing::Values(store::Engine::PostgreSql),
                         [](const auto&) { return "PostgreSql"; });

// D1: a program that sends twice, by two nodes.
TEST_P(ObservationsOfTwoNodes, OfTheSameWordsAtOnceAreOneReply)
{
    const auto given = page();
    ASSERT_TRUE(news().reply(ann, given.id, 0, "coming", Channel::Secure));
    RecordingChannels others;
    RunningHouse second(fresh(), clock, others, {.name = "second", .rules = {}, .started = false});
    const auto say = [&](RunningHouse& at, store::Connection& connection) {
        store::Reply reply;
        reply.page = given.id;
        reply.contact = ann;
        EXPECT_TRUE(relay::intake::record_reply(at.house(), connection, reply, "in 5 min"));
    };
    const auto waits = [&] {
        return node().read([](store::Connection& connection) {
            return !connection.query("SELECT 1 FROM pg_locks WHERE NOT granted").empty();
        });
    };
    std::atomic<bool> is_done = false;
    std::jthread other;

    node().write([&](store::Connection& connection) {
        say(node(), connection);
        if (!other.joinable())
            other = std::jthread([&] {
                second.write([&](store::Connection& theirs) { say(second, theirs); });
                is_done = true;
            });
        while (!is_done && !waits())
            std::this_thread::yield();
    });
    other.join();

    EXPECT_EQ(node().replies(given.message).size(), 2U);
}

TEST_P(Observations, OfADeviceAndAReaderRaiseThePage)
{
    const auto given = page();

    ASSERT_TRUE(news().delivered(ann, {given.id}));
    EXPECT_EQ(progress(given), Progress::Delivered);
    ASSERT_TRUE(news().read(ann, given.id));
    EXPECT_EQ(progress(given), Progress::Read);
    ASSERT_TRUE(news().delivered(ann, {given.id}));
    EXPECT_EQ(progress(given), Progress::Read) << "late news takes nothing back";
}

TEST_P(Observations, OfSomebodyElsesPageChangeNothingAndDoNotShowThatItExists)
{
    const auto given = page();

    ASSERT_TRUE(news().delivered(donald, {given.id, store::PageId{77}}));

    EXPECT_EQ(news().read(donald, given.id).error(), NotObserved::NoSuchPage);
    EXPECT_EQ(news().read(ann, {77}).error(), NotObserved::NoSuchPage);
    EXPECT_EQ(news().reply(donald, given.id, 0, "yes", Channel::Secure).error(),
              NotObserved::NoSuchPage);
    EXPECT_EQ(progress(given), Progress::Accepted);
}

TEST_P(Observations, OfAChoiceGiveTheOriginatorItsReplyText)
{
    const auto given = page();

    const auto reply = news().reply(ann, given.id, 2, "", Channel::Secure);

    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->text.reveal(), "NAK");
    EXPECT_EQ(reply->choice, 2);
    EXPECT_EQ(progress(given), Progress::Replied);
    EXPECT_EQ(node().replies(given.message), std::vector{*reply});
    EXPECT_EQ(house().metrics.replies(), 1u);
}

TEST_P(Observations, OfTheSameAnswerWithinAMinuteAreOneReply)
{
    const auto given = page();

    const auto first = news().reply(ann, given.id, 0, "coming", Channel::Secure);
    clock.advance(59s);
    const auto again = news().reply(ann, given.id, 0, "coming", Channel::Secure);
    const auto other = news().reply(ann, given.id, 0, "now", Channel::Secure);
    clock.advance(1s);
    const auto later = news().reply(ann, given.id, 0, "coming", Channel::Secure);

    EXPECT_EQ(first->id, again->id);
    EXPECT_NE(first->id, other->id);
    EXPECT_NE(first->id, later->id);
    EXPECT_EQ(node().replies(given.message).size(), 3u);
}

TEST_P(Observations, OfTheSameAnswerAfterTheContraryAreTold)
{
    const auto given = page();
    const auto says = [&](int choice, const std::string& words) {
        clock.advance(1s);
        return news().reply(ann, given.id, choice, words, Channel::Sms).has_value();
    };

    for (const auto* words : {"yes", "no", "yes", "yes", "no"})
        EXPECT_TRUE(says(0, words)) << words;
    EXPECT_TRUE(says(1, ""));
    EXPECT_TRUE(says(0, "decline")) << "the words of a choice are that choice";
    EXPECT_TRUE(says(2, ""));
    EXPECT_TRUE(says(0, "1"));

    std::vector<std::string> told;
    for (const auto& reply : node().replies(given.message))
        told.push_back(reply.text.reveal());
    EXPECT_EQ(told, (std::vector<std::string>{"yes", "no", "yes", "no", "ACK", "NAK", "ACK"}));
}

// "2" would be four units, and "+" minus.
TEST_P(Observations, OfANumberAreNoChoiceWhereTheChoicesAreNumbers)
{
    const auto said = [&](const std::vector<store::Choice>& choices, const std::string& words) {
        const auto given = page([&](store::Message& message) { message.choices = choices; });
        return news().reply(ann, given.id, 0, words, Channel::Secure)->text.reveal();
    };
    const std::vector<store::Choice> units{{"2 units", "A"}, {"4 units", "B"}};

    EXPECT_EQ(said(units, "2"), "2");
    EXPECT_EQ(said(units, "4 Units"), "B");
    EXPECT_EQ(said({{"+", "A"}, {"-", "B"}}, "-"), "B");
    EXPECT_EQ(said({{"+", "A"}, {"-", "B"}}, "??"), "??");
    EXPECT_EQ(said({{"+", "A"}, {"-", "B"}}, "2"), "B");
}

TEST_P(Observations, OfAnAnswerThatCannotBeAreRefused)
{
    const auto given = page();
    const auto silent = page([](store::Message& message) { message.allow_response = false; });
    const auto refusal = [&](const store::Page& at, int choice, const std::string& text) {
        return news().reply(ann, at.id, choice, text, Channel::Secure).error();
    };

    EXPECT_EQ(refusal(given, 3, ""), NotObserved::NoSuchChoice);
    EXPECT_EQ(refusal(given, -1, ""), NotObserved::NoSuchChoice);
    EXPECT_EQ(refusal(given, 0, " \x01\n"), NotObserved::EmptyText);
    EXPECT_EQ(refusal(given, 0, std::string(4001, 'a')), NotObserved::TooLong);
    EXPECT_EQ(refusal(silent, 1, ""), NotObserved::NoResponse);
    EXPECT_EQ(progress(given), Progress::Accepted);
}

TEST_P(Observations, AreToldToTryLaterWhenNothingCanBeWritten)
{
    const auto given = page();
    house().writer.stop();

    EXPECT_EQ(news().read(ann, given.id).error(), NotObserved::Unavailable);
    EXPECT_EQ(news().reply(ann, given.id, 1, "", Channel::Secure).error(),
              NotObserved::Unavailable);
}

} // namespace
} // namespace tests
