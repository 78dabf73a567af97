// Two houses: the second reaches somebody for the first, and says what became of the page.
#include "tests/scenarios/scenario.h"
#include <thread>

namespace tests {
namespace {

std::string near_ports(const std::string& mode, std::uint16_t far_port)
{
    return "  wctp_peer:\n    url: http://127.0.0.1:" + std::to_string(far_port) +
           "/wctp\n    mode: " + mode +
           "\n    sender_id: demo@monitor.example\n    code_file: wctp.code\n"
           "    responses:\n      networks: [127.0.0.0/8]\n    poll_interval: 1s\n";
}

/// Ada carries a device of the other house besides, and its words may leave.
const std::pair<std::string, std::string> ada_there{
    "      - phone: \"+15550100101\"\n      - email: ada.king@hospital.example\n"
    "    copies: [email]       # at once, whatever happens\n",
    "      - wctp: BEN-OKORO\n    copies: [wctp_peer]\n    secure: false\n"
    "    acknowledged_by: the console\n"};

class TwoHouses : public testing::TestWithParam<std::string> {
protected:
    void SetUp() override
    {
        const auto near_port = free_port();
        Wishes far_wishes;
        far_wishes.directory_changes = {
            pushed_to("http://127.0.0.1:" + std::to_string(near_port) + "/wctp"),
            {"contact: ADA-KING, file", "contact: BEN-OKORO, file"}};
        far.emplace(far_wishes);
        Wishes near_wishes;
        near_wishes.http_port = near_port;
        near_wishes.more_channels = near_ports(GetParam(), far->http_port());
        near_wishes.directory_changes = {ada_there,
                                         {"      - {channel: sms, delay: 20s, unless: read}\n"
                                          "      - {channel: email, delay: 40s, unless: read}\n",
                                          "      - {channel: snpp, delay: 20s, unless: read}\n"},
                                         pushed_to(sender.url())};
        near.emplace(near_wishes);
    }

    void page()
    {
        page_nobody_takes();
        far->settle();
    }
    void page_nobody_takes()
    {
        near->wctp(submit_choices(near->code(), "ADA-KING", "Coming?", "m-7", {"Yes", "No"}));
        near->settle();
    }
    /// Who asks looks once a second and asks when its clock says so again.
    void until(const std::string& part)
    {
        for (int tries = 0; tries < 200 && count_with(sender.documents(), part) == 0; ++tries) {
            far->advance(11s);
            near->advance(11s);
            std::this_thread::sleep_for(100ms); // the poller's second is a real one
        }
    }

    WctpHost sender;
    std::optional<Installation> far;
    std::optional<Installation> near;
};

INSTANTIATE_TEST_SUITE_P(As, TwoHouses, testing::Values("enterprise", "transient"),
                         [](const auto& given) { return given.param; });

// X.15, D1
TEST_P(TwoHouses, AnAnswerInTheFarHouseComesBackToWhoAskedInTheNearOne)
{
    page();
    const auto there = pages_in_inbox(*far);
    ASSERT_EQ(there.size(), 1U);
    EXPECT_TRUE(contains(near->belfry({"status", "latest"}).out, "wctp_peer"));

    far->http("POST", "/api/v1/inbox/" + there[0] + "/reply", "inbox", R"({"choice":2})");
    until(">No<");

    EXPECT_EQ(count_with(sender.documents(), ">No<"), 1U) << near->log();
    EXPECT_TRUE(contains(near->belfry({"status", "latest"}).out, "replied"));
}

TEST_P(TwoHouses, ATryThatIsRepeatedIsOnePageThere)
{
    far->kill();
    page_nobody_takes();
    far->start();
    near->advance(1min);
    far->settle();
    near->advance(1min);
    far->settle();

    EXPECT_EQ(pages_in_inbox(*far).size(), 1U);
}

} // namespace
} // namespace tests
