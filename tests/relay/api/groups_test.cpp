#include "api_house.h"

namespace tests {
namespace {

class Groups : public ApiTest {
protected:
    static constexpr auto tsunami = "/api/v1/groups/TSUNAMI";
};
HOUSE_ON_BOTH_ENGINES(Groups);

// S0.51, by the API, OPID generated
TEST_P(Groups, AreMadeWithAnOpidOfTheirOwnAndReachTheirMembers)
{
    const auto made = post(groups, admin, R"({"name":"Night","members":["donald","ANN-LEE"]})");

    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_TRUE(store::Opid::parse(at(made, "/opid")));
    EXPECT_EQ(at(made, "/members/0") + " " + at(made, "/members/1"), "DONALD ANN-LEE");
    EXPECT_EQ(at(made, "/memberCount"), "2");
    EXPECT_EQ(at(made, "/escalation"), "false");
    EXPECT_EQ(at(made, "/failoverIntervalMs"), "300000");
    EXPECT_EQ(get(header(made, "Location"), admin).body, made.body);
    EXPECT_EQ(audit_trail(1).front(),
              store::TokenId{1}.text() + " group.create " + at(made, "/id") + " ok");
    const auto id = submit(R"({"to":")" + at(made, "/opid") + R"(","text":"x"})");
    EXPECT_EQ(at(get("/api/v1/messages/" + id, sender), "/pages"), "2 items");
}

TEST_P(Groups, KeepTheirEscalation)
{
    const auto made = post(groups, admin, R"({"name":"Night","opid":"night","description":"d",
        "members":["ANN-LEE"],"escalation":true,"failoverIntervalMs":60000,"factor":"replied",
        "failovers":["TSUNAMI","DONALD"],"failReportEmail":"desk@example.org",
        "includeOriginal":true,"domain":"VIPs"})");

    ASSERT_EQ(made.status, 201) << made.body;
    for (const auto& [pointer, value] :
         std::vector<std::pair<std::string, std::string>>{{"/opid", "NIGHT"},
                                                          {"/description", "d"},
                                                          {"/escalation", "true"},
                                                          {"/failoverIntervalMs", "60000"},
                                                          {"/factor", "replied"},
                                                          {"/failovers/0", "TSUNAMI"},
                                                          {"/failovers/1", "DONALD"},
                                                          {"/failReportEmail", "desk@example.org"},
                                                          {"/includeOriginal", "true"},
                                                          {"/domain", "VIPs"}})
        EXPECT_EQ(at(made, pointer), value) << pointer;
    EXPECT_EQ(get("/api/v1/groups/NIGHT", admin).body, made.body);
}

// S0.56-S0.58
TEST_P(Groups, SayWhoseAnswerCanNeverBeKnownWhenTheyAreSaved)
{
    node().add(build::contact(31, "SILENT").phone(311, "+49301").get());
    const auto body = [](const std::string& factor) {
        return R"({"name":"Night","opid":"NIGHT","escalation":true,"factor":")" + factor +
               R"(","members":["ANN-LEE","SILENT"]})";
    };

    const auto made = post(groups, admin, body("read"));

    EXPECT_EQ(at(made, "/warnings"), "1 items") << "Ann reads her inbox with a device";
    EXPECT_EQ(at(made, "/warnings/0/contact"), "SILENT");
    EXPECT_EQ(at(made, "/warnings/0/provable"), "accepted");
    EXPECT_EQ(at(get(std::string(groups) + "/NIGHT", admin), "/warnings/0/detail"),
              "No channel of SILENT can prove more than accepted; the escalation goes on for want "
              "of read.");
    const auto changed = patch(std::string(contacts) + "/SILENT", admin,
                               R"({"redundancy":[{"channel":"sms","delayMs":0}]})");
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(at(get(std::string(groups) + "/NIGHT", admin), "/warnings/0/provable"), "delivered");
    const auto lowered = patch(std::string(groups) + "/NIGHT", admin, R"({"factor":"delivered"})");
    EXPECT_EQ(at(lowered, "/warnings"), "-");
}

