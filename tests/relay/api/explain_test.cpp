// D2: for each message and person, why they got it or did not.
#include "api_house.h"

namespace tests {
namespace {

using store::Channel;
using store::ContactId;
using store::GroupId;
using store::Member;

class Explain : public ApiTest {
protected:
    static std::string one(const std::string& id) { return "/api/v1/messages/" + id; }
    /// All that the API says about one person, in one line.
    std::string about(store::MessageId message, const std::string& who, const std::string& token)
    {
        const auto response = get(one(message.text()) + "/explain?contact=" + who, token);
        if (response.status != 200)
            return std::to_string(response.status);
        const auto json = json_of(response);
        std::string said = at(json, "/answer");
        for (int line = 0; at(json, "/lines/" + std::to_string(line)) != "-"; ++line) {
            const auto pointer = "/lines/" + std::to_string(line);
            const auto why = at(json, pointer + "/why");
            said += "; " + at(json, pointer + "/what") + " " +
                    (why == "-" ? at(json, pointer + "/reason") : why);
        }
        return said;
    }
    bool explains(const std::string& to, const std::string& who, const std::string& why,
                  store::Message message = build::message())
    {
        const auto id = node().submit(std::move(message), to);
        const auto said = about(id, who, admin);
        return (said + ";").find(" " + why + ";") != std::string::npos ||
               (ADD_FAILURE() << who << ": " << said, false);
    }
    /// A nurse whose only redundancy is by text, at once.
    build::ContactBuilder nurse(std::int64_t id, const std::string& opid)
    {
        return build::contact(id, opid).redundancy(Channel::Sms, 0min);
    }
};
HOUSE_ON_BOTH_ENGINES(Explain);

// D2: the domain, which those who do not reach it are not even told of (S3.7)
TEST_P(Explain, NamesADomainToWhoReachesItAndToNobodyElse)
{
    const auto taken = post(messages, other, R"({"to":"TSUNAMI","text":"x"})");
    const auto id = store::MessageId::parse(at(taken, "/messages/0/id")).value();

    EXPECT_EQ(about(id, "DONALD", admin), "left_out; left_out domain");
    EXPECT_EQ(about(id, "DONALD", mary), "404");
    EXPECT_EQ(about(id, "DONALD", other), "404");
    EXPECT_EQ(about(id, "NOBODY", other), "404");
    EXPECT_TRUE(about(id, "ANN-LEE", other).starts_with("paged; paged through"));
}

TEST_P(Explain, NamesWhatIsWrongWithAnAddress)
{
    node().add(nurse(31, "OPTED-OUT").phone(311, "+49301", true).get());
    node().add(nurse(32, "NO-PHONE").mail(321, "n@example.org").get());
    node().add(nurse(33, "BAD-PHONE").phone(331, "+49303").get());
    node().write([&](auto& connection) {
        store::ContactRepository people(connection, fresh().vault());
        EXPECT_FALSE(people.record_bad_address({331}));
        EXPECT_TRUE(people.record_bad_address({331}));
    });
    node().refresh_directory();

    EXPECT_TRUE(explains("OPTED-OUT", "OPTED-OUT", "opted_out"));
    EXPECT_TRUE(explains("NO-PHONE", "NO-PHONE", "no_address"));
    EXPECT_TRUE(explains("BAD-PHONE", "BAD-PHONE", "invalid_address"));
}

TEST_P(Explain, NamesDutyAndRest)
{
    auto resting = nurse(34, "AT-REST").phone(341, "+49304").get();
    resting.do_not_disturb = {clock.now() + 8h, ann};
    node().add(resting);
    auto asleep = nurse(35, "BY-NIGHT").phone(351, "+49305").get();
    asleep.quiet_hours = {{.from = 0, .to = 0}};
    node().add(asleep);
    node().add(build::schedule(41, "ON-CALL", {ann, {35}}));
    auto short_lived = build::message();
    short_lived.expires = clock.now() + 10min;

    EXPECT_TRUE(explains("ON-CALL", "BY-NIGHT", "off_duty"));
    EXPECT_TRUE(explains("AT-REST", "AT-REST", "do_not_disturb"));
    EXPECT_TRUE(explains("BY-NIGHT", "BY-NIGHT", "quiet_hours", short_lived));
}

TEST_P(Explain, NamesTheWaysThroughGroups)
{
    node().add(build::group(53, "GROUP-NIL", {}));
    auto second = build::group(52, "GROUP-TWO", {ann});
    node().add(second);
    node().add(build::group(51, "GROUP-ONE", {ann, GroupId{52}, GroupId{53}}));
    second.members.emplace_back(GroupId{51});
    node().write([&](auto& connection) {
        EXPECT_TRUE(store::GroupRepository(connection, fresh().vault()).update(second));
    });
    node().refresh_directory();
    node().add(nurse(38, "SECOND-ONE").phone(381, "+49308").get());
    node().add(build::escalating(54, "CHAIN-ONE", {ann, ContactId{38}}));

    const auto id = node().submit(build::message(), "GROUP-ONE");
    const auto whole = get(one(id.text()), admin).body;
    EXPECT_NE(whole.find(R"("why":"loop_cut")"), std::string::npos);
    EXPECT_NE(whole.find(R"("why":"empty_group")"), std::string::npos);
    EXPECT_TRUE(explains("GROUP-ONE", "ANN-LEE", "duplicate"));
    EXPECT_TRUE(explains("CHAIN-ONE", "SECOND-ONE", "not_its_turn"));
    EXPECT_EQ(about(id, "DONALD", admin), "not_addressed");
}

TEST_P(Explain, NamesTheEndOfWhatWentOut)
{
    node().add(nurse(36, "LATE-COMER").phone(361, "+49306").get());
    auto late = build::message();
    late.expires = clock.now() + 5min;
    node().add(
        build::contact(37, "TOO-LATE").phone(371, "+49307").redundancy(Channel::Sms, 10min).get());
    channels.sms.answer_always(
        relay::channels::Refused{relay::channels::Blame::Provider, "451", "filtered"});

    EXPECT_TRUE(explains("TOO-LATE", "TOO-LATE", "after_expiry", late));
    const auto id = node().submit(build::message(), "LATE-COMER");
    EXPECT_NE(about(id, "LATE-COMER", admin).find("(451)"), std::string::npos)
        << about(id, "LATE-COMER", admin);
    const auto whole = get(one(id.text()) + "/explain?contact=LATE-COMER", admin).body;
    EXPECT_NE(whole.find(R"("channel":"sms")"), std::string::npos) << whole;
}

TEST_P(Explain, AsksAboutWhom)
{
    const auto id = node().submit(build::message(), "ANN-LEE").text();

    EXPECT_EQ(get(one(id) + "/explain", admin).status, 400);
    EXPECT_EQ(get(one(id) + "/explain?contact=TSUNAMI", admin).status, 404);
    EXPECT_EQ(get("/api/v1/messages/msg_x/explain?contact=ann", admin).status, 404);
    EXPECT_EQ(get(one(id) + "/explain?contact=ann", sender).status, 404) << "another source's";
    EXPECT_EQ(get(one(id) + "/explain?contact=" + ann.text(), admin).status, 200);
}

} // namespace
} // namespace tests
