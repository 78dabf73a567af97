// One page, answered by text, by mail and in the inbox in the same moment, for a host that polls.
#include "tests/scenarios/scenario.h"
#include "tests/scenarios/wctp_words.h"
#include <thread>

namespace tests {
namespace {

/// What stands between two texts.
std::string between(const std::string& text, const std::string& before, const std::string& after)
{
    const auto begin = text.find(before);
    if (begin == std::string::npos)
        throw std::runtime_error("there is no '" + before + "' in " + text);
    const auto from = begin + before.size();
    return text.substr(from, text.find(after, from) - from);
}

class ManyAnswersStory : public OnBothEngines {
protected:
    void SetUp() override
    {
        OnBothEngines::SetUp();
        if (IsSkipped())
            return;
        auto wish = wishes();
        wish.directory_changes = {wctp_source({"reply_mode: poll"})};
        wish.more_config = "wctp: {poll_interval: 0s}\n";
        house_.emplace(wish);
        house_->wctp(submit_choices(house_->code(), "ADA-KING", "Coming?", "m-7", {"Yes", "No"}));
        house_->advance(20s); // her copy by mail came at once, now the text
    }

    void by_text() const
    {
        const auto key = between(house_->belfry({"gateways"}, {}).out, "/gateway/sms/", "\n");
        const auto code = between(house_->sms().back(), "Reply ", " ");
        house_->http("POST", "/gateway/sms/" + key, "",
                     "id=in-1&from=%2B15550100101&to=1555&text=" + code + "+2",
                     {"Content-Type: application/x-www-form-urlencoded"});
    }
    void by_mail() const
    {
        const auto copy = house_->mails_to("ada.king@hospital.example").front();
        const auto sent = house_->mail(between(copy, "\nReply-To: ", "\n"),
                                       {"--from", "ada.king@hospital.example", "--body", "2"});
        EXPECT_EQ(sent.exit, 0) << sent.out;
    }
    void in_inbox() const
    {
        house_->http("POST", "/api/v1/inbox/" + pages_in_inbox(*house_).front() + "/reply", "inbox",
                     R"({"choice":2})");
    }
    /// All that a host which polls ever hears of it.
    std::vector<std::string> told()
    {
        house_->settle();
        const auto polled = poll(*house_);
        EXPECT_TRUE(poll(*house_, sequences_of(polled)).empty());
        return words_of(polled);
    }

    std::optional<Installation> house_;
};
STORIES_ON_BOTH_ENGINES(ManyAnswersStory);

// D1
TEST_P(ManyAnswersStory, OfTheSameAnswerByThreeChannelsAtOnceThePollerFetchesOne)
{
    {
        const std::jthread text([&] { by_text(); });
        const std::jthread mail([&] { by_mail(); });
        const std::jthread inbox([&] { in_inbox(); });
    }

    EXPECT_EQ(told(), std::vector<std::string>{"reply m-7 No"});
    const auto story = message(*house_, newest_message(*house_));
    EXPECT_EQ(story->getArray("replies")->size(), 1U);
}

// D1: each of them alone is that very answer.
TEST_P(ManyAnswersStory, ByWhicheverChannelThePollerFetchesTheSameWords)
{
    by_mail();
    EXPECT_EQ(told(), std::vector<std::string>{"reply m-7 No"});
    by_text();
    in_inbox();
    EXPECT_EQ(told(), std::vector<std::string>{}) << "the same answer, later";
}

} // namespace
} // namespace tests
