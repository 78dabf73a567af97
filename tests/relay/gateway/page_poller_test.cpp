#include "relay/gateway/listener.h"
#include "relay/gateway/page_poller.h"
#include "tests/relay/engine/people.h"

// Whether a gateway that is asked gives answers, and what of them cannot be read.

namespace tests {
namespace {

using relay::channels::Answered;
using store::Channel;
using store::Progress;

/// Answers every question in the same way.
class Oracle final : public relay::channels::Asker {
public:
    relay::channels::AskAnswer ask(const relay::channels::AskedPage& page) override
    {
        asked.push_back(page.delivery);
        relay::channels::AskAnswer answer{{}, 30s};
        answer.trouble = trouble;
        answer.passed_over = passed_over;
        if (is_answered)
            answer.news.push_back({"peer", page.delivery, Answered{"Coming"}, ""});
        return answer;
    }

    std::string trouble;
    std::vector<std::string> passed_over;
    bool is_answered = false;
    std::vector<store::DeliveryId> asked;
};

class PagePollerTest : public HouseTest {
protected:
    void SetUp() override
    {
        HouseTest::SetUp();
        if (IsSkipped())
            return;
        listener_.emplace(house());
        poller_.emplace(house(), *listener_);
        poller_->add(Channel::WctpPeer, oracle_);
        node().add(open_hearted(person(10, "ADA-KING")
                                    .foreign(19, store::DetailKind::Wctp, "5551230001")
                                    .copy(Channel::WctpPeer)
                                    .get()));
        auto message = pushed({});
        message.choices = {{"Coming", "ACK"}};
        message_ = node().submit(std::move(message), "ADA-KING");
    }
    void TearDown() override
    {
        poller_.reset();
        HouseTest::TearDown();
    }
    void look_after(store::Millis time)
    {
        node().advance(time);
        poller_->look();
        node().settle();
    }
    /// What the log says meanwhile.
    template <class Happen>
    static std::string told(Happen happen)
    {
        testing::internal::CaptureStderr();
        happen();
        return testing::internal::GetCapturedStderr();
    }
    static std::ptrdiff_t count(const std::string& text, const std::string& part)
    {
        std::ptrdiff_t found = 0;
        for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
            ++found;
        return found;
    }

    Oracle oracle_;
    std::optional<relay::gateway::Listener> listener_;
    std::optional<relay::gateway::PagePoller> poller_;
    store::MessageId message_;
};

HOUSE_ON_BOTH_ENGINES(PagePollerTest);

TEST_P(PagePollerTest, TellsOnceOfThePartOfAnAnswerThatCannotBeRead)
{
    oracle_.passed_over = {"wctp 302 wctp-Notification: type is none of the words known"};

    const auto lines = told([&] {
        look_after(0s);
        look_after(31s);
        oracle_.is_answered = true;
        look_after(31s);
    });

    EXPECT_EQ(count(lines, "cannot be read and is passed over"), 1) << lines;
    EXPECT_EQ(count(lines, "wctp 302 wctp-Notification"), 1) << lines;
    EXPECT_EQ(node().pages(message_).at(0).progress, Progress::Replied);
    EXPECT_FALSE(house().metrics.is_poll_ill());
}

TEST_P(PagePollerTest, TheNewestPageIsAskedAboutFirst)
{
    node().advance(1s);
    const auto newer = node().submit(pushed({}), "ADA-KING");

    look_after(0s);

    const auto id_of = [&](store::MessageId message) {
        return delivery_by(node(), message, Channel::WctpPeer).id;
    };
    EXPECT_EQ(oracle_.asked, (std::vector{id_of(newer), id_of(message_)}));
}

TEST_P(PagePollerTest, AGatewayThatGivesNoAnswerThreeTimesCountsAsIll)
{
    oracle_.trouble = "HTTP 503 and no WCTP";

    const auto bad = told([&] {
        look_after(0s);
        look_after(31s);
        EXPECT_FALSE(house().metrics.is_poll_ill());
        look_after(31s);
    });
    EXPECT_TRUE(house().metrics.is_poll_ill());
    EXPECT_EQ(count(bad, "does not say what became of its pages"), 1) << bad;
    EXPECT_EQ(count(bad, "HTTP 503 and no WCTP"), 1) << bad;

    oracle_.trouble.clear();
    const auto good = told([&] { look_after(31s); });
    EXPECT_FALSE(house().metrics.is_poll_ill());
    EXPECT_EQ(count(good, "says again what became of its pages"), 1) << good;
}

} // namespace
} // namespace tests
