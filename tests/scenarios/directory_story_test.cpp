// What administrators save stays, and what they remove is refused with a reason.
#include "tests/scenarios/scenario.h"

namespace tests {
namespace {

using DirectoryStory = OnBothEngines;
STORIES_ON_BOTH_ENGINES(DirectoryStory);

void make(const Installation& house, const std::string& what, const std::string& body)
{
    const auto made = house.http("POST", "/api/v1/" + what, "admin", body);
    ASSERT_EQ(made.status, 201) << made.body;
}

// S0.33, S0.64
TEST_P(DirectoryStory, WhatWasSavedIsThereAfterTheProcessWasKilled)
{
    Installation house(wishes());
    make(house, "contacts", R"({"opid":"NEW-NURSE","firstName":"New","lastName":"Nurse",
        "details":[{"kind":"phone","address":"+15550100999"}]})");
    make(house, "groups", R"({"opid":"NEW-WARD","name":"New ward","members":["NEW-NURSE"],
        "escalation":true,"factor":"replied"})");

    house.kill();
    house.start();

    EXPECT_TRUE(
        contains(house.http("GET", "/api/v1/contacts/NEW-NURSE", "admin").body, "+15550100999"));
    const auto group = house.http("GET", "/api/v1/groups/NEW-WARD", "admin").body;
    EXPECT_TRUE(contains(group, R"("members":["NEW-NURSE"])")) << group;
    EXPECT_TRUE(contains(group, R"("factor":"replied")")) << group;
}

// S0.65
TEST_P(DirectoryStory, ARemovedGroupLeavesItsMembersAndItsAddressIsRefusedWithAReason)
{
    Installation house(wishes());
    make(house, "groups", R"({"opid":"NEW-WARD","name":"New ward","members":["ADA-KING"]})");

    const auto removed =
        house.http("DELETE", "/api/v1/groups/NEW-WARD", "admin", "", {"If-Match: *"});

    EXPECT_EQ(removed.status, 204) << removed.body;
    EXPECT_EQ(house.http("GET", "/api/v1/contacts/ADA-KING", "admin").status, 200);
    const auto by_wctp = house.wctp(submit_request(house.code(), "NEW-WARD", "x", "m-1"));
    EXPECT_TRUE(contains(by_wctp, "errorCode=\"403\"")) << by_wctp;
    const auto by_mail = house.mail("new-ward@" + std::string(Installation::domain));
    EXPECT_TRUE(contains(by_mail.out, "550 5.1.1")) << by_mail.out;
}

} // namespace
} // namespace tests
