// Another WCTP gateway that cannot call us and keeps its news until we fetch them.
#include "tests/scenarios/two_houses.h"

namespace tests {
namespace {

class PeerPollStory : public OnBothEngines {
protected:
    static TwoHouses houses()
    {
        const Between polled{"    poll: true\n    poll_interval: 10s\n", {"reply_mode: poll"}};
        return {polled, wishes(), wishes()};
    }
    /// How many statuses and replies the far house still keeps for the near one.
    static std::size_t kept(const TwoHouses& houses)
    {
        const auto story = message(*houses.far, newest_message(*houses.far));
        const auto lines = story->getArray("timeline");
        std::size_t fetched = 0;
        for (std::size_t at = 0; at < lines->size(); ++at) {
            const auto line = lines->getObject(static_cast<unsigned>(at));
            fetched += line->getValue<std::string>("what") == "fetched" ? 1 : 0;
        }
        return story->getArray("notices")->size() - fetched;
    }
};
STORIES_ON_BOTH_ENGINES(PeerPollStory);

// X.15, D1
TEST_P(PeerPollStory, WhatTheFarHouseKeepsIsFetchedOnceAndAcknowledged)
{
    auto houses = PeerPollStory::houses();
    houses.page();

    houses.answer(2);
    houses.until([&] { return houses.heard(">No<") > 0; });
    EXPECT_EQ(houses.heard(">No<"), 1U) << houses.near->log();
    EXPECT_TRUE(contains(houses.near->belfry({"status", "latest"}).out, "replied"));
    houses.until([&] { return kept(houses) == 0; });

    EXPECT_EQ(kept(houses), 0U) << "it was told that we have it";
    EXPECT_EQ(houses.heard(">No<"), 1U);
}

// U.15
TEST_P(PeerPollStory, KilledBeforeItCouldAcknowledgeItHearsAgainAndActsOnce)
{
    auto houses = PeerPollStory::houses();
    houses.page();
    houses.near->kill(); // its first question comes after the answer then, and is the only one
    houses.answer(1);
    houses.far->advance(11s); // else it would be asked too soon
    houses.near->start();
    houses.once_until([&] { return houses.heard(">Yes<") > 0; });
    houses.near->settle(); // that it was pushed is written down; else it would be pushed again
    // The acknowledgement goes with the next question, which its clock has not reached.
    houses.near->kill();
    houses.far->advance(11s);
    ASSERT_GT(kept(houses), 0U) << "nothing was lost with it";

    houses.near->start();
    houses.until([&] { return kept(houses) == 0; });

    EXPECT_EQ(kept(houses), 0U) << houses.near->log();
    EXPECT_EQ(houses.heard(">Yes<"), 1U) << "acted on twice";
    const auto story = message(*houses.near, newest_message(*houses.near));
    EXPECT_EQ(story->getArray("replies")->size(), 1U);
}

TEST_P(PeerPollStory, AFarHouseThatWasAwayLosesNothing)
{
    auto houses = PeerPollStory::houses();
    houses.page();
    houses.near->kill(); // it does not ask before the far house is away
    houses.answer(2);
    houses.far->kill();
    houses.near->start();
    houses.near->advance(1min);
    EXPECT_EQ(houses.heard(">No<"), 0U);

    houses.far->start();
    houses.until([&] { return houses.heard(">No<") > 0; });

    EXPECT_EQ(houses.heard(">No<"), 1U) << houses.near->log();
}

} // namespace
} // namespace tests
