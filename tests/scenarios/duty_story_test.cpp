// On call: the schedule is asked when a page goes out, on the clock of its place (X.1).
#include "tests/scenarios/scenario.h"

namespace tests {
namespace {

using DutyStory = OnBothEngines;
STORIES_ON_BOTH_ENGINES(DutyStory);

void make(const Installation& house, const std::string& what, const std::string& body)
{
    const auto made = house.http("POST", "/api/v1/" + what, "admin", body);
    ASSERT_EQ(made.status, 201) << made.body;
}

std::vector<std::string> paged(const Installation& house)
{
    std::vector<std::string> names;
    const auto pages = message(house, newest_message(house))->getArray("pages");
    for (std::size_t i = 0; i < pages->size(); ++i)
        names.push_back(pages->getObject(static_cast<unsigned>(i))
                            ->getObject("contact")
                            ->getValue<std::string>("opid"));
    return names;
}

void page(Installation& house, const std::string& recipient, const std::string& id)
{
    house.wctp(submit_request(house.code(), recipient, "Bed 3: no pulse", id));
    house.settle();
}

// X.1, X.19
TEST_P(DutyStory, WhoeverIsOnDutyIsPagedAndWhereNobodyIsTheNextOneAtOnce)
{
    Installation house(wishes());
    make(house, "schedules", R"({"opid":"DUTY-ONE","name":"Duty","layers":[{"begins":"2020-01-06",
        "people":["BEN-OKORO"]}]})");
    make(house, "schedules", R"({"opid":"NEVER-ONE","name":"Never","layers":[{"begins":
        "2099-01-05","people":["BEN-OKORO"]}]})");
    make(house, "groups", R"({"opid":"TEAM-ONE","name":"Team","escalation":true,
        "failoverIntervalMs":60000,"members":["NEVER-ONE","DUTY-ONE"],
        "failovers":["EMIL-BRANDT"]})");

    page(house, "DUTY-ONE", "m-1");
    EXPECT_EQ(paged(house), std::vector<std::string>{"BEN-OKORO"});
    page(house, "TEAM-ONE", "m-2");
    house.advance(1s);
    EXPECT_EQ(paged(house), std::vector<std::string>{"BEN-OKORO"}) << "nobody was before him";

    house.http("POST", "/api/v1/schedules/DUTY-ONE/overrides", "admin",
               R"({"contact":"DORA-LINDT","from":"2020-01-06T00:00:00Z",
               "to":"2090-01-06T00:00:00Z"})");
    page(house, "DUTY-ONE", "m-3");
    EXPECT_EQ(paged(house), std::vector<std::string>{"DORA-LINDT"});

    const auto refused = house.wctp(submit_request(house.code(), "NEVER-ONE", "x", "m-4"));
    EXPECT_TRUE(contains(refused, "errorCode=\"403\"")) << refused;
    EXPECT_TRUE(contains(refused, "nobody is on duty")) << refused;
}

// X.1
TEST_P(DutyStory, TheClockOfThePlaceCountsAlsoInTheNightInWhichItIsPutBack)
{
    Installation house(wishes());
    make(house, "schedules", R"({"opid":"NIGHTS","name":"Nights","zone":"Europe/Berlin","layers":
        [{"turn":"day","begins":"2026-10-24","handoff":"08:00",
          "people":["BEN-OKORO","DORA-LINDT"]}]})");
    const auto on_duty = [&](const std::string& at) {
        return house.belfry({"on-duty", "NIGHTS", "--at", at}).out;
    };

    EXPECT_TRUE(on_duty("2026-10-24T06:00:00Z")
                    .starts_with("BEN-OKORO Ben Okoro (layer) until "
                                 "2026-10-25T07:00:00"));
    EXPECT_TRUE(on_duty("2026-10-25T06:59:59Z").starts_with("BEN-OKORO"));
    EXPECT_TRUE(on_duty("2026-10-25T07:00:00Z").starts_with("DORA-LINDT"));
    EXPECT_TRUE(on_duty("2026-10-24T05:59:59Z").starts_with("nobody"));
}

} // namespace
} // namespace tests
