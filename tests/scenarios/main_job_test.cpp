// The main job, as the quickstart shows it: a page and a mail reach Ada, and the sender hears back.
#include "tests/scenarios/scenario.h"

namespace tests {
namespace {

using MainJob = OnBothEngines;
STORIES_ON_BOTH_ENGINES(MainJob);

// S0.1, S0.16, S0.21
TEST_P(MainJob, AWctpPageIsInTheInboxAndCopiedByMailAtOnceAndSentBySmsAfterItsDelay)
{
    Installation house(wishes());

    const auto answer =
        house.wctp(submit_request(house.code(), "ADA-KING", "Bed 12: potassium 6.8", "m-1"));
    house.settle();

    EXPECT_TRUE(contains(answer, "<wctp-Success successCode=\"200\"")) << answer;
    const auto pages = pages_in_inbox(house);
    ASSERT_EQ(pages.size(), 1u);
    const auto page = house.http("GET", "/api/v1/inbox/" + pages.front(), "inbox");
    EXPECT_EQ(page.json()->getValue<std::string>("text"), "Bed 12: potassium 6.8");
    EXPECT_EQ(house.mails_to("ada.king@hospital.example").size(), 1u);
    house.advance(19'999ms);
    EXPECT_EQ(house.sms().size(), 0u);
    house.advance(1ms);
    ASSERT_EQ(house.sms().size(), 1u);
    EXPECT_EQ(count_with(house.sms(), R"("to":"+15550100101")"), 1u) << house.sms().front();
}

// S0.15
TEST_P(MainJob, MailAndSmsHoldNothingOfAProtectedPage)
{
    Installation house(wishes());

    house.wctp(submit_request(house.code(), "ADA-KING", "Bed 12: potassium 6.8", "m-1"));
    house.advance(39'999ms);
    EXPECT_EQ(house.mails_to("ada.king@hospital.example").size(), 1u) << "the copy";
    house.advance(1ms);
    EXPECT_EQ(house.mails_to("ada.king@hospital.example").size(), 2u) << "the redundancy";
    house.advance(1min);

    EXPECT_EQ(house.mails_to("ada.king@hospital.example").size(), 2u);
    EXPECT_EQ(house.mails().size(), 2u) << "to nobody else";
    EXPECT_EQ(count_with(house.mails(), "potassium"), 0u);
    EXPECT_EQ(house.sms().size(), 1u);
    EXPECT_EQ(count_with(house.sms(), "potassium"), 0u);
}

// S0.20
TEST_P(MainJob, ReadingStopsTheRedundancyThatHasNotGoneYet)
{
    Installation house(wishes());
    house.wctp(submit_request(house.code(), "ADA-KING", "Bed 12", "m-1"));
    house.settle();

    const auto read =
        house.http("POST", "/api/v1/inbox/" + pages_in_inbox(house).front() + "/read", "inbox");
    house.advance(5min);

    EXPECT_EQ(read.status, 204);
    EXPECT_EQ(house.sms().size(), 0u);
    EXPECT_EQ(house.mails().size(), 1u) << "the copy only";
}

TEST_P(MainJob, StatusAndTheChosenAnswerArePushedToTheSendersHost)
{
    const WctpHost sender;
    auto wish = wishes();
    wish.directory_changes = {pushed_to(sender.url())};
    Installation house(wish);
    house.wctp(submit_choices(house.code(), "ADA-KING", "Coming?", "m-7", {"On my way", "Busy"}));
    house.settle();
    const auto page = pages_in_inbox(house).front();

    const auto reply =
        house.http("POST", "/api/v1/inbox/" + page + "/reply", "inbox", R"({"choice":1})");
    house.settle();

    EXPECT_EQ(reply.status, 201) << reply.body;
    const auto pushed = sender.documents();
    ASSERT_EQ(pushed.size(), 1u) << "no status was asked for, so there is only the answer";
    EXPECT_TRUE(contains(pushed.front(), "wctp-MessageReply"));
    EXPECT_TRUE(contains(pushed.front(), "responseToMessageID=\"m-7\""));
    EXPECT_TRUE(contains(pushed.front(), ">On my way<"));
}

// U.5
TEST_P(MainJob, ExactlyTheStatusesThatWereAskedForArePushed)
{
    const WctpHost sender;
    auto wish = wishes();
    wish.directory_changes = {pushed_to(sender.url())};
    Installation house(wish);

    house.wctp(submit_request(house.code(), "ADA-KING", "Bed 12", "m-1",
                              "notifyWhenQueued=\"true\" notifyWhenRead=\"true\""));
    house.settle();
    house.http("POST", "/api/v1/inbox/" + pages_in_inbox(house).front() + "/read", "inbox");
    house.settle();

    const auto pushed = sender.documents();
    EXPECT_EQ(pushed.size(), 2u);
    EXPECT_EQ(count_with(pushed, "type=\"QUEUED\""), 1u);
    EXPECT_EQ(count_with(pushed, "type=\"DELIVERED\""), 0u);
    EXPECT_EQ(count_with(pushed, "type=\"READ\""), 1u);
}

// U.13
TEST_P(MainJob, AMailReachesTheInboxAndItsSenderIsToldTheStatuses)
{
    auto wish = wishes();
    wish.directory_changes = {{"senders: [\"*\"]", "senders: [\"*\", monitor@hospital.example]"}};
    Installation house(wish);

    const auto mailed = house.mail("ada@pager.example");
    house.settle();
    const auto page = pages_in_inbox(house).front();
    house.http("POST", "/api/v1/inbox/" + page + "/reply", "inbox", R"({"text":"Coming"})");
    house.settle();

    EXPECT_EQ(mailed.exit, 0) << mailed.out;
    const auto shown = house.http("GET", "/api/v1/inbox/" + page, "inbox").json();
    EXPECT_EQ(shown->getValue<std::string>("subject"), "Bed 12");
    EXPECT_EQ(shown->getValue<std::string>("text"), "Potassium 6.8");
    const auto statuses = house.mails_to("monitor@hospital.example");
    EXPECT_GE(statuses.size(), 3u) << "sent, read, answered";
    EXPECT_EQ(count_with(statuses, "Auto-Submitted: auto-"), statuses.size());
    EXPECT_EQ(count_with(statuses, "Potassium"), 0u);
}

TEST_P(MainJob, AMailToNobodyIsRefusedAndNothingIsRelayed)
{
    Installation house(wishes());

    const auto unknown = house.mail("nobody@pager.example");
    const auto elsewhere = house.mail("somebody@elsewhere.example");

    EXPECT_TRUE(contains(unknown.out, "550 5.1.1")) << unknown.out;
    EXPECT_TRUE(contains(elsewhere.out, " 55")) << elsewhere.out;
    EXPECT_TRUE(contains(elsewhere.out, " 5.7.1")) << elsewhere.out;
}

// S1.66
TEST_P(MainJob, StatusShowsWhoByWhichPathAndChannelAndWhoWasLeftOut)
{
    Installation house(wishes());
    house.wctp(submit_request(house.code(), "HOUSE-ALARM", "Fire on 3", "m-1"));
    house.advance(30s);

    const auto status = house.belfry({"status", newest_message(house)});

    EXPECT_EQ(status.exit, 0) << status.err;
    for (const std::string part :
         {"Ada King", "Greta Solberg", "ICU-TEAM", "secure", "email", "sms", "opted_out"})
        EXPECT_TRUE(contains(status.out, part)) << part << " is missing in\n" << status.out;
    EXPECT_FALSE(contains(status.out, "Fire on 3")) << "no text of a message";
    EXPECT_FALSE(contains(status.out, "Donald")) << "hidden from this source";
}

// U.2
TEST_P(MainJob, ATransientClientAsksForItsAnswers)
{
    Installation house(wishes());
    const auto submitted = house.wctp(
        "<?xml version=\"1.0\"?><wctp-Operation wctpVersion=\"wctp-dtd-v1r1\">"
        "<wctp-SubmitClientMessage><wctp-SubmitClientHeader>"
        "<wctp-ClientOriginator senderID=\"demo@monitor.example\" miscInfo=\"" +
        house.code() +
        "\"/><wctp-ClientMessageControl notifyWhenRead=\"true\"/>"
        "<wctp-Recipient recipientID=\"ADA-KING\"/></wctp-SubmitClientHeader><wctp-Payload>"
        "<wctp-Alphanumeric>Call 4711</wctp-Alphanumeric></wctp-Payload>"
        "</wctp-SubmitClientMessage></wctp-Operation>");
    const auto begin = submitted.find("trackingNumber=\"");
    ASSERT_NE(begin, std::string::npos) << submitted;
    const auto number = submitted.substr(begin + 16, submitted.find('"', begin + 16) - begin - 16);
    house.settle();
    house.http("POST", "/api/v1/inbox/" + pages_in_inbox(house).front() + "/reply", "inbox",
               R"({"text":"I call"})");
    house.settle();

    const auto told =
        house.wctp("<?xml version=\"1.0\"?><wctp-Operation wctpVersion=\"wctp-dtd-v1r1\">"
                   "<wctp-ClientQuery senderID=\"demo@monitor.example\" recipientID=\"ADA-KING\" "
                   "trackingNumber=\"" +
                   number + "\"/></wctp-Operation>");

    EXPECT_TRUE(contains(told, "type=\"READ\"")) << told;
    EXPECT_TRUE(contains(told, ">I call<")) << told;
}

TEST_P(MainJob, TheCommandLineSubmitsShowsAndAnswers)
{
    Installation house(wishes());

    const auto sent = house.belfry({"send", "--to", "ADA-KING", "--text", "Call the ward"});
    house.settle();
    const auto listed = house.belfry({"inbox"}, "inbox");
    const auto answered = house.belfry(
        {"inbox", "--reply", pages_in_inbox(house).front(), "--text", "Coming"}, "inbox");
    house.settle();
    const auto status = house.belfry({"status", "latest"});
    const auto all = house.belfry({"status"});

    EXPECT_EQ(sent.exit, 0) << sent.err;
    EXPECT_TRUE(contains(all.out, newest_message(house))) << all.out << all.err;
    EXPECT_TRUE(contains(listed.out, "Call the ward")) << listed.out << listed.err;
    EXPECT_EQ(answered.exit, 0) << answered.err;
    EXPECT_TRUE(contains(status.out, "replied")) << status.out;
}

} // namespace
} // namespace tests
