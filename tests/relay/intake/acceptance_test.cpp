#include "acceptances.h"

using namespace tests;

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

    EXPECT_TRUE(choose(message, 20, 0, Channel::Secure, "in five minutes"));
    EXPECT_TRUE(choose(message, 30, 0, Channel::Secure, "bed 14 then?"));

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

HOUSE_ON_BOTH_ENGINES(Acceptance);