TEST_P(Groups, WithFieldsThatAreWrongAreRefused)
{
    const std::pair<const char*, const char*> cases[] = {
        {R"({})", "/name is missing"},
        {R"({"name":"N","opid":"x"})", "/opid must be 5 to 64 letters, digits, '-', '_' and '.'"},
        {R"({"name":"N","members":["NOBODY"]})",
         "/members/0 must be the OPID of a contact, group or schedule"},
        {R"({"name":"N","members":["ann"]})",
         "/members/0 must be the OPID of a contact, group or schedule"},
        {R"({"name":"N","members":["ANN-LEE","ann-lee"]})", "/members/1 stands here twice"},
        {R"({"name":"N","members":"ANN-LEE"})", "/members must be an array"},
        {R"({"name":"N","failoverIntervalMs":0})", "/failoverIntervalMs must be 1000 to 86400000"},
        {R"({"name":"N","failoverIntervalMs":"5"})", "/failoverIntervalMs must be a whole number"},
        {R"({"name":"N","factor":"accepted"})", "/factor must be one of: delivered, read, replied"},
        {R"({"name":"N","escalation":1})", "/escalation must be true or false"},
        {R"({"name":"a\nb"})", "/name has a line end or another control character"},
    };

    for (const auto& [body, expected] : cases) {
        const auto refused = post(groups, admin, body);
        EXPECT_EQ(refused.status, 422) << body;
        EXPECT_EQ(first_error(refused), expected);
    }
    EXPECT_EQ(post(groups, admin, R"({"name":"N","opid":"ann-lee"})").status, 409);
    EXPECT_EQ(first_error(post(groups, admin, R"({"name":"TSUNAMI"})")),
              "/name is taken by another group");
}

// S0.4
TEST_P(Groups, WithAnOpidThatIsTakenAreRefusedByThatName)
{
    for (const std::string taken : {"ann-lee", "Donald", "tsunami", "TSUNAMI"}) {
        const auto refused = post(groups, admin, R"({"name":"Night","opid":")" + taken + R"("})");

        EXPECT_EQ(refused.status, 409) << taken;
        EXPECT_EQ(first_error(refused), "/opid is taken by another contact or group");
    }
    EXPECT_EQ(at(get(groups, admin), "/total"), "1");
}

// S0.54
TEST_P(Groups, WalkTheirMembersInTheOrderThatWasSavedLast)
{
    post(groups, admin, R"({"name":"Night","opid":"NIGHT","escalation":true,
        "failoverIntervalMs":60000,"members":["ANN-LEE","DONALD"]})");

    const auto saved = patch("/api/v1/groups/NIGHT", admin, R"({"members":["DONALD","ANN-LEE"]})");
    const auto id = submit(R"({"to":"NIGHT","text":"x"})");
    const auto first = get("/api/v1/messages/" + id, sender);
    node().advance(1min);
    const auto both = get("/api/v1/messages/" + id, sender);

    EXPECT_EQ(at(saved, "/members/0") + " " + at(saved, "/members/1"), "DONALD ANN-LEE");
    EXPECT_EQ(at(first, "/pages"), "1 items");
    EXPECT_EQ(at(first, "/pages/0/contact/opid"), "DONALD");
    EXPECT_EQ(at(both, "/pages"), "2 items");
    EXPECT_EQ(at(both, "/pages/1/contact/opid"), "ANN-LEE");
}

// S3.44, refused on save
TEST_P(Groups, AreNeverMembersOfThemselves)
{
    post(groups, admin, R"({"name":"Upper","opid":"UPPER","members":["TSUNAMI"]})");
    post(groups, admin, R"({"name":"Top","opid":"TOP-ONE","members":["UPPER"]})");

    const auto self = patch(tsunami, admin, R"({"members":["TSUNAMI"]})");
    const auto round = patch(tsunami, admin, R"({"members":["ANN-LEE","TOP-ONE"]})");
    const auto failover = patch(tsunami, admin, R"({"failovers":["TSUNAMI"]})");

    EXPECT_EQ(self.status, 422);
    EXPECT_EQ(round.status, 422);
    EXPECT_EQ(first_error(round), "/members would make the group a member of itself");
    EXPECT_EQ(failover.status, 422);
    EXPECT_EQ(patch(tsunami, admin, R"({"failovers":["TOP-ONE"]})").status, 200);
    EXPECT_EQ(at(get(tsunami, admin), "/memberCount"), "2") << "nothing was changed";
}

