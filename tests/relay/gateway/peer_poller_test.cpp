#include "relay/gateway/listener.h"
#include "relay/gateway/peer_poller.h"
#include "tests/relay/engine/people.h"
#include <deque>

// What another gateway keeps for us, fetched.

namespace tests {
namespace {

using relay::channels::PageNews;
using store::Channel;
using store::Progress;
using Answer = tl::expected<wctp::PollResponse, std::string>;

/// What the gateway answers, and what it was asked.
struct Gateway {
    std::deque<Answer> answers;
    std::vector<wctp::PollForMessages> asked;
};

class LentPoll final : public relay::channels::WctpPoll {
public:
    explicit LentPoll(Gateway& gateway) : gateway_(gateway) {}
    Answer ask(wctp::PollForMessages poll) override
    {
        gateway_.asked.push_back(std::move(poll));
        if (gateway_.answers.empty())
            return wctp::PollResponse{wctp::NoMessages{}, {}};
        auto answer = std::move(gateway_.answers.front());
        gateway_.answers.pop_front();
        return answer;
    }

private:
    Gateway& gateway_;
};

/// Hears nothing as long as the disk is full.
class FullDisk final : public relay::channels::PageEars {
public:
    explicit FullDisk(relay::channels::PageEars& ears) : ears_(ears) {}
    Heard hear(const PageNews& news) override { return is_full ? Heard::NotNow : ears_.hear(news); }

    bool is_full = false;

private:
    relay::channels::PageEars& ears_;
};

class PeerPollerTest : public HouseTest {
protected:
    void SetUp() override
    {
        HouseTest::SetUp();
        if (IsSkipped())
            return;
        listener_.emplace(house());
        disk_.emplace(*listener_);
        begin();
        node().add(open_hearted(person(10, "ADA-KING")
                                    .foreign(19, store::DetailKind::Wctp, "5551230001")
                                    .copy(Channel::WctpPeer)
                                    .redundancy(Channel::Email, 30min)
                                    .get()));
    }
    void TearDown() override
    {
        poller_.reset();
        HouseTest::TearDown();
    }

    /// As after a start: nothing is known of earlier questions.
    void begin()
    {
        poller_.emplace(house(), *disk_, std::make_unique<LentPoll>(gateway_), "peer",
                        relay::gateway::PeerPollRule{30s, {}});
    }
    store::MessageId paged()
    {
        auto message = pushed({});
        message.choices = {{"Coming", "ACK"}, {"Cannot", "NAK"}};
        return node().submit(std::move(message), "ADA-KING");
    }
    std::string name(store::MessageId message)
    {
        return delivery_by(node(), message, Channel::WctpPeer).id.text();
    }
    void look_after(store::Millis time)
    {
        clock.advance(time);
        poller_->look();
        node().settle();
    }
    void brings(std::vector<wctp::PolledMessage> messages,
                std::optional<std::chrono::seconds> least = {},
                std::vector<wctp::Unreadable> unreadable = {})
    {
        gateway_.answers.push_back(
            wctp::PollResponse{std::move(messages), least, std::move(unreadable)});
    }
    /// "7 200": what the gateway was told last.
    std::vector<std::string> acknowledged() const
    {
        std::vector<std::string> all;
        for (const auto& received : gateway_.asked.back().received) {
            const auto code =
                std::visit([](const auto& one) { return number(one.code); }, received.outcome);
            all.push_back(std::to_string(received.sequence) + " " + std::to_string(code));
        }
        return all;
    }
    Progress progress(store::MessageId message) { return node().pages(message).at(0).progress; }

