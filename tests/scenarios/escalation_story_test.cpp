// CARDIO-ONCALL of the quickstart: Ben, then Dora, then Emil as failover, 30 s each, until read.
#include "tests/scenarios/scenario.h"

namespace tests {
namespace {

using EscalationStory = OnBothEngines;
STORIES_ON_BOTH_ENGINES(EscalationStory);

void page_cardiology(Installation& house, const std::string& control = {})
{
    house.wctp(submit_request(house.code(), "CARDIO-ONCALL", "Bed 3: no pulse", "m-1", control));
    house.settle();
}

/// Names of the contacts that were paged, in order.
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

// S0.53, S0.60, the chain exhausted
TEST_P(EscalationStory, PagesOneAfterAnotherAndThenReportsThatNobodyAnswered)
{
    Installation house(wishes());
    page_cardiology(house);

    EXPECT_EQ(paged(house), std::vector<std::string>({"BEN-OKORO"}));
    house.advance(30s);
    EXPECT_EQ(paged(house), std::vector<std::string>({"BEN-OKORO", "DORA-LINDT"}));
    house.advance(30s);
    EXPECT_EQ(paged(house), std::vector<std::string>({"BEN-OKORO", "DORA-LINDT", "EMIL-BRANDT"}));
    EXPECT_EQ(house.mails_to("duty.office@hospital.example").size(), 0u);
    house.advance(30s);

    const auto reports = house.mails_to("duty.office@hospital.example");
    ASSERT_EQ(reports.size(), 1u);
    EXPECT_TRUE(contains(reports.front(), "Ben Okoro"));
    EXPECT_TRUE(contains(reports.front(), "Emil Brandt"));
    EXPECT_FALSE(contains(reports.front(), "no pulse"));
    house.advance(10min);
    EXPECT_EQ(paged(house).size(), 3u);
    EXPECT_EQ(house.mails_to("duty.office@hospital.example").size(), 1u);
}

TEST_P(EscalationStory, TheFailoverCopyIsMarked)
{
    Installation house(wishes());

    page_cardiology(house);
    house.advance(61s);

    const auto mails = house.mails_to("emil.brandt@hospital.example");
    ASSERT_EQ(mails.size(), 1u);
    EXPECT_TRUE(contains(mails.front(), "Subject: FO:")) << mails.front();
}

// S0.57
TEST_P(EscalationStory, ReadingEndsTheWalk)
{
    auto wish = wishes();
    wish.directory_changes = {
        {"tokens:\n",
         "tokens:\n  - {name: demo-ben, scope: inbox, contact: BEN-OKORO, file: ben.token}\n"}};
    Installation house(wish);
    page_cardiology(house);

    house.http("POST", "/api/v1/inbox/" + pages_in_inbox(house, "ben").front() + "/read", "ben");
    house.advance(10min);

    EXPECT_EQ(paged(house), std::vector<std::string>({"BEN-OKORO"}));
    EXPECT_EQ(house.mails_to("duty.office@hospital.example").size(), 0u);
    EXPECT_EQ(house.sms().size(), 0u);
}

TEST_P(EscalationStory, GoesOnAfterTheProcessWasKilledInTheMiddle)
{
    auto wish = wishes();
    wish.manual_clock = false;
    wish.directory_changes = {{"failover_interval: 30s", "failover_interval: 1s"}};
    Installation house(wish);
    house.wctp(submit_request(house.code(), "CARDIO-ONCALL", "Bed 3", "m-1"));

    house.kill();
    house.start();
    while (house.mails_to("duty.office@hospital.example").empty())
        house.http("GET", "/readyz"); // real time passes

    EXPECT_EQ(paged(house), std::vector<std::string>({"BEN-OKORO", "DORA-LINDT", "EMIL-BRANDT"}));
}

} // namespace
} // namespace tests
