#include "api_house.h"

namespace tests {
namespace {

class Schedules : public ApiTest {
protected:
    static constexpr auto duty = "/api/v1/schedules/DUTY-ONE";

    /// Ann has even days, Donald odd ones, from 2027-01-11 (a Monday) 08:00 on.
    Response make()
    {
        return post(schedules, admin, R"({"opid":"duty-one","name":"Duty","layers":[{"name":"days",
            "turn":"day","begins":"2027-01-11","handoff":"08:00","people":["ANN-LEE","DONALD"]}]})");
    }
    std::string on_duty(const std::string& when)
    {
        return at(get(std::string(duty) + "/on-duty?at=" + when, admin), "/contact/opid");
    }
};
HOUSE_ON_BOTH_ENGINES(Schedules);

// X.1
TEST_P(Schedules, AreMadeAskedAndMembersOfGroups)
{
    const auto made = make();

    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(get(header(made, "Location"), admin).body, made.body);
    EXPECT_EQ(on_duty("2027-01-12T07:59:59Z"), "ANN-LEE");
    EXPECT_EQ(on_duty("2027-01-12T08:00:00Z"), "DONALD");
    const auto asked = get(std::string(duty) + "/on-duty?at=2027-01-12T08:00:00Z", sender);
    EXPECT_EQ(at(asked, "/until"), "2027-01-13T08:00:00.000Z");
    EXPECT_EQ(at(asked, "/layer") + " " + at(asked, "/by"), "days layer");
    EXPECT_EQ(on_duty("2027-01-11T07:59:59Z"), "-") << "before it begins";
    const auto group = post(groups, admin, R"({"name":"N","opid":"NIGHT","members":["DUTY-ONE"]})");
    EXPECT_EQ(at(group, "/members/0"), "DUTY-ONE");
    EXPECT_EQ(audit_trail(2)[1],
              store::TokenId{1}.text() + " schedule.create " + at(made, "/id") + " ok");
    const auto id = submit(R"({"to":"NIGHT","text":"x"})");
    EXPECT_EQ(at(get("/api/v1/messages/" + id, admin), "/pages/0/onDutyIn/opid"), "DUTY-ONE");
}

// X.1
TEST_P(Schedules, TellTheirGapsWithBeginAndEnd)
{
    make();

    const auto gaps =
        get(std::string(duty) + "/gaps?from=2027-01-11T00:00:00Z&to=2027-02-11T00:00:00Z", admin);

    EXPECT_EQ(at(gaps, "/items"), "1 items");
    EXPECT_EQ(at(gaps, "/items/0/from") + " " + at(gaps, "/items/0/to"),
              "2027-01-11T00:00:00.000Z 2027-01-11T08:00:00.000Z");
    EXPECT_EQ(get(std::string(duty) + "/gaps?to=2020-01-01T00:00:00Z", admin).status, 400);
    EXPECT_EQ(get(std::string(duty) + "/gaps?to=2099-01-01T00:00:00Z", admin).status, 400);
}

// X.1
TEST_P(Schedules, TakeOverridesAndSwapsThatAreApproved)
{
    make();
    const std::string span = R"("from":"2027-01-11T08:00:00Z","to":"2027-01-12T08:00:00Z"})";

    const auto swapped =
        post(std::string(duty) + "/swaps", admin, R"({"giver":"ANN-LEE","taker":"DONALD",)" + span);
    EXPECT_EQ(on_duty("2027-01-11T09:00:00Z"), "ANN-LEE") << "only asked for";
    const auto decision = std::string(duty) + "/swaps/" + at(swapped, "/swaps/0/id") + "/decision";
    const auto approved = post(decision, admin, R"({"state":"approved"})");
    EXPECT_EQ(at(approved, "/swaps/0/state"), "approved");
    EXPECT_EQ(on_duty("2027-01-11T09:00:00Z"), "DONALD");
    EXPECT_EQ(post(decision, admin, R"({"state":"refused"})").status, 409) << "decided already";
    const auto instead =
        post(std::string(duty) + "/overrides", admin, R"({"contact":"ANN-LEE",)" + span);
    EXPECT_EQ(on_duty("2027-01-11T09:00:00Z"), "ANN-LEE") << "an override beats a swap";
    EXPECT_EQ(header(instead, "ETag"), header(get(duty, admin), "ETag"));
    ask({"DELETE", std::string(duty) + "/overrides/" + at(instead, "/overrides/0/id"), admin});
    EXPECT_EQ(on_duty("2027-01-11T09:00:00Z"), "DONALD");
}

