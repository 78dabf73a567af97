#include "api_house.h"

namespace tests {
namespace {

class Messages : public ApiTest {
protected:
    std::string path(const std::string& id) { return "/api/v1/messages/" + id; }
    Response submit_as(const std::string& key, const std::string& text)
    {
        return post(messages, sender, R"({"to":["ANN-LEE"],"text":")" + text + R"("})",
                    {{"Idempotency-Key", key}});
    }
};
HOUSE_ON_BOTH_ENGINES(Messages);

TEST_P(Messages, AreAcceptedAfterTheCommitAndPageTheirRecipients)
{
    const auto response = post(messages, sender, R"({"to":["ann-lee","DONALD"],"subject":"Bed 12",
        "text":"Call back","priority":"high","choices":["Yes",{"send":"No","reply":"N"}],
        "reference":"R-1","expiresAt":"2027-01-15T10:00:00Z",
        "notBefore":"2027-01-15T08:00:01Z"})");

    ASSERT_EQ(response.status, 202) << response.body;
    EXPECT_EQ(at(response, "/messages"), "2 items");
    EXPECT_EQ(at(response, "/messages/0/to"), "ann-lee");
    EXPECT_EQ(at(response, "/duplicate"), "false");
    EXPECT_EQ(header(response, "Location"), path(at(response, "/messages/0/id")));
    const auto kept = node().message(*store::MessageId::parse(at(response, "/messages/1/id")));
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->recipient, "DONALD");
    EXPECT_EQ(kept->door, store::Door::Api);
    EXPECT_EQ(kept->originator, "sender");
    EXPECT_EQ(kept->source, store::SourceId{5});
    EXPECT_EQ(kept->subject.reveal(), "Bed 12");
    EXPECT_EQ(kept->body.reveal(), "Call back");
    EXPECT_EQ(kept->priority, store::Priority::High);
    EXPECT_EQ(kept->choices, (std::vector<store::Choice>{{"Yes", "Yes"}, {"No", "N"}}));
    EXPECT_EQ(kept->reference, "R-1");
    EXPECT_EQ(kept->expires, build::noon + 2h);
    EXPECT_EQ(kept->not_before, build::noon + 1s);
}

TEST_P(Messages, ToTwoNamesOfOnePersonAreOne)
{
    const auto response = post(messages, sender, R"({"to":["ann","ANN-LEE"],"text":"x"})");

    EXPECT_EQ(at(response, "/messages"), "1 items");
    EXPECT_EQ(at(response, "/messages/0/to"), "ann");
}

TEST_P(Messages, ToUnknownPeopleAreRefusedAsAWhole)
{
    const auto refused =
        post(messages, sender, R"({"to":["ANN-LEE","NOBODY","x"],"text":"secret text"})");
    const auto one = post(messages, sender, R"({"to":"NOBODY","text":"x"})");
    const auto hidden = post(messages, other, R"({"to":"DONALD","text":"x"})");

    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(first_error(refused), "/to/1 nobody has this address");
    EXPECT_EQ(at(refused, "/errors/1/pointer"), "/to/2");
    EXPECT_EQ(refused.body.find("secret"), std::string::npos);
    EXPECT_EQ(first_error(one), "/to nobody has this address");
    EXPECT_EQ(hidden.status, 422) << "not to be told from nobody";
    EXPECT_EQ(at(get(messages, admin), "/items"), "0 items");
}

