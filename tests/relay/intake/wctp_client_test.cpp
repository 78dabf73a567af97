#include "relay/intake/observation.h"
#include "relay/intake/wctp_query.h"
#include "wctp_talk.h"

namespace tests {
namespace {

using relay::intake::Observation;

/// Transient clients: no identity is kept, so they ask what became of their message.
class WctpClients : public WctpTest {
protected:
    std::string submit(const Asked& asked) { return post(asked.client_message()).tracking(); }
    WctpAnswer query(const std::string& tracking, const Asked& as = {})
    {
        return post(as.query(tracking));
    }
    /// After the pace has let us.
    std::vector<wctp::ClientMessage> events(const std::string& tracking)
    {
        clock.advance(10s);
        return query(tracking).events();
    }
    store::PageId page() { return node().pages(newest().id).front().id; }
    static wctp::Notification notification(const wctp::ClientMessage& event)
    {
        return std::get<wctp::Notification>(std::get<wctp::ClientStatusInfo>(event).event);
    }
};
HOUSE_ON_BOTH_ENGINES(WctpClients);

// U.2, the tracking number
// WCTP check 71
TEST_P(WctpClients, GetATrackingNumber)
{
    const auto answer = post(Asked{}.client_message());

    EXPECT_EQ(answer.element(), "wctp-SubmitClientResponse");
    EXPECT_EQ(answer.code(), 200);
    EXPECT_EQ(answer.tracking().size(), 16u);
    EXPECT_EQ(newest().tracking, answer.tracking());
    EXPECT_EQ(newest().misc_info, "") << "it is the password";
}

// WCTP check 72, 73
TEST_P(WctpClients, AreRefusedInTheirOwnElement)
{
    struct Case {
        Asked asked;
        int expected;
    };
    const Case cases[] = {
        {{.code = "guess"}, 402},
        {{.sender = "jdoe"}, 401},
        {{.recipient = "NOBODY"}, 403},
        {{.control = "deliveryBefore=\"2027-01-15T08:00:00\""}, 408},
    };

    for (const auto& c : cases) {
        const auto answer = post(c.asked.client_message());
        EXPECT_EQ(answer.element(), "wctp-SubmitClientResponse");
        EXPECT_EQ(answer.code(), c.expected);
    }
}

TEST_P(WctpClients, ThatAreNotRegisteredComeInByTheSourceForAnybody)
{
    node().add(store::Source{.id = {9}, .name = "anybody", .principal = {1}, .sender_id = "*"});

    EXPECT_EQ(post(Asked{.sender = "jdoe", .code = ""}.client_message()).code(), 200);
    EXPECT_EQ(newest().source, store::SourceId{9});
    EXPECT_EQ(code({.sender = "jdoe", .code = ""}), 401) << "not for enterprise hosts";
}

TEST_P(WctpClients, GetTheSameTrackingNumberForTheSameSubmission)
{
    const auto first = submit({});

    EXPECT_EQ(submit({}), first);
    EXPECT_NE(submit({.submitted = "2027-01-15T07:59:01"}), first);
    EXPECT_NE(submit({.payload = "<wctp-Alphanumeric>x</wctp-Alphanumeric>"}), first);
    EXPECT_EQ(messages(), 3u);
}

TEST_P(WctpClients, AreTakenForTheSameOnlyForAShortWhileAndByAClockThatIsRight)
{
    const auto first = submit({});

    clock.advance(2min);
    EXPECT_NE(submit({}), first) << "two minutes later somebody pressed the button again";
    const Asked astray{.submitted = "2027-01-15T02:59:00"};
    EXPECT_NE(submit(astray), submit(astray)) << "its clock stands still, or is in another zone";
    EXPECT_EQ(messages(), 4u);
}

// U.2, the query
// WCTP check 74
TEST_P(WctpClients, HearAllEventsSoFarInOrderEachTime)
{
    Asked asked;
    asked.control =
        "notifyWhenQueued=\"true\" notifyWhenDelivered=\"true\" notifyWhenRead=\"true\"";
    asked.payload = "<wctp-MCR><wctp-MessageText>Come?</wctp-MessageText><wctp-ChoicePair>"
                    "<wctp-SendChoice>Yes</wctp-SendChoice><wctp-ReplyChoice>ACK</wctp-ReplyChoice>"
                    "</wctp-ChoicePair></wctp-MCR>";
    const auto tracking = submit(asked);
    const Observation news(house());
    ASSERT_TRUE(news.read(ann, page()));
    ASSERT_TRUE(news.reply(ann, page(), 1, "", store::Channel::Secure));
    ASSERT_TRUE(news.reply(ann, page(), 0, "on my way", store::Channel::Secure));

    const auto told = events(tracking);

    ASSERT_EQ(told.size(), 5u);
    EXPECT_EQ(notification(told[0]), wctp::Notification::Queued);
    EXPECT_EQ(notification(told[1]), wctp::Notification::Delivered);
    EXPECT_EQ(notification(told[2]), wctp::Notification::Read);
    const auto& choice = std::get<wctp::ClientMessageReply>(told[3]);
    EXPECT_EQ(std::get<wctp::Alphanumeric>(choice.payload).text, "ACK");
    EXPECT_TRUE(choice.of_choice);
    const auto& text = std::get<wctp::ClientMessageReply>(told[4]);
    EXPECT_EQ(std::get<wctp::Alphanumeric>(text.payload).text, "on my way");
    EXPECT_FALSE(text.of_choice);
    EXPECT_EQ(text.header.originator.sender_id, "ANN-LEE");
    EXPECT_EQ(text.header.recipient.recipient_id, "monitor.example");
    EXPECT_EQ(text.header.responding_to, build::noon - 1min);
    EXPECT_EQ(events(tracking), told);
}

// U.5
// WCTP check 75
TEST_P(WctpClients, HearOnlyWhatTheyAskedFor)
{
    const auto tracking = submit({.control = "notifyWhenRead=\"true\""});
    ASSERT_TRUE(Observation(house()).delivered(ann, {page()}));

    const auto none = query(tracking);
    EXPECT_EQ(none.events().size(), 0u);
    EXPECT_NE(none.body.find("wctp-NoMessages"), std::string::npos);
    EXPECT_NE(none.body.find("minNextPollInterval=\"10\""), std::string::npos);
    ASSERT_TRUE(Observation(house()).read(ann, page()));
    EXPECT_EQ(events(tracking).size(), 1u);
}

TEST_P(WctpClients, HearThatTheirMessageExpiredOnceItHasAndOnlyWhenNobodyHadIt)
{
    const Asked asked{.control = "deliveryBefore=\"2027-01-15T09:00:00\""};
    const auto unread = submit(asked);
    const auto had = submit({.control = asked.control, .submitted = "2027-01-15T07:58:00"});
    ASSERT_TRUE(Observation(house()).delivered(ann, {page()}));
    EXPECT_EQ(events(unread).size(), 0u);

    node().advance(1h);

    const auto told = events(unread);
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(std::get<wctp::Failure>(std::get<wctp::ClientStatusInfo>(told[0]).event).code,
              wctp::Code::MessageExpired);
    EXPECT_EQ(events(had).size(), 0u);
}

// WCTP check 76
TEST_P(WctpClients, LearnNothingOfMessagesThatAreNotTheirs)
{
    const auto tracking = submit({});
    EXPECT_EQ(code({.id = "enterprise"}), 200);
    const auto unknown = query("aaaaaaaaaaaaaaaa");
    EXPECT_EQ(unknown.element(), "wctp-ClientQueryResponse");
    EXPECT_EQ(unknown.code(), 504);

    EXPECT_EQ(query(tracking, {.sender = "jdoe"}).body, unknown.body);
    EXPECT_EQ(query(tracking, {.recipient = "DONALD"}).body, unknown.body);
    EXPECT_EQ(query("%", {}).body, unknown.body);
    EXPECT_EQ(query(tracking).code(), 0) << "nobody else's question used up the pace";
    edit_source(1, [](store::Source& source) { source.networks = {"10.0.0.0/8"}; });
    EXPECT_EQ(query(tracking).body, unknown.body);
}

TEST_P(WctpClients, MustShowToAskWhatElseTheirSourceAsksFor)
{
    const auto tracking = submit({});
    edit_source(1, [&](store::Source& source) {
        source.wctp.path_token_hash = house().vault.keyed_hash(store::path_token_purpose, "t0ken");
    });
    const auto at = [&](const std::string& target) {
        clock.advance(10s);
        return post(Asked{}.query(tracking), "text/xml", target).code();
    };

    EXPECT_EQ(at("/wctp"), 504);
    EXPECT_EQ(at("/wctp/guess"), 504);
    EXPECT_EQ(at("/wctp/t0ken"), 0);
    edit_source(1, [](store::Source& source) { source.tls_client_name = "ward.example"; });
    EXPECT_EQ(at("/wctp/t0ken"), 504) << "it shows no certificate";
}

TEST_P(WctpClients, MayAskFromElsewhereWhereAnyProofIsEnough)
{
    const auto tracking = submit({});
    edit_source(1, [](store::Source& source) {
        source.wctp.proof = store::Proof::Any;
        source.networks = {"10.0.0.0/8"};
    });
    const auto with = [&](const std::string& code) {
        clock.advance(10s);
        auto document = Asked{}.query(tracking);
        document.insert(document.find("/>"), " securityCode=\"" + code + "\"");
        return post(document).code();
    };

    clock.advance(10s);
    EXPECT_EQ(query(tracking).code(), 0) << "it has shown its code to get the number";
    EXPECT_EQ(with("guess"), 504);
    EXPECT_EQ(with("s3cret"), 0);
}

TEST_P(WctpClients, ThatAreNotRegisteredAskByThePolicyOfTheSourceForAnybody)
{
    node().add(store::Source{.id = {9}, .name = "anybody", .principal = {1}, .sender_id = "*"});
    edit_source(9, [](store::Source& source) { source.wctp.repair_bytes = true; });
    const Asked anna{.sender = "Anna", .code = ""};
    const auto tracking = submit(anna);

    EXPECT_EQ(post(anna.query(tracking) + '\0').code(), 0) << "its bytes are mended";
    clock.advance(10s);
    edit_source(9, [](store::Source& source) { source.strict = true; });
    auto unknown = anna.query(tracking);
    unknown.insert(unknown.find("/>"), " colour=\"red\"");
    EXPECT_EQ(post(unknown).code(), 302);
}

// WCTP check 77
TEST_P(WctpClients, AreHeldToThePaceWithOneWarning)
{
    const auto tracking = submit({});
    EXPECT_EQ(query(tracking).code(), 0);
    EXPECT_EQ(query(tracking).code(), 600);
    clock.advance(9s);
    EXPECT_EQ(query(tracking).code(), 601);
    clock.advance(1s);
    EXPECT_EQ(query(tracking).code(), 0);
    EXPECT_EQ(query(tracking).code(), 600);
}

TEST_P(WctpClients, MayAskUntilTheRetentionIsOver)
{
    open({.tracking_retention = 1h});
    const auto tracking = submit({});

    clock.advance(59min);
    EXPECT_EQ(query(tracking).code(), 0);
    clock.advance(1min);
    EXPECT_EQ(query(tracking).code(), 504);
}

TEST(QueryPaces, AreKeptInBoundedMemoryWithoutForgettingWhoMustWait)
{
    relay::intake::QueryPace pace(10s);
    const auto early = build::noon + 10s;
    for (std::int64_t id = 1; id <= 9'999; ++id)
        EXPECT_EQ(pace.check({id}, build::noon), std::nullopt);
    EXPECT_EQ(pace.check({10'000}, early), std::nullopt);

    EXPECT_EQ(pace.check({20'000}, early), std::nullopt);

    EXPECT_EQ(pace.check({10'000}, early), wctp::Code::PollRateExceeded);
}

} // namespace
} // namespace tests