// S3.7
TEST_P(Groups, DoNotBetrayMembersOfHiddenDomains)
{
    const auto seen = get(tsunami, mary);
    const auto searched = get(std::string(groups) + "?q=tsu", mary);

    EXPECT_EQ(at(seen, "/members"), "1 items");
    EXPECT_EQ(at(seen, "/members/0"), "ANN-LEE");
    EXPECT_EQ(at(seen, "/memberCount"), "1");
    EXPECT_EQ(at(searched, "/items/0/memberCount"), "1");
    EXPECT_EQ(seen.body.find("DONALD"), std::string::npos);
    EXPECT_EQ(patch(tsunami, mary, R"({"members":["DONALD"]})").status, 422);
}

TEST_P(Groups, KeepMembersThatTheOneWhoSavesCannotSee)
{
    node().add(build::contact(13, "CARL-X").mail(131, "c@example.org").get());

    const auto saved = patch(tsunami, mary, R"({"members":["CARL-X"]})");

    ASSERT_EQ(saved.status, 200) << saved.body;
    EXPECT_EQ(at(saved, "/memberCount"), "1");
    const auto all = get(tsunami, admin);
    EXPECT_EQ(at(all, "/members/0") + " " + at(all, "/members/1"), "CARL-X DONALD");
}

// S0.66
TEST_P(Groups, TakeAndLoseMembersWithoutTouchingTheOthers)
{
    post(groups, admin, R"({"name":"Night","opid":"NIGHT","members":["DONALD"]})");
    const auto night = std::string(groups) + "/NIGHT/members";

    const auto added = post(night, admin, R"({"add":["ANN-LEE","DONALD","TSUNAMI"]})");
    EXPECT_EQ(added.status, 200) << added.body;
    EXPECT_EQ(at(added, "/members/0"), "DONALD");
    EXPECT_EQ(at(added, "/members/1"), "ANN-LEE");
    EXPECT_EQ(at(added, "/memberCount"), "3");
    EXPECT_EQ(at(post(night, admin, R"({"remove":["DONALD"]})"), "/members/0"), "ANN-LEE");

    EXPECT_EQ(post(night, admin, R"({"add":["NIGHT"]})").status, 422);
    EXPECT_EQ(post(night, admin, R"({"add":["DONALD"],"remove":["DONALD"]})").status, 422);
    EXPECT_EQ(post(night, admin, R"({"add":["NOBODY"]})").status, 422);
    EXPECT_EQ(at(get(std::string(groups) + "/NIGHT", admin), "/memberCount"), "2");
}

// S0.66
TEST_P(Groups, AreJoinedAndLeftByOneContactAllAtOnceOrNone)
{
    post(groups, admin, R"({"name":"Night","opid":"NIGHT"})");
    const auto of_ann = std::string(contacts) + "/ANN-LEE/groups";

    const auto joined = post(of_ann, admin, R"({"join":["NIGHT"],"leave":["TSUNAMI"]})");
    EXPECT_EQ(joined.status, 200) << joined.body;
    EXPECT_EQ(at(joined, "/groups"), "1 items");
    EXPECT_EQ(at(joined, "/groups/0"), "NIGHT");
    EXPECT_EQ(at(get(std::string(groups) + "/TSUNAMI", admin), "/members/0"), "DONALD");

    const auto refused = post(of_ann, admin, R"({"join":["TSUNAMI","DONALD"]})");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(at(get(std::string(groups) + "/TSUNAMI", admin), "/memberCount"), "1");
}

