// What operators do to messages at the command line, and what they ask before. FEATURES S0.64, X.4,
// D3.
#include "tests/scenarios/scenario.h"

namespace tests {
namespace {

class CommandStory : public OnBothEngines {
protected:
    void SetUp() override
    {
        OnBothEngines::SetUp();
        if (!IsSkipped())
            house.emplace(wishes());
    }
    std::string page(const std::string& recipient, const std::string& id)
    {
        house->wctp(submit_request(house->code(), recipient, "Bed 3: no pulse", id));
        house->settle();
        return newest_message(*house);
    }
    int does(const std::string& action, const std::string& message,
             const std::vector<std::string>& more = {})
    {
        std::vector<std::string> words{"message", action, message};
        words.insert(words.end(), more.begin(), more.end());
        const auto ran = house->belfry(words);
        house->settle();
        return ran.exit;
    }
    std::size_t texts_to(const std::string& number) const
    {
        return count_with(house->sms(), number);
    }

    std::optional<Installation> house;
};
STORIES_ON_BOTH_ENGINES(CommandStory);

// D3
TEST_P(CommandStory, SimulateSaysWhoWouldBePagedWhenAndHowAndSendsNothing)
{
    const auto told =
        house->belfry({"simulate", "--to", "CARDIO-ONCALL", "--at", "2026-11-24T12:00:00Z"});

    EXPECT_EQ(told.exit, 0) << told.err;
    for (const auto* line :
         {"2026-11-24T12:00:20.000Z\tBEN-OKORO\tsms\tredundancy\tCARDIO-ONCALL",
          "2026-11-24T12:00:30.000Z\tDORA-LINDT\temail\tredundancy\tCARDIO-ONCALL",
          "2026-11-24T12:01:00.000Z\tEMIL-BRANDT\temail\tcopy\tCARDIO-ONCALL",
          "2026-11-24T12:01:30.000Z\tfail report\temail\tnotice\tCARDIO-ONCALL", "exhausted"})
        EXPECT_TRUE(contains(told.out, line)) << line << "\n" << told.out;
    EXPECT_TRUE(house->mails().empty());
    EXPECT_TRUE(house->sms().empty());
}

// D3, D8
TEST_P(CommandStory, SimulateTakesAChannelToBeDown)
{
    const auto told = house->belfry(
        {"simulate", "--to", "ADA-KING", "--at", "2026-11-24T12:00:00Z", "--down", "sms"});

    EXPECT_TRUE(contains(told.out, "2026-11-24T12:00:20.000Z\tADA-KING\temail\tredundancy"))
        << told.out;
    EXPECT_TRUE(contains(told.out, "not: ADA-KING: by sms: down"));
    EXPECT_NE(house->belfry({"simulate", "--to", "NOBODY-AT-ALL"}).exit, 0);
    EXPECT_NE(house->belfry({"simulate", "--to", "ADA-KING", "--horizon", "soon"}).exit, 0);
}

TEST_P(CommandStory, EscalatePagesTheNextOneNow)
{
    const auto id = page("CARDIO-ONCALL", "m-1");
    EXPECT_TRUE(house->mails_to("dora.lindt@hospital.example").empty());

    EXPECT_EQ(does("escalate", id), 0);

    EXPECT_EQ(house->mails_to("dora.lindt@hospital.example").size(), 1U);
}

TEST_P(CommandStory, RedirectSendsItOnToSomebodyElse)
{
    const auto id = page("BEN-OKORO", "m-1");

    EXPECT_EQ(does("redirect", id, {"--to", "CHEN-WEI"}), 0);
    house->advance(1min);

    EXPECT_EQ(house->mails_to("wei.chen@hospital.example").size(), 1U);
    EXPECT_EQ(texts_to("+15550100102"), 0U) << "Ben is not needed any more";
    EXPECT_NE(does("redirect", id), 0) << "to whom?";
    EXPECT_NE(does("redirect", id, {"--to", "NOBODY-AT-ALL"}), 0);
}

TEST_P(CommandStory, ResendSendsItAgainAndCancelAndCloseEndIt)
{
    const auto id = page("ADA-KING", "m-1");
    house->advance(20s);
    EXPECT_EQ(texts_to("+15550100101"), 1U);

    EXPECT_EQ(does("resend", id), 0);
    house->advance(20s);
    EXPECT_EQ(texts_to("+15550100101"), 2U);

    const auto other = page("ADA-KING", "m-2");
    EXPECT_EQ(does("cancel", other), 0);
    house->advance(1min);
    EXPECT_EQ(texts_to("+15550100101"), 2U) << "nothing more of what was called off";
    EXPECT_NE(does("cancel", "msg_0000000000000"), 0);
    EXPECT_NE(does("shout", id), 0);
}

// D8: the gateway is away, and nobody waits for it to be found out each time
TEST_P(CommandStory, APageDoesNotWaitForAChannelThatIsKnownToBeIll)
{
    house->stop_sms_sink();
    for (const auto* id : {"m-1", "m-2", "m-3"})
        page("ADA-KING", id);
    house->advance(20s); // the texts are due, and fail
    const auto late = page("ADA-KING", "m-4");
    const auto mails_at_once = house->mails_to("ada.king@hospital.example").size();
    house->advance(20s);

    // The three mails whose 40 s are over, and the fourth's, after 20.
    EXPECT_EQ(house->mails_to("ada.king@hospital.example").size(), mails_at_once + 4);
    EXPECT_TRUE(contains(house->belfry({"status", late}).out, "gave_way"))
        << house->belfry({"status", late}).out;

    house->start_sms_sink();
    house->advance(5min);
    EXPECT_TRUE(contains(house->log(), "a channel is well again"));
}

// S0.32: each status goes back by WCTP, and by mail to the address that the contact has for it
TEST_P(CommandStory, StatusesOfAPageByWctpAlsoGoByMailWhereTheContactSaysSo)
{
    auto made = wishes();
    made.directory_changes = {
        {"    mail_statuses: true\n", "    wctp_status_email: desk@hospital.example\n"}};
    house.emplace(made);
    page("ADA-KING", "m-1");
    const auto before_reading = house->mails_to("desk@hospital.example");
    house->http("POST", "/api/v1/inbox/" + pages_in_inbox(*house).front() + "/read", "inbox");
    house->settle();

    const auto mails = house->mails_to("desk@hospital.example");
    EXPECT_EQ(count_with(before_reading, ": sent"), 1U);
    EXPECT_EQ(count_with(mails, "Status of your message to ADA-KING: read"), 1U);
    EXPECT_EQ(count_with(mails, "no pulse"), 0U);
}

} // namespace
} // namespace tests
