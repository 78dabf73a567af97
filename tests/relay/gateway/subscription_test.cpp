#include "relay/gateway/listener.h"
#include "store/audit_repository.h"
#include "store/keyword_repository.h"
#include "tests/relay/engine/people.h"

// Groups that people join by a text (S3.99-S3.110).

namespace tests {
namespace {

using relay::channels::IncomingText;

class Subscriptions : public HouseTest {
protected:
    static constexpr auto anybody = "+15550001111";
    static constexpr store::GroupId movies{21}, news{22};

    void SetUp() override
    {
        HouseTest::SetUp();
        if (IsSkipped())
            return;
        listener_.emplace(house());
        node().add(person(10, "ADA-KING").get()); // phone +155501010
        auto group = build::group(21, "MOVIES", {});
        group.domain = {2};
        node().add(group);
        node().add(build::group(22, "NEWS-1", {}));
        node().write([](auto& c) {
            store::KeywordRepository keywords(c);
            keywords.insert({{1}, movies, "MOVIE", "4040", "Welcome!", "Goodbye.", "It is help."});
            keywords.insert({{2}, news, "NEWS", "4040", "News!", "No news.", "Ask."});
        });
    }
    void says(std::string text, std::string from = anybody, std::string to = "4040")
    {
        ASSERT_TRUE(listener_->hear(
            IncomingText{"sms", {}, std::move(from), std::move(to), std::move(text)}));
        node().settle();
        node().refresh_directory();
    }
    std::vector<store::Member> members(store::GroupId id)
    {
        return house().people()->group(id)->members;
    }
    /// The contact that the number has become.
    const store::Contact* newcomer()
    {
        for (const auto& contact : people_->parts().contacts) {
            if (!contact.details.empty() && contact.details[0].address == anybody)
                return &contact;
        }
        return nullptr;
    }
    void look() { people_ = house().people(); }

    std::optional<relay::gateway::Listener> listener_;
    std::shared_ptr<const store::Directory> people_;
};
HOUSE_ON_BOTH_ENGINES(Subscriptions);

// S3.100, S3.101
TEST_P(Subscriptions, AStrangersKeywordMakesAContactInTheGroupsDomainAndWelcomesItOnce)
{
    says("movie");
    says("Movie");

    look();
    ASSERT_NE(newcomer(), nullptr);
    EXPECT_EQ(newcomer()->domain, store::DomainId{2});
    EXPECT_EQ(members(movies), std::vector<store::Member>{newcomer()->id});
    ASSERT_EQ(channels.sms.count(), 1U) << "one welcome";
    EXPECT_NE(channels.sms.texts().back().find("Welcome!"), std::string::npos);
    EXPECT_EQ(newcomer()->redundancy[0].channel, store::Channel::Sms);
    const auto audit =
        node().read([&](auto& c) { return store::AuditRepository(c, fresh().vault()).list(0, 1); });
    EXPECT_EQ(audit[0].action + " " + audit[0].subject + " " + audit[0].origin,
              "group.join " + movies.text() + " sms");
}

// S3.100
TEST_P(Subscriptions, AContactsKeywordLetsThatContactJoin)
{
    says("MOVIE", "+155501010");

    EXPECT_EQ(members(movies), std::vector<store::Member>{store::ContactId{10}});
    look();
    EXPECT_EQ(people_->parts().contacts.size(), 1U);
}

// S3.103
TEST_P(Subscriptions, KeywordAndStopLeavesThatGroupOnlyAndStopsNothingElse)
{
    says("movie");
    says("news");
    const auto before = channels.sms.count();

    says("movie stop");
    says("movie stop");

    look();
    EXPECT_TRUE(members(movies).empty());
    EXPECT_EQ(members(news), std::vector<store::Member>{newcomer()->id});
    EXPECT_FALSE(newcomer()->details[0].opted_out);
    ASSERT_EQ(channels.sms.count(), before + 1) << "told once";
    EXPECT_NE(channels.sms.texts().back().find("Goodbye."), std::string::npos);
    const auto history = node().read([&](auto& c) {
        return store::ContactRepository(c, fresh().vault()).opt_outs_of(newcomer()->details[0].id);
    });
    EXPECT_EQ(history.back().reason, "group.leave MOVIE");
    EXPECT_FALSE(history.back().opted_out);
}

// S3.104
TEST_P(Subscriptions, TheCompanysStopWordIsStronger)
{
    says("movie");
    says("STOP");
    look();
    EXPECT_TRUE(newcomer()->details[0].opted_out);
    EXPECT_EQ(members(movies).size(), 1U) << "it gets nothing, and stays a member";
    says("movie stop");

    says("movie");

    EXPECT_EQ(members(movies).size(), 1U);
    look();
    EXPECT_TRUE(newcomer()->details[0].opted_out) << "only START takes STOP back";
    EXPECT_NE(channels.sms.texts().back().find("START"), std::string::npos);
}

// S3.107
TEST_P(Subscriptions, KeywordAndHelpAnswersWithTheKeywordsOwnText)
{
    says("movie help");

    look();
    EXPECT_EQ(newcomer(), nullptr) << "who asks has not joined";
    EXPECT_NE(channels.sms.texts().back().find("It is help."), std::string::npos);
}

// S3.99
TEST_P(Subscriptions, AWordCountsOnItsOwnNumberOnly)
{
    says("movie", anybody, "5050");
    look();

    EXPECT_EQ(newcomer(), nullptr);
    EXPECT_EQ(channels.sms.count(), 0U);
    says("movie", anybody, "+40 40");
    look();
    EXPECT_NE(newcomer(), nullptr) << "however the gateway writes it";
}

// S3.110
TEST_P(Subscriptions, TheSameWordOnTheSameNumberIsTakenOnce)
{
    EXPECT_THROW(node().write([](auto& c) {
        store::KeywordRepository(c).insert({{3}, news, "MOVIE", "4040", "a", "b", "c"});
    }),
                 store::Conflict);
    node().write([](auto& c) {
        store::KeywordRepository(c).insert({{4}, news, "MOVIE", "5050", "a", "b", "c"});
    });
}

// S1.56
TEST_P(Subscriptions, ANumberThatSaidStopBeforeItWasAContactStartsOptedOut)
{
    says("STOP");
    node().add(build::contact(30, "LATER-1").phone(31, anybody).mail(32, "l@example.org").get());
    look();
    EXPECT_TRUE(newcomer()->details[0].opted_out);
    EXPECT_FALSE(newcomer()->details[1].opted_out) << "mail is another matter";

    says("STOP", "+15550002222");
    says("START", "+15550002222");
    node().add(build::contact(40, "LATER-2").phone(41, "+15550002222").get());
    EXPECT_FALSE(house().people()->contact({40})->details[0].opted_out);
}

// S1.56
TEST_P(Subscriptions, AContactWhoseNumberBecomesAStoppedOneIsOptedOutThere)
{
    says("STOP");
    auto ada = *house().people()->contact({10});
    ada.details[0].address = anybody;
    node().write(
        [&](auto& c) { EXPECT_TRUE(store::ContactRepository(c, fresh().vault()).update(ada)); });
    node().refresh_directory();

    EXPECT_TRUE(house().people()->contact({10})->details[0].opted_out);
}

} // namespace
} // namespace tests