    Gateway gateway_;
    std::optional<relay::gateway::Listener> listener_;
    std::optional<FullDisk> disk_;
    std::optional<relay::gateway::PeerPoller> poller_;
};
HOUSE_ON_BOTH_ENGINES(PeerPollerTest);

wctp::StatusInfo was_read(const std::string& response_to)
{
    wctp::StatusInfo status;
    status.header.response_to = response_to;
    status.event = wctp::Notification::Read;
    return status;
}

wctp::MessageReply reply(const std::string& response_to, const std::string& words)
{
    wctp::MessageReply made;
    made.header.response_to = response_to;
    made.payload = wctp::Alphanumeric{words};
    return made;
}

std::ptrdiff_t count(const std::string& text, const std::string& part)
{
    std::ptrdiff_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

TEST_P(PeerPollerTest, TellsTheSameWordsApartByTheirNumberOrTheirTime)
{
    const auto message = node().submit(pushed({}), "ADA-KING");
    std::vector<wctp::PolledMessage> all;
    for (const auto* words : {"Yes", "No", "Yes", "No", "Yes"}) {
        auto made = reply(name(message), words);
        const auto number = static_cast<int>(all.size()) + 1;
        if (number <= 3)
            made.header.responded = clock.now() + number * 1s;
        else
            made.header.control.message_id = std::to_string(number);
        all.push_back({number, made});
    }
    brings(all);
    look_after(0s);
    brings(all, 0s); // what we said of them was lost
    look_after(30s);

    EXPECT_EQ(node().replies(message).size(), 5U);
}

// WCTP.md 3.3
TEST_P(PeerPollerTest, FetchesStatusesAndRepliesAsIfTheyHadBeenBrought)
{
    const auto message = paged();
    brings({{7, was_read(name(message))}, {8, reply(name(message), "Coming")}});

    look_after(0s);
    EXPECT_EQ(progress(message), Progress::Replied);
    EXPECT_EQ(node().replies(message).at(0).text.reveal(), "ACK");
    look_after(30s);

    EXPECT_EQ(acknowledged(), (std::vector<std::string>{"7 200", "8 200"}));
    look_after(30s);
    EXPECT_TRUE(acknowledged().empty());
}

TEST_P(PeerPollerTest, FetchesAllThatWaitsAtOnce)
{
    const auto message = paged();
    brings({{7, was_read(name(message))}}, 0s);
    brings({{8, reply(name(message), "Coming")}}, 0s);
    brings({});

    look_after(0s);
    look_after(29s);

    EXPECT_EQ(gateway_.asked.size(), 3U);
    EXPECT_EQ(progress(message), Progress::Replied);
}

TEST_P(PeerPollerTest, TheSameAgainAfterARestartChangesNothing)
{
    const auto message = paged();
    const std::vector<wctp::PolledMessage> kept{{7, was_read(name(message))},
                                                {8, reply(name(message), "Coming")}};
    brings(kept);
    look_after(0s);
    begin(); // killed before it could say that it has them
    brings(kept);

    look_after(30s);
    look_after(30s);

    EXPECT_EQ(node().replies(message).size(), 1U);
    EXPECT_EQ(acknowledged(), (std::vector<std::string>{"7 200", "8 200"}));
}

TEST_P(PeerPollerTest, TurnsDownWhatIsNoneOfOursAndSaysSo)
{
    const auto message = paged();
    wctp::LookupResponse lookup;
    lookup.response_to = "l-1";
    brings({{3, was_read("m-1")},
            {4, was_read("999999")},
            {5, wctp::SubmitRequest{}},
            {6, lookup},
            {7, was_read(name(message))}});

    look_after(0s);
    look_after(30s);

    EXPECT_EQ(acknowledged(),
              (std::vector<std::string>{"3 504", "4 504", "5 300", "6 504", "7 200"}));
    EXPECT_EQ(progress(message), Progress::Read) << "they do not keep the next one";
}

TEST_P(PeerPollerTest, OneThatCannotBeReadIsTurnedDownOnceAndKeepsNothingBehindIt)
{
    const auto message = paged();
    const std::vector<wctp::Unreadable> bad{
        {{}, {wctp::Code::NotValid, "wctp-Message: sequenceNo is missing"}},
        {1, {wctp::Code::InvalidTime, "deliveryAfter is no time"}}};
    testing::internal::CaptureStderr();
    brings({{2, was_read(name(message))}}, {}, bad);
    look_after(0s);
    gateway_.answers.push_back(tl::unexpected<std::string>("timeout")); // it did not hear of them
    look_after(30s);
    brings({{2, was_read(name(message))}, {3, reply(name(message), "Coming")}}, {}, bad);
    look_after(30s); // asks again at once: 3 is new
    EXPECT_EQ(acknowledged(), (std::vector<std::string>{"1 405", "2 200", "3 200"}));
    look_after(30s);
    const auto lines = testing::internal::GetCapturedStderr();

    EXPECT_TRUE(acknowledged().empty());
    EXPECT_EQ(progress(message), Progress::Replied);
    EXPECT_EQ(count(lines, "cannot be read"), 2) << lines;
    EXPECT_EQ(count(lines, R"("sequence":"1","code":405)"), 1) << lines;
    EXPECT_EQ(count(lines, R"("sequence":"none","code":302)"), 1) << lines;
}

TEST_P(PeerPollerTest, AcknowledgesNothingThatCouldNotBeWritten)
{
    const auto message = paged();
    const std::vector<wctp::PolledMessage> kept{{7, was_read(name(message))},
                                                {8, reply(name(message), "Coming")}};
    brings(kept, 0s);
    disk_->is_full = true;
    look_after(0s);
    EXPECT_EQ(gateway_.asked.size(), 1U) << "not again and again";

    disk_->is_full = false;
    brings(kept);
    look_after(30s);
    EXPECT_TRUE(acknowledged().empty());
    look_after(30s);

    EXPECT_EQ(progress(message), Progress::Replied);
    EXPECT_EQ(acknowledged(), (std::vector<std::string>{"7 200", "8 200"}));
}

TEST_P(PeerPollerTest, ShowsWhetherTheGatewayGivesAnything)
{
    for (int tries = 0; tries < 3; ++tries)
        gateway_.answers.push_back(tl::unexpected<std::string>("timeout"));
    look_after(0s);
    look_after(30s);
    EXPECT_FALSE(house().metrics.is_poll_ill());
    look_after(30s);
    EXPECT_TRUE(house().metrics.is_poll_ill());

    look_after(5min);

    EXPECT_FALSE(house().metrics.is_poll_ill());
}

} // namespace
} // namespace tests