// S0.10, by the API
TEST_P(Groups, TakeAContactThatIsInSeveralAndEachShowsIt)
{
    post(groups, admin, R"({"name":"Night","opid":"NIGHT"})");
    post(groups, admin, R"({"name":"Day shift","opid":"DAY-SHIFT"})");

    const auto joined =
        post("/api/v1/contacts/ANN-LEE/groups", admin, R"({"join":["NIGHT","DAY-SHIFT"]})");

    EXPECT_EQ(joined.status, 200) << joined.body;
    EXPECT_EQ(at(get(std::string(groups) + "/NIGHT", admin), "/members/0"), "ANN-LEE");
    EXPECT_EQ(at(get(std::string(groups) + "/DAY-SHIFT", admin), "/members/0"), "ANN-LEE");
}

// S3.108, S3.109, by the API: the fields of the form, reached from the group
TEST_P(Groups, HaveKeywordsByWhichPeopleJoinThem)
{
    post(groups, admin, R"({"name":"Film club","opid":"FILMS"})");
    const auto keywords = std::string(groups) + "/FILMS/keywords";

    const auto made = post(keywords, admin, R"({"keyword":"movie","number":"4040",
        "joinedText":"Welcome","stopText":"Bye","helpText":"Ask the desk"})");

    ASSERT_EQ(made.status, 201) << made.body;
    const auto listed = get(keywords, admin);
    EXPECT_EQ(at(listed, "/items/0/keyword"), "MOVIE");
    EXPECT_EQ(at(listed, "/items/0/joinedText"), "Welcome");
    EXPECT_EQ(at(listed, "/items/0/stopText"), "Bye");
    EXPECT_EQ(at(listed, "/items/0/helpText"), "Ask the desk");
    EXPECT_EQ(post(keywords, admin, R"({"keyword":"movie"})").status, 422) << "all are asked for";
}

TEST_P(Groups, ChangeAndGoUnderTheirVersion)
{
    const auto changed = patch(tsunami, admin, R"({"name":"Flood","members":null})");

    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(at(changed, "/name"), "Flood");
    EXPECT_EQ(at(changed, "/memberCount"), "0");
    EXPECT_EQ(header(changed, "ETag"), "\"2\"");
    EXPECT_EQ(ask({"PATCH", tsunami, admin, "{}", {{"If-Match", "\"1\""}}}).status, 412);
    EXPECT_EQ(ask({"DELETE", tsunami, admin}).status, 428);
    EXPECT_EQ(remove(tsunami, admin).status, 204);
    EXPECT_EQ(get(tsunami, admin).status, 404);
    EXPECT_EQ(get("/api/v1/contacts/ANN-LEE", admin).status, 200) << "members stay";
    EXPECT_EQ(audit_trail(1).front(),
              store::TokenId{1}.text() + " group.remove " + store::GroupId{21}.text() + " ok");
}

class Registers : public ApiTest {};
HOUSE_ON_BOTH_ENGINES(Registers);

TEST_P(Registers, ShowDomainsThatThePrincipalReaches)
{
    const auto all = get("/api/v1/domains", admin);
    const auto some = get("/api/v1/domains", mary);

    EXPECT_EQ(at(all, "/items"), "2 items");
    EXPECT_EQ(at(all, "/items/1/name"), "VIPs");
    EXPECT_EQ(at(all, "/items/1/access"), "editor");
    EXPECT_EQ(at(some, "/items"), "1 items");
    EXPECT_EQ(at(some, "/items/0/shared"), "true");
}

TEST_P(Registers, ShowSourcesWithoutTheirCodes)
{
    auto coded = source(9, "coded", 1);
    coded.code_hash = "0123456789abcdef";
    node().add(coded);

    const auto all = get("/api/v1/sources", admin);

    EXPECT_EQ(at(all, "/items/0/name"), "monitor");
    EXPECT_EQ(at(all, "/items/0/principal/name"), "mary");
    EXPECT_EQ(at(all, "/items/0/hasCode"), "false");
    EXPECT_EQ(at(all, "/items/6/hasCode"), "true");
    EXPECT_EQ(all.body.find("0123456789abcdef"), std::string::npos);
}

} // namespace
} // namespace tests
