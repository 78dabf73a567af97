// A WCTP host that polls, asks and submits to many, with the real daemon, also over kill -9.
#include "tests/scenarios/scenario.h"
#include "tests/scenarios/wctp_words.h"
#include <algorithm>
#include <set>

namespace tests {
namespace {

using Words = std::vector<std::string>;

class WctpStory : public OnBothEngines {
protected:
    static Wishes polling(std::vector<std::string> keys = {"reply_mode: poll"})
    {
        auto wish = wishes();
        wish.directory_changes = {wctp_source(keys)};
        wish.more_config = "wctp: {poll_interval: 0s}\n";
        return wish;
    }
    static void answer_choice(const Installation& house, const std::string& page, int choice)
    {
        const auto answered = house.http("POST", "/api/v1/inbox/" + page + "/reply", "inbox",
                                         "{\"choice\":" + std::to_string(choice) + "}");
        EXPECT_EQ(answered.status, 201) << answered.body;
    }
};
STORIES_ON_BOTH_ENGINES(WctpStory);

// U.4, D1
TEST_P(WctpStory, APollerFetchesStatusAndAnswerUntilItSaysThatItHasThem)
{
    Installation house(polling());
    house.wctp(submit_choices(house.code(), "ADA-KING", "Coming?", "m-1", {"On my way", "Busy"}));
    house.wctp(
        submit_request(house.code(), "ADA-KING", "Bed 12", "m-2", "notifyWhenRead=\"true\""));
    house.settle();
    const auto pages = pages_in_inbox(house);
    answer_choice(house, pages.at(1), 1);
    house.http("POST", "/api/v1/inbox/" + pages.at(0) + "/read", "inbox");
    house.settle();

    const auto first = poll(house, {}, 1);
    const auto again = poll(house);
    const auto rest = poll(house, sequences_of(first));

    EXPECT_EQ(words_of(first), Words{"reply m-1 On my way"});
    EXPECT_EQ(words_of(again), (Words{"reply m-1 On my way", "status m-2 read"}));
    EXPECT_EQ(words_of(rest), Words{"status m-2 read"});
    EXPECT_EQ(poll(house, sequences_of(rest)), std::vector<wctp::PolledMessage>());
}

// U.4: a poll sooner than agreed is told so, and its acknowledgements count all the same.
TEST_P(WctpStory, APollerThatComesTooSoonIsToldSo)
{
    auto wish = polling();
    wish.more_config = "wctp: {poll_interval: 10s}\n";
    Installation house(wish);
    const wctp::PollForMessages asked{Installation::sender, house.code(), 10, {}};

    EXPECT_EQ(code_of(say(house, asked)), 0);
    EXPECT_EQ(code_of(say(house, asked)), 600);
    EXPECT_EQ(code_of(say(house, asked)), 601);
    house.advance(10s);
    EXPECT_EQ(code_of(say(house, asked)), 0);
}

// D1: kill -9 between reply and poll, and between poll and acknowledgement, loses nothing.
TEST_P(WctpStory, EveryStatusAndReplyOfWhatWasAcceptedOutlivesAKill)
{
    constexpr int most = 12;
    Installation house(polling());
    Words expected;
    for (int i = 0; i < most; ++i) {
        const auto id = "m-" + std::to_string(i);
        const auto said = house.wctp(
            submit_choices(house.code(), "ADA-KING", "Bed " + id, id, {"Yes " + id, "No " + id}));
        EXPECT_TRUE(contains(said, "successCode=\"200\"")) << said;
        expected.push_back("reply " + id + " Yes " + id);
        if (i % 4 == 3) { // nobody waits for anything: what was said counts
            house.kill();
            house.start();
        }
    }
    house.settle();
    auto pages = pages_in_inbox(house);
    ASSERT_EQ(pages.size(), static_cast<std::size_t>(most));
    std::ranges::reverse(pages);
    for (const auto& page : pages)
        answer_choice(house, page, 1);
    house.kill();
    house.start();

    auto told = poll(house, {}, 5);
    house.kill();
    house.start();
    const auto repeated = poll(house, {}, 5);
    EXPECT_EQ(repeated, told) << "the same, in the same order, until it is acknowledged";
    auto seen = words_of(told);
    while (!told.empty()) {
        const auto taken = sequences_of(told);
        told = poll(house, taken, 5);
        const auto words = words_of(told);
        seen.insert(seen.end(), words.begin(), words.end());
        house.kill();
        house.start();
    }

    EXPECT_EQ(seen, expected) << "each once, none of them lost";
    EXPECT_EQ(poll(house), std::vector<wctp::PolledMessage>());
}

// D1: of two answers at once one is the first, and that one is told.
TEST_P(WctpStory, TwoAnswersAreToldInTheOrderInWhichTheyCame)
{
    Installation house(polling());
    house.wctp(submit_choices(house.code(), "ADA-KING", "Coming?", "m-1", {"Yes", "No"}));
    house.settle();
    const auto page = pages_in_inbox(house).front();
    answer_choice(house, page, 2);
    const auto second =
        house.http("POST", "/api/v1/inbox/" + page + "/reply", "inbox", R"({"choice":1})");
    house.settle();

    const auto told = words_of(poll(house));

    ASSERT_FALSE(told.empty());
    EXPECT_EQ(told.front(), "reply m-1 No");
    EXPECT_EQ(told.size(), second.status == 201 ? 2u : 1u);
}

TEST_P(WctpStory, ASubmissionToManyPagesThoseWhoCanBePagedAndTellsOfEach)
{
    Installation house(polling());
    wctp::SendMsgMulti asked;
    asked.originator = demo_sender(house);
    asked.control.message_id = "m-1";
    asked.recipients = {{"ADA-KING", {}}, {"NOBODY", {}}, {"CHEN-WEI", {}}};
    asked.payload = wctp::Alphanumeric{"Fire drill at ten"};

    const auto answer = say(house, asked);
    house.settle();
    house.http("POST", "/api/v1/inbox/" + pages_in_inbox(house).front() + "/reply", "inbox",
               R"({"text":"I come"})");
    house.settle();

    const auto& said = std::get<wctp::SendMsgMultiResponse>(answer.operation);
    EXPECT_EQ(code_of(answer), 200);
    EXPECT_EQ(said.valid, 2u);
    EXPECT_EQ(said.invalid, 1u);
    ASSERT_EQ(said.failed.size(), 1u);
    EXPECT_EQ(said.failed.front().recipient_id, "NOBODY");
    EXPECT_EQ(words_of(poll(house)), Words{"reply m-1 I come"});
    asked.all_recipients_required = true;
    asked.control.message_id = "m-2";
    EXPECT_EQ(code_of(say(house, asked)), 403) << "all or none";
    EXPECT_EQ(pages_in_inbox(house).size(), 1u);
}

// U.3, WCTP check 85
TEST_P(WctpStory, AConfirmedLookUpIsAnsweredByPushAndOutlivesAKill)
{
    WctpHost sender;
    auto wish = wishes();
    wish.directory_changes = {wctp_source({"lookup_reply: confirm", "callback_url: " + sender.url(),
                                           "callback_networks: [127.0.0.0/8]"})};
    Installation house(wish);
    wctp::LookupSubscriber asked;
    asked.originator = demo_sender(house);
    asked.control = {"l-1", "t-1", {}};
    asked.recipient.recipient_id = "ADA-KING";

    EXPECT_EQ(code_of(say(house, asked)), 200);
    const auto pushed = sender.wait_for(1);

    EXPECT_TRUE(contains(pushed.front(), "<wctp-LookupResponse responseToMessageID=\"l-1\" "
                                         "transactionID=\"t-1\">"))
        << pushed.front();
    EXPECT_TRUE(contains(pushed.front(), "mcrSupported=\"true\"")) << pushed.front();
    asked.recipient.recipient_id = "NOBODY";
    EXPECT_EQ(code_of(say(house, asked)), 403);
    asked.recipient.recipient_id = "ADA-KING";
    asked.control.message_id = "l-2";
    EXPECT_EQ(code_of(say(house, asked)), 200);
    house.kill();
    house.start();
    house.advance(2min); // a push that was begun is begun again later
    EXPECT_TRUE(contains(sender.wait_for("responseToMessageID=\"l-2\""), "<wctp-LookupResponse"));
}

TEST_P(WctpStory, ALookUpIsAnsweredByPollWhereThatIsAgreed)
{
    Installation house(polling({"reply_mode: poll", "lookup_reply: confirm"}));
    wctp::LookupSubscriber asked;
    asked.originator = demo_sender(house);
    asked.control = {"l-1", {}, {}};
    asked.recipient.recipient_id = "ADA-KING";

    EXPECT_EQ(code_of(say(house, asked)), 200);
    house.kill();
    house.start();
    const auto told = poll(house);

    EXPECT_EQ(words_of(told), Words{"lookup l-1"});
    EXPECT_TRUE(poll(house, sequences_of(told)).empty());
}

} // namespace
} // namespace tests