TEST_P(Schedules, WithFieldsThatAreWrongAreRefused)
{
    const std::string good = R"({"opid":"DUTY-TWO","name":"N","layers":[{"begins":"2027-01-11",)";
    const std::pair<std::string, const char*> cases[] = {
        {R"({"opid":"DUTY-TWO"})", "/name is missing"},
        {R"({"opid":"DUTY-TWO","name":"N","zone":"Mars/Base"})",
         "/zone is no time zone that is known here"},
        {R"({"opid":"DUTY-TWO","name":"N","layers":[{"people":["ANN-LEE"]}]})",
         "/layers/0/begins is missing"},
        {R"({"opid":"DUTY-TWO","name":"N","layers":[{"begins":"2027-02-30","people":[null]}]})",
         "/layers/0/begins must be a day such as 2026-01-05"},
        {good + R"("people":["TSUNAMI"]}]})", "/layers/0/people/0 must be the OPID of a contact"},
        {good + R"("people":[]}]})", "/layers/0/people must have at least one entry"},
        {good + R"("people":[null],"handoff":"24:00"}]})",
         "/layers/0/handoff must be a time of day such as 07:00"},
        {good + R"("people":[null],"hours":[{"days":["mo"],"from":"08:00","to":"09:00"}]}]})",
         "/layers/0/hours/0/days/0 must be one of: mon, tue, wed, thu, fri, sat, sun"},
        {good + R"("people":[null],"hours":[{"from":"08:00"}]}]})",
         "/layers/0/hours/0/to is missing"}};
    for (const auto& [body, error] : cases) {
        const auto refused = post(schedules, admin, body);

        EXPECT_EQ(refused.status, 422) << body;
        EXPECT_EQ(first_error(refused), error);
    }
    make();
    const auto backwards =
        post(std::string(duty) + "/overrides", admin,
             R"({"contact":"ANN-LEE","from":"2027-01-12T00:00:00Z","to":"2027-01-11T00:00:00Z"})");
    EXPECT_EQ(first_error(backwards), "/to must be later than from");
    EXPECT_EQ(post(schedules, admin, R"({"opid":"DUTY-TWO","name":"Duty"})").status, 409);
}

// S3.7
TEST_P(Schedules, ShowNobodyWhomTheCallerMayNotSee)
{
    make();
    const auto seen = get(duty, mary);

    EXPECT_EQ(at(seen, "/layers/0/people/0"), "ANN-LEE");
    EXPECT_EQ(at(seen, "/layers/0/people/1"), donald.text());
    EXPECT_EQ(post(schedules, mary, R"({"opid":"DUTY-TWO","name":"N","layers":[{"begins":
        "2027-01-11","people":["DONALD"]}]})")
                  .status,
              422);
    auto again = patch(duty, mary,
                       R"({"layers":[{"begins":"2027-01-11","people":["ANN-LEE",")" +
                           donald.text() + R"("]}]})");
    EXPECT_EQ(again.status, 200) << again.body;
    EXPECT_EQ(at(get(duty, admin), "/layers/0/people/1"), "DONALD");
}

