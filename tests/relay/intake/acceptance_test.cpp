#include "relay/intake/observation.h"
#include "store/acceptance_repository.h"
#include "store/device_repository.h"
#include "tests/relay/engine/people.h"

using namespace tests;
using relay::intake::NotObserved;
using relay::intake::Observation;
using store::AcceptanceState;
using store::Channel;
using store::ContactId;
using store::DeliveryState;
using store::EscalationPhase;
using store::NoticeKind;
using store::Progress;

namespace {

/// Five people on four channels: the inbox alone, mail, a text, a call, and again a text.
class Acceptance : public HouseTest {
protected:
    void SetUp() override
    {
        HouseTest::SetUp();
        if (IsSkipped())
            return;
        node().add(person(10, "NURSE10").redundancy(Channel::Email, 30min));
        node().add(person(20, "NURSE20").redundancy(Channel::Email, 0min));
        node().add(person(30, "NURSE30").redundancy(Channel::Sms, 0min));
        node().add(person(40, "NURSE40").redundancy(Channel::Ivr, 0min));
        node().add(person(50, "NURSE50").redundancy(Channel::Sms, 0min));
    }

    store::Group ward(store::Millis acceptance = 0min)
    {
        auto group = build::group(
            500, "WARD5",
            {ContactId{10}, ContactId{20}, ContactId{30}, ContactId{40}, ContactId{50}});
        group.first_answer_ends = true;
        group.acceptance = acceptance;
        return group;
    }
    store::MessageId page(const store::Group& group, store::Message message = with_choices())
    {
        node().add(group);
        return node().submit(std::move(message), group.opid.text());
    }
    static store::Message with_choices()
    {
        auto message = pushed({});
        message.choices = {{"Coming", "COMING"}, {"Send help", "HELP"}};
        return message;
    }
    /// A device of the contact's that takes pushes.
    void subscribe(ContactId contact)
    {
        store::Device device;
        device.id = {contact.value + 9};
        device.contact = contact;
        device.name = "phone";
        device.enrolled_by = "test";
        device.enrolled = clock.now();
        node().write([&](auto& connection) {
            store::DeviceRepository devices(connection, fresh().vault());
            devices.insert(device);
            devices.save_push(device.id, {"https://push.example/1", "key", "secret"});
        });
        node().refresh_directory();
    }
    store::Page page_of(store::MessageId message, std::int64_t contact)
    {
        for (const auto& page : node().pages(message)) {
            if (page.contact.value == contact)
                return page;
        }
        ADD_FAILURE() << "no page for " << contact;
        return {};
    }
    auto choose(store::MessageId message, std::int64_t contact, int choice,
                Channel by = Channel::Secure)
    {
        const auto reply = Observation(house()).reply({contact}, page_of(message, contact).id,
                                                      choice, choice == 0 ? "words" : "", by);
        node().settle();
        return reply;
    }
    std::vector<store::Notice> notices(store::MessageId message, NoticeKind kind)
    {
        auto found = node().notices(message);
        std::erase_if(found, [&](const auto& notice) { return notice.kind != kind; });
        return found;
    }
    std::vector<store::Acceptance> acceptances(store::MessageId message)
    {
        return node().read(
            [&](auto& c) { return store::AcceptanceRepository(c).of_message(message); });
    }
    std::size_t open_deliveries(store::MessageId message)
    {
        std::size_t open = 0;
        for (const auto& delivery : node().deliveries(message))
            open += relay::core::is_open(delivery.state) &&
                    delivery.kind != store::DeliveryKind::Notice;
        return open;
    }
};

} // namespace

// D13
TEST_P(Acceptance, OfOneStandsTheOthersDownWhereTheyWereReached)
{
    const auto message = page(ward());

    ASSERT_TRUE(choose(message, 20, 1));

    EXPECT_EQ(open_deliveries(message), 0U);
    const auto told = notices(message, NoticeKind::StandDown);
    std::vector<std::string> ways;
    for (const auto& notice : told)
        ways.emplace_back(store::word(notice.way));
    std::ranges::sort(ways);
    EXPECT_EQ(ways, (std::vector<std::string>{"ivr", "sms", "sms"}));
    EXPECT_EQ(channels.sms.count(), 4U);
    EXPECT_EQ(channels.ivr.count(), 2U);
    EXPECT_TRUE(told.at(0).reason.find("Bed") == std::string::npos);
}

