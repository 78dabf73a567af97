// Another WCTP gateway that tells us what became of a page, or is asked about each.
#include "tests/scenarios/two_houses.h"

namespace tests {
namespace {

class PeerStory : public testing::TestWithParam<std::string> {
protected:
    PeerStory() : houses_(told_as(GetParam()), near_wishes(near_port_)) {}

    const std::uint16_t near_port_ = free_port();
    TwoHouses houses_;

private:
    Between told_as(const std::string& mode) const
    {
        return {"    mode: " + mode +
                    "\n    responses:\n      networks: [127.0.0.0/8]\n    poll_interval: 1s\n",
                {"callback_url: http://127.0.0.1:" + std::to_string(near_port_) + "/wctp",
                 "callback_networks: [127.0.0.0/8]"}};
    }
    static Wishes near_wishes(std::uint16_t port)
    {
        Wishes wishes;
        wishes.http_port = port;
        return wishes;
    }
};

INSTANTIATE_TEST_SUITE_P(As, PeerStory, testing::Values("enterprise", "transient"),
                         [](const auto& given) { return given.param; });

// X.15, D1
TEST_P(PeerStory, AnAnswerInTheFarHouseComesBackToWhoAskedInTheNearOne)
{
    houses_.page();
    EXPECT_TRUE(contains(houses_.near->belfry({"status", "latest"}).out, "wctp_peer"));

    houses_.answer(2);
    houses_.until([&] { return houses_.heard(">No<") > 0; });

    EXPECT_EQ(houses_.heard(">No<"), 1U) << houses_.near->log();
    EXPECT_TRUE(contains(houses_.near->belfry({"status", "latest"}).out, "replied"));
}

TEST_P(PeerStory, ATryThatIsRepeatedIsOnePageThere)
{
    houses_.far->kill();
    houses_.page_nobody_takes();
    houses_.far->start();
    houses_.near->advance(1min);
    houses_.far->settle();
    houses_.near->advance(1min);
    houses_.far->settle();

    EXPECT_EQ(pages_in_inbox(*houses_.far).size(), 1U);
}

} // namespace
} // namespace tests