// X.19, X.1
TEST_P(Schedules, WithNobodyOnDutyAreRefusedToTheSenderUnlessThereIsALastResort)
{
    make();
    post(schedules, admin, R"({"opid":"DUTY-TWO","name":"Never","layers":[]})");
    patch("/api/v1/schedules/DUTY-TWO", admin,
          R"({"layers":[{"begins":"2099-01-01","people":["ANN-LEE"]}]})");

    const auto refused = post(messages, sender, R"({"to":["ANN-LEE","DUTY-TWO"],"text":"x"})");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(first_error(refused), "/to/1 nobody is on duty there now");
    house().rules.last_resort = "ANN-LEE";
    const auto id = submit(R"({"to":"DUTY-TWO","text":"x"})");
    const auto story = get("/api/v1/messages/" + id, admin);
    EXPECT_EQ(at(story, "/pages/0/contact/opid"), "ANN-LEE");
    EXPECT_EQ(at(story, "/explain/0/why"), "nobody_on_duty");
    EXPECT_EQ(at(story, "/explain/0/who/opid"), "DUTY-TWO");
}

class Availability : public ApiTest {
protected:
    static constexpr auto own = "/api/v1/inbox/availability";
};
HOUSE_ON_BOTH_ENGINES(Availability);

// X.5, X.6
TEST_P(Availability, IsTheContactsOwnToSayAndVisibleToSenders)
{
    const auto asked =
        patch(own, donald_device,
              R"({"zone":"UTC","quietHours":[{"days":["mon","sun"],"from":"22:00","to":"07:00"}],
              "doNotDisturb":{"until":"2030-01-01T00:00:00Z","standIn":"ann-lee"}})");

    ASSERT_EQ(asked.status, 200) << asked.body;
    EXPECT_EQ(at(asked, "/doNotDisturb/standIn"), "ANN-LEE");
    EXPECT_EQ(at(asked, "/quietHours/0/days"), "2 items");
    EXPECT_EQ(get(own, donald_device).body, asked.body);
    const auto seen = get("/api/v1/contacts/DONALD/availability", sender);
    EXPECT_EQ(at(seen, "/state") + " " + at(seen, "/until") + " " + at(seen, "/standIn"),
              "do_not_disturb 2030-01-01T00:00:00.000Z ANN-LEE");
    EXPECT_EQ(get("/api/v1/contacts/DONALD/availability", other).status, 404) << "hidden";
    EXPECT_EQ(at(get("/api/v1/contacts/ANN-LEE/availability", other), "/state"), "available");
    EXPECT_EQ(at(get("/api/v1/contacts/DONALD", admin), "/doNotDisturb/standIn"), "ANN-LEE");
    EXPECT_EQ(patch(own, donald_device, R"({"doNotDisturb":null})").status, 200);
    EXPECT_EQ(at(get("/api/v1/contacts/DONALD/availability", sender), "/state"), "available");
    EXPECT_EQ(at(get(own, donald_device), "/quietHours"), "1 items");
}

// X.5
TEST_P(Availability, TakesNoStandInWhoIsNotToBeDisturbedEither)
{
    const std::string until = R"({"doNotDisturb":{"until":"2030-01-01T00:00:00Z")";
    ASSERT_EQ(patch(own, ann_device, until + "}}").status, 200);

    const std::pair<std::string, const char*> cases[] = {
        {until + R"(,"standIn":"ANN-LEE"}})",
         "/doNotDisturb/standIn is not to be disturbed either"},
        {until + R"(,"standIn":"DONALD"}})", "/doNotDisturb/standIn must be somebody else"},
        {until + R"(,"standIn":"TSUNAMI"}})",
         "/doNotDisturb/standIn must be the OPID of a contact"},
        {R"({"doNotDisturb":{"until":"2020-01-01T00:00:00Z"}})", "/doNotDisturb/until has passed"},
        {R"({"doNotDisturb":{}})", "/doNotDisturb/until must be a date and time"},
        {R"({"zone":"Mars"})", "/zone is no time zone that is known here"}};
    for (const auto& [body, error] : cases) {
        const auto refused = patch(own, donald_device, body);

        EXPECT_EQ(refused.status, 422) << body;
        EXPECT_EQ(first_error(refused), error);
    }
    EXPECT_EQ(audit_trail(1)[0].find("contact.availability") == std::string::npos, false);
}

} // namespace
} // namespace tests