// D13
TEST_P(Acceptance, StandsDownPagersOtherGatewaysDevicesAndEachAddressOfOnePerson)
{
    node().add(build::contact(60, "NURSE60")
                   .foreign(61, store::DetailKind::Pager, "4711")
                   .foreign(62, store::DetailKind::Wctp, "5550060")
                   .mail(63, "one@example.org")
                   .mail(64, "two@example.org")
                   .copy(Channel::Snpp)
                   .copy(Channel::WctpPeer)
                   .redundancy(Channel::Email, 0min)
                   .get());
    subscribe({60});
    auto group = ward();
    group.members = {ContactId{20}, ContactId{60}};
    const auto message = page(group);
    ASSERT_EQ(channels.push.count(), 1U);

    ASSERT_TRUE(choose(message, 20, 1));

    constexpr auto words = "is taken by somebody else. You need do nothing.";
    EXPECT_TRUE(channels.snpp.texts().back().ends_with(words)) << channels.snpp.texts().back();
    EXPECT_TRUE(channels.peer.texts().back().ends_with(words)) << channels.peer.texts().back();
    ASSERT_EQ(channels.push.count(), 2U);
    EXPECT_TRUE(channels.push.texts()[1].ends_with(R"("over":true})")) << channels.push.texts()[1];
    const auto tag = [&](std::size_t at) {
        return std::get<relay::channels::PushOut>(channels.push.sent()[at].payload).topic;
    };
    EXPECT_EQ(tag(0), tag(1)) << "it takes the place of the first on the screen";
    std::set<std::string> mailed;
    for (const auto& notice : notices(message, NoticeKind::StandDown)) {
        if (notice.way == store::NoticeWay::Email)
            mailed.insert(notice.address);
    }
    EXPECT_EQ(mailed, (std::set<std::string>{"one@example.org", "two@example.org"}));
}

// D1, D13
TEST_P(Acceptance, HasOneWinnerHoweverManyAnswerAtOnce)
{
    const auto message = page(ward());
    std::vector<std::jthread> people;
    std::atomic<int> taken{0};
    for (const std::int64_t id : {10, 20, 30, 40, 50}) {
        people.emplace_back([&, id] {
            const auto page = page_of(message, id).id;
            taken += Observation(house()).reply({id}, page, 1, "", Channel::Sms).has_value();
        });
    }
    people.clear();
    node().settle();

    EXPECT_EQ(taken, 1);
    EXPECT_EQ(acceptances(message).size(), 1U);
    EXPECT_EQ(notices(message, NoticeKind::Replied).size(), 1U);
    EXPECT_EQ(node().replies(message).size(), 1U);
}

// D1
TEST_P(Acceptance, ByTwoChannelsOfOnePersonIsOneReply)
{
    node().add(person(60, "NURSE60"));
    const auto message = node().submit(with_choices(), "NURSE60");

    const auto by_text = choose(message, 60, 1, Channel::Sms);
    const auto by_call = choose(message, 60, 1, Channel::Ivr);
    const auto other = choose(message, 60, 2, Channel::Email);
    node().advance(5min);
    const auto late = choose(message, 60, 1, Channel::Secure);

    EXPECT_EQ(by_text->id, by_call->id);
    EXPECT_EQ(by_text->id, late->id);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error(), NotObserved::Answered);
    EXPECT_EQ(notices(message, NoticeKind::Replied).size(), 1U);
}

TEST_P(Acceptance, LetsWordsFollowFromAnybody)
{
    const auto message = page(ward());
    ASSERT_TRUE(choose(message, 20, 1));

    EXPECT_TRUE(choose(message, 20, 0));
    EXPECT_TRUE(choose(message, 30, 0));

    EXPECT_EQ(notices(message, NoticeKind::Replied).size(), 3U);
    EXPECT_EQ(acceptances(message).size(), 1U);
}