TEST_P(Messages, WithFieldsThatAreWrongAreRefused)
{
    const std::pair<std::string, std::string> cases[] = {
        {R"({"text":"x"})", "/to is missing"},
        {R"({"to":[],"text":"x"})", "/to must name somebody"},
        {R"({"to":[7],"text":"x"})", "/to/0 must be an OPID or an alias"},
        {R"({"to":"ANN-LEE"})", "/text is missing"},
        {R"({"to":"ANN-LEE","text":7})", "/text must be a text"},
        {R"({"to":"ANN-LEE","text":"x","priority":"urgent"})",
         "/priority must be one of: high, normal, low"},
        {R"({"to":"ANN-LEE","text":"x","choices":["a",""]})", "/choices/1 must not be empty"},
        {R"({"to":"ANN-LEE","text":"x","choices":[{"send":"a"}]})", "/choices/0/reply is missing"},
        {R"({"to":"ANN-LEE","text":"x","expiresAt":"soon"})",
         "/expiresAt must be a time of RFC 3339, as 2026-11-24T12:00:00Z"},
        {R"({"to":"ANN-LEE","text":"x","expiresAt":"2020-01-01T00:00:00Z"})",
         "/expiresAt its expiry has passed"},
        {R"({"to":"ANN-LEE","text":")" + std::string(70'000, 'x') + R"("})",
         "/text the text is longer than 65535 characters"},
        {R"({"to":"ANN-LEE","text":"x","reference":")" + std::string(256, 'x') + R"("})",
         "/reference is longer than 255 characters"},
    };

    for (const auto& [body, expected] : cases) {
        const auto refused = post(messages, sender, body);
        EXPECT_EQ(refused.status, 422) << body.substr(0, 80);
        EXPECT_EQ(first_error(refused), expected);
    }
}

TEST_P(Messages, UnderOneKeyAreOneMessage)
{
    const auto first = submit_as("k-1", "x");
    const auto again = submit_as("k-1", "x");
    const auto spaced = submit_as("k-1", " x\\r\\n");
    const auto another = submit_as("k-1", "y");
    const auto fresh = submit_as("k-2", "y");

    ASSERT_EQ(first.status, 202);
    EXPECT_EQ(header(first, "Idempotency-Replayed"), "-");
    EXPECT_EQ(again.status, 202);
    EXPECT_EQ(at(again, "/duplicate"), "true");
    EXPECT_EQ(header(again, "Idempotency-Replayed"), "true");
    EXPECT_EQ(at(again, "/messages/0/id"), at(first, "/messages/0/id"));
    EXPECT_EQ(spaced.status, 202) << "blanks at the ends were never stored";
    EXPECT_EQ(another.status, 422);
    EXPECT_EQ(at(another, "/type"), "urn:belfry:problem:idempotency-mismatch");
    EXPECT_EQ(fresh.status, 202);
    EXPECT_EQ(at(get(messages, sender), "/items"), "2 items");
    EXPECT_EQ(submit_as("two words", "x").status, 400);
    EXPECT_EQ(submit_as(std::string(256, 'k'), "x").status, 400);
}

TEST_P(Messages, OverTheRateOfTheirSourceHaveToWait)
{
    auto slow = source(7, "slow", 1);
    slow.rate_per_second = 1;
    slow.burst = 1;
    node().add(slow);
    const auto by = token("slow", store::Scope::Submit, {7});
    const auto* body = R"({"to":"ANN-LEE","text":"x"})";

    EXPECT_EQ(post(messages, by, body).status, 202);
    const auto refused = post(messages, by, body);
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(header(refused, "Retry-After"), "1");
    clock.advance(1s);
    EXPECT_EQ(post(messages, by, body).status, 202);
}

TEST_P(Messages, CannotComeFromATokenWithoutASource)
{
    const auto by = token("lost", store::Scope::Admin, {});

    EXPECT_EQ(post(messages, by, R"({"to":"ANN-LEE","text":"x"})").status, 403);
}

TEST_P(Messages, AreListedNewestFirstToWhoMaySeeThem)
{
    const auto first = submit(R"({"to":"ANN-LEE","text":"one","reference":"R"})");
    const auto second = submit(R"({"to":"ANN-LEE","text":"two"})");

    const auto part = get(std::string(messages) + "?limit=1", sender);
    const auto rest = get(std::string(messages) + "?limit=1&cursor=" + at(part, "/next"), sender);

    EXPECT_EQ(at(part, "/items/0/id"), second);
    EXPECT_EQ(at(rest, "/items/0/id"), first);
    EXPECT_EQ(at(rest, "/items/0/reference"), "R");
    EXPECT_EQ(at(rest, "/items/0/source/name"), "console");
    EXPECT_EQ(at(rest, "/next"), "-");
    EXPECT_EQ(part.body.find("two"), std::string::npos) << "no text in lists";
    EXPECT_EQ(at(get(messages, other), "/items"), "0 items");
    EXPECT_EQ(at(get(messages, admin), "/items"), "2 items");
    EXPECT_EQ(get(std::string(messages) + "?cursor=ct_0000000000001", admin).status, 400);
}