TEST_P(Acceptance, IsNobodysWhereEachIsToAnswer)
{
    auto group = ward();
    group.first_answer_ends = false;
    const auto message = page(group);

    EXPECT_TRUE(choose(message, 20, 1));
    EXPECT_TRUE(choose(message, 30, 2));

    EXPECT_TRUE(acceptances(message).empty());
    EXPECT_EQ(notices(message, NoticeKind::Replied).size(), 2U);
    EXPECT_TRUE(notices(message, NoticeKind::StandDown).empty());
}

// D13
TEST_P(Acceptance, IsNotWhatAChoiceSaysThatMeansNo)
{
    auto message = pushed({});
    message.choices = {{"Coming", "ACK"}, {"Decline", "NAK"}};
    const auto id = page(ward(), std::move(message));

    ASSERT_TRUE(choose(id, 20, 2));

    EXPECT_TRUE(acceptances(id).empty());
    EXPECT_TRUE(page_of(id, 20).declined);
    EXPECT_TRUE(notices(id, NoticeKind::StandDown).empty()) << "nobody is stood down";
    EXPECT_EQ(notices(id, NoticeKind::Replied).size(), 1U) << "but its sender hears the choice";
    EXPECT_NE(channels.wctp.texts().back().find("NAK"), std::string::npos);
    EXPECT_TRUE(choose(id, 20, 1)) << "who said no may think better of it";
    EXPECT_EQ(acceptances(id).size(), 1U);
}

// D13
TEST_P(Acceptance, LapsesWhereItIsNotClosedInTime)
{
    const auto message = page(ward(10min));
    ASSERT_TRUE(choose(message, 20, 1));
    const auto mails = channels.email.count();

    node().advance(10min - 1ms);
    EXPECT_EQ(acceptances(message).at(0).state, AcceptanceState::Held);
    node().advance(1ms);

    EXPECT_EQ(acceptances(message).at(0).state, AcceptanceState::Lapsed);
    EXPECT_EQ(open_deliveries(message), 1U); // the one that waits for its 30 minutes
    EXPECT_GT(channels.email.count(), mails);
    EXPECT_TRUE(choose(message, 30, 2));
    EXPECT_EQ(acceptances(message).size(), 2U);
}

// D13
TEST_P(Acceptance, HoldsOnceItIsClosed)
{
    const auto message = page(ward(10min));
    ASSERT_TRUE(choose(message, 20, 1));

    const auto others = Observation(house()).close({30}, page_of(message, 30).id, Channel::Secure);
    const auto closed = Observation(house()).close({20}, page_of(message, 20).id, Channel::Secure);
    node().advance(1h);

    ASSERT_FALSE(others);
    EXPECT_EQ(others.error(), NotObserved::Taken);
    EXPECT_TRUE(closed);
    EXPECT_EQ(acceptances(message).at(0).state, AcceptanceState::Closed);
    EXPECT_FALSE(choose(message, 30, 2));
}

// D13
TEST_P(Acceptance, ThatLapsesLetsTheEscalationGoOn)
{
    auto group = build::escalating(510, "TEAM1", {ContactId{20}, ContactId{30}, ContactId{40}}, {},
                                   5min, Progress::Replied);
    group.acceptance = 10min;
    const auto message = page(group);
    ASSERT_TRUE(choose(message, 20, 1));
    EXPECT_EQ(node().escalations(message).at(0).phase, EscalationPhase::Satisfied);

    node().advance(10min);

    EXPECT_EQ(node().escalations(message).at(0).phase, EscalationPhase::Waiting);
    EXPECT_EQ(node().pages(message).size(), 2U);
    expect_nothing_is_stuck(node(), message);
}

TEST_P(Acceptance, DeclinedByOneCallsTheNextAtOnce)
{
    const auto message = page(build::escalating(510, "TEAM1", {ContactId{20}, ContactId{30}}, {},
                                                5min, Progress::Replied));

    ASSERT_TRUE(Observation(house()).decline({20}, page_of(message, 20).id, Channel::Ivr));
    node().settle();

    EXPECT_EQ(node().pages(message).size(), 2U);
    EXPECT_EQ(node().escalations(message).at(0).phase, EscalationPhase::Waiting);
    EXPECT_TRUE(notices(message, NoticeKind::Replied).empty());
}

// S0.57, D13
TEST_P(Acceptance, IsNotSeenInTheReadingOfOneWhoDeclines)
{
    const auto message = page(
        build::escalating(510, "TEAM1", {ContactId{20}, ContactId{30}}, {}, 5min, Progress::Read));
    mark(node(), page_of(message, 20).id, Progress::Read);
    ASSERT_EQ(node().escalations(message).at(0).phase, EscalationPhase::Satisfied);

    ASSERT_TRUE(Observation(house()).decline({20}, page_of(message, 20).id, Channel::Ivr));
    node().settle();

    EXPECT_EQ(node().pages(message).size(), 2U);
    EXPECT_EQ(node().escalations(message).at(0).phase, EscalationPhase::Waiting);
}

TEST_P(Acceptance, MayFollowADecline)
{
    const auto message = page(ward());
    ASSERT_TRUE(Observation(house()).decline({20}, page_of(message, 20).id, Channel::Secure));

    ASSERT_TRUE(choose(message, 20, 1));

    EXPECT_FALSE(page_of(message, 20).declined);
    EXPECT_EQ(acceptances(message).size(), 1U);
}

TEST_P(Acceptance, ThatNobodyGivesIsToldOnceTheLastHasDeclined)
{
    const auto message = page(ward());
    for (const std::int64_t id : {10, 20, 30, 40, 50}) {
        EXPECT_TRUE(notices(message, NoticeKind::Replied).empty()) << id;
        ASSERT_TRUE(Observation(house()).decline({id}, page_of(message, id).id, Channel::Secure));
    }
    node().settle();

    EXPECT_EQ(notices(message, NoticeKind::Replied).size(), 1U);
}

// X.4
TEST_P(Acceptance, IsNotNeededForWhatWasCalledOff)
{
    const auto message = page(ward());

    node().commit([&](auto& commit) { EXPECT_TRUE(commit.recall(message, "console")); });
    node().commit([&](auto& commit) { EXPECT_FALSE(commit.recall(message, "console")); });
    node().advance(1h);

    EXPECT_EQ(open_deliveries(message), 0U);
    EXPECT_EQ(channels.email.count(), 2U); // the page to one, and the word that it is off
    EXPECT_EQ(notices(message, NoticeKind::StandDown).size(), 4U);
    EXPECT_TRUE(node().message(message)->recalled);
}

TEST_P(Acceptance, IsAskedOfSomebodyElseOnceTheMessageIsSentOn)
{
    node().add(person(60, "NURSE60").redundancy(Channel::Sms, 0min));
    const auto message = page(ward());

    node().commit([&](auto& commit) {
        EXPECT_TRUE(commit.redirect(message, store::Member(ContactId{60}), "console"));
        EXPECT_FALSE(commit.redirect(message, store::Member(ContactId{60}), "console"));
    });

    EXPECT_EQ(page_of(message, 60).progress, Progress::Accepted);
    EXPECT_EQ(open_deliveries(message), 0U);
    EXPECT_EQ(notices(message, NoticeKind::StandDown).size(), 4U);
}

TEST_P(Acceptance, IsAskedForAgainWhenTheMessageIsSentAgain)
{
    const auto message = page(ward());
    ASSERT_TRUE(choose(message, 20, 0));
    const auto texts = channels.sms.count();

    node().commit([&](auto& commit) { EXPECT_FALSE(commit.hurry(message, "console")); });
    node().commit([&](auto& commit) { EXPECT_TRUE(commit.resend(message, "console")); });

    EXPECT_EQ(channels.sms.count(), texts + 2);
}

TEST_P(Acceptance, IsAskedOfTheNextWhenSomebodyHurriesTheEscalation)
{
    const auto message = page(build::escalating(510, "TEAM1", {ContactId{20}, ContactId{30}}));

    node().commit([&](auto& commit) { EXPECT_TRUE(commit.hurry(message, "console")); });

    EXPECT_EQ(node().pages(message).size(), 2U);
}

HOUSE_ON_BOTH_ENGINES(Acceptance);