TEST_P(Messages, ShowTheirTextToTheirSource)
{
    const auto id = submit(R"({"to":"ANN-LEE","subject":"S","text":"T","choices":["Yes"]})");

    const auto own = get(path(id), sender);

    EXPECT_EQ(at(own, "/textState"), "shown");
    EXPECT_EQ(at(own, "/subject") + at(own, "/text") + at(own, "/choices/0/send"), "STYes");
    EXPECT_EQ(at(own, "/preformatted"), "false");
    EXPECT_EQ(get(path(id), other).status, 404);
    EXPECT_EQ(get(path("msg_nothing"), sender).status, 404);
}

TEST_P(Messages, ShowTheirTextToAnAdministratorOnRecordOnly)
{
    const auto id = submit(R"({"to":"ANN-LEE","text":"for nobody else"})");

    const auto withheld = get(path(id), admin);
    const auto before = audit_trail().size();
    const auto shown = get(path(id) + "?text=1", admin);

    EXPECT_EQ(at(withheld, "/textState"), "withheld");
    EXPECT_EQ(withheld.body.find("for nobody else"), std::string::npos);
    EXPECT_EQ(before, 0U);
    EXPECT_EQ(at(shown, "/text"), "for nobody else");
    EXPECT_EQ(audit_trail(1).front(),
              store::TokenId{1}.text() + " message.read_text " + id + " ok");
    EXPECT_EQ(get(path(id) + "?text=yes", admin).status, 400);
    node().crash();
    EXPECT_EQ(get(path(id) + "?text=1", admin).status, 503) << "no entry, no text";
}

TEST_P(Messages, AfterAPurgeAreOnlyFacts)
{
    const auto id = submit(R"({"to":"ANN-LEE","text":"gone"})");
    node().write([&](auto& connection) {
        ASSERT_TRUE(store::MessageRepository(connection, house().vault)
                        .purge_body(*store::MessageId::parse(id)));
    });

    const auto purged = get(path(id), sender);

    EXPECT_EQ(at(purged, "/textState"), "purged");
    EXPECT_EQ(at(purged, "/text"), "-");
    EXPECT_EQ(at(purged, "/pages"), "1 items");
}

// S0.20, cancelled by a reply
TEST_P(Messages, TellWhoWasPagedByWhichPathAndHowFarItGot)
{
    patch("/api/v1/contacts/ANN-LEE", admin, R"({"copies":["email"],
        "redundancy":[{"channel":"sms","delayMs":60000}]})");
    const auto id = submit(R"({"to":"TSUNAMI","text":"x","choices":["Yes"]})");
    post("/api/v1/inbox/" + first_page_of(ann_device) + "/reply", ann_device, R"({"choice":1})");
    node().settle();

    const auto shown = get(path(id), sender);

    EXPECT_EQ(at(shown, "/pages/0/contact/opid"), "ANN-LEE");
    EXPECT_EQ(at(shown, "/pages/0/contact/name"), "Ann Lee");
    EXPECT_EQ(at(shown, "/pages/0/path/0/opid"), "TSUNAMI");
    EXPECT_EQ(at(shown, "/pages/0/progress"), "replied");
    EXPECT_EQ(at(shown, "/pages/0/repliedAt"), "2027-01-15T08:00:00.000Z");
    EXPECT_EQ(at(shown, "/pages/0/deliveries/0/channel"), "secure");
    EXPECT_EQ(at(shown, "/pages/0/deliveries/1/kind"), "copy");
    EXPECT_EQ(at(shown, "/pages/0/deliveries/1/attempts/0/state"), "accepted");
    EXPECT_EQ(at(shown, "/pages/0/deliveries/1/attempts/0/provider"), "mail");
    EXPECT_EQ(at(shown, "/pages/0/deliveries/2/state"), "cancelled");
    EXPECT_EQ(at(shown, "/pages/0/deliveries/2/unless"), "read");
    EXPECT_EQ(at(shown, "/replies/0/choice"), "1");
    EXPECT_EQ(at(shown, "/replies/0/text"), "Yes");
    EXPECT_EQ(at(get(path(id), admin), "/replies/0/text"), "-");
}

// S0.1, the state trail
TEST_P(Messages, TellTheirStoryInOrderOfTime)
{
    const auto id = submit(R"({"to":"ANN-LEE","text":"x"})");
    clock.advance(1min);
    post("/api/v1/inbox/" + first_page_of(ann_device) + "/reply", ann_device, R"({"text":"ok"})");

    const auto shown = get(path(id), sender);

    EXPECT_EQ(at(shown, "/timeline/0/what"), "accepted");
    EXPECT_EQ(at(shown, "/timeline/0/kind"), "decision");
    std::vector<std::string> times;
    std::vector<std::string> events;
    for (int i = 0; at(shown, "/timeline/" + std::to_string(i) + "/at") != "-"; ++i) {
        const auto entry = "/timeline/" + std::to_string(i);
        times.push_back(at(shown, entry + "/at"));
        events.push_back(at(shown, entry + "/kind") + " " + at(shown, entry + "/what"));
    }
    EXPECT_TRUE(std::ranges::is_sorted(times));
    EXPECT_NE(std::ranges::find(events, "reply replied"), events.end());
    EXPECT_NE(std::ranges::find(events, "decision delivered"), events.end());
}

// S1.55, S3.11, the explain record
TEST_P(Messages, ExplainWhoGotNothingAndWhy)
{
    patch("/api/v1/contacts/ANN-LEE", admin, R"({"redundancy":[{"channel":"sms","delayMs":0}],
        "details":[{"kind":"phone","address":"+4930123456","optedOut":true}]})");
    const auto by_mary = post(messages, other, R"({"to":"TSUNAMI","text":"x"})");
    node().settle();
    const auto id = at(by_mary, "/messages/0/id");

    const auto told = get(path(id), other);
    const auto told_admin = get(path(id), admin);

    ASSERT_EQ(by_mary.status, 202);
    EXPECT_EQ(at(told, "/explain"), "1 items") << "nothing of people who are hidden";
    EXPECT_EQ(at(told, "/explain/0/why"), "opted_out");
    EXPECT_EQ(at(told, "/explain/0/page"), at(told, "/pages/0/id"));
    EXPECT_EQ(told.body.find(donald.text()), std::string::npos);
    EXPECT_EQ(at(told_admin, "/explain"), "2 items");
    EXPECT_NE(told_admin.body.find(R"("why":"domain")"), std::string::npos);
    EXPECT_NE(told_admin.body.find(R"("opid":"DONALD")"), std::string::npos);
    EXPECT_EQ(get(path(id), mary).body.find("DONALD"), std::string::npos) << "by id alone";
}

TEST_P(Messages, ShowAnEscalationWhileItWalks)
{
    post(groups, admin, R"({"name":"Esc","opid":"ESC-ONE","escalation":true,"factor":"read",
        "failoverIntervalMs":60000,"members":["ANN-LEE"],"failovers":["DONALD"]})");
    const auto id = submit(R"({"to":"ESC-ONE","subject":"S","text":"x"})");
    const auto early = get(path(id), sender);
    node().advance(1min);

    const auto late = get(path(id), sender);

    EXPECT_EQ(at(early, "/escalations/0/phase"), "waiting");
    EXPECT_EQ(at(early, "/escalations/0/group/opid"), "ESC-ONE");
    EXPECT_EQ(at(early, "/escalations/0/rungs"), "2");
    EXPECT_EQ(at(early, "/escalations/0/rungsTried"), "1");
    EXPECT_EQ(at(early, "/escalations/0/dueAt"), "2027-01-15T08:01:00.000Z");
    EXPECT_EQ(at(late, "/escalations/0/rungsTried"), "2");
    EXPECT_EQ(at(late, "/pages/1/failoverOf/opid"), "ESC-ONE");
    EXPECT_EQ(at(get("/api/v1/inbox", donald_device), "/items/0/subject"), "FO: Esc S");
}

} // namespace
} // namespace tests
