#include "relay/channels/incoming.h"
#include "relay/channels/routes.h"
#include "tests/support/recording_channel.h"
#include <gtest/gtest.h>
#include <map>

// X.7: several gateways of one channel.

namespace {

using namespace relay::channels;
using namespace std::chrono_literals;
using store::Priority;
using tests::RecordingChannel;

const Busy no_connection{"7", "no connection", {}, true};
const Refused locked{Blame::Provider, "401", "unauthorized", false, true};

class RoutesOf : public testing::Test {
protected:
    RoutesOf()
    {
        std::vector<std::unique_ptr<Channel>> made;
        for (auto** route : {&first_, &second_, &third_}) {
            auto channel = std::make_unique<RecordingChannel>(names_[made.size()]);
            *route = channel.get();
            made.push_back(std::move(channel));
        }
        routes_ = make_routes(std::move(made), {}, [this](std::string_view provider, bool is_well) {
            told_.emplace_back(provider, is_well);
        });
    }

    Outcome send(Priority priority = Priority::Normal)
    {
        Outgoing outgoing;
        outgoing.now = now_;
        outgoing.priority = priority;
        return routes_->send(outgoing);
    }
    std::string taken_by(Priority priority = Priority::Normal)
    {
        const auto outcome = send(priority);
        const auto* accepted = std::get_if<Accepted>(&outcome);
        return accepted == nullptr ? "nobody" : accepted->provider;
    }

    const std::vector<std::string> names_{"sms", "sms-2", "sms-3"};
    RecordingChannel* first_ = nullptr;
    RecordingChannel* second_ = nullptr;
    RecordingChannel* third_ = nullptr;
    std::unique_ptr<Channel> routes_;
    std::vector<std::pair<std::string, bool>> told_;
    store::Instant now_{1'000'000ms};
};

} // namespace

TEST_F(RoutesOf, OneChannelAreAskedInOrderAndOnlyAsFarAsNeeded)
{
    EXPECT_EQ(taken_by(), "sms");
    EXPECT_EQ(second_->count(), 0U);

    first_->answer_next(no_connection);
    second_->answer_next(locked);
    const auto outcome = send();

    ASSERT_TRUE(std::holds_alternative<Accepted>(outcome));
    EXPECT_EQ(std::get<Accepted>(outcome).provider, "sms-3");
    EXPECT_EQ(std::get<Accepted>(outcome).detail.substr(0, 29), "sms said 7; sms-2 said 401; ");
}

TEST_F(RoutesOf, OneChannelSendNothingTwiceAndBlameNoGatewayForAPhone)
{
    const std::vector<Outcome> endings{
        Unclear{"28", "no answer in time"},
        Refused{Blame::Detail, "404", "no such phone", true, false},
        Refused{Blame::Message, "413", "too big", false, false},
        Busy{"busy", "the line is busy", 60s, false},
    };
    for (const auto& ending : endings) {
        first_->answer_next(ending);
        EXPECT_EQ(send(), ending);
    }
    EXPECT_EQ(first_->count(), endings.size());
    EXPECT_EQ(second_->count(), 0U);
}

TEST_F(RoutesOf, OneChannelPassOverAnIllOneUntilItIsWellAgain)
{
    first_->answer_always(no_connection);
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(taken_by(), "sms-2");
    EXPECT_EQ(first_->count(), 3U) << "three bad signs, then it is left alone";
    EXPECT_EQ(told_, (std::vector<std::pair<std::string, bool>>{{"sms", false}}));

    first_->answer_always(Accepted{});
    now_ += 15s;
    EXPECT_EQ(taken_by(Priority::High), "sms-2") << "what is urgent tries out nothing";
    EXPECT_EQ(taken_by(), "sms");
    EXPECT_EQ(taken_by(Priority::High), "sms");
    EXPECT_EQ(told_.back(), (std::pair<std::string, bool>{"sms", true}));
}

TEST_F(RoutesOf, OneChannelFailTogetherWithWhatMayPass)
{
    first_->answer_always(locked);
    second_->answer_always(no_connection);
    third_->answer_always(locked);
    EXPECT_EQ(send(), Outcome(no_connection));

    second_->answer_always(locked);
    EXPECT_EQ(send(), Outcome(locked));
    EXPECT_EQ(second_->count(), 2U) << "even an ill one is asked before all is given up";
    EXPECT_EQ(third_->count(), 1U) << "but not one that does not let us in";
}

TEST(RoutesOfOneChannel, AreTheOneThatThereIs)
{
    std::vector<std::unique_ptr<Channel>> one;
    one.push_back(std::make_unique<RecordingChannel>("sms"));
    const auto* made = one.front().get();

    EXPECT_EQ(make_routes(std::move(one), {}, {}).get(), made);
}

namespace {

/// A gateway that is asked.
class Asked final : public Channel, private Asker {
public:
    explicit Asked(std::string name) : name_(std::move(name)) {}
    Outcome send(const Outgoing&) override { return Accepted{}; }
    std::string_view provider() const override { return name_; }
    Asker* asker() override { return this; }

private:
    AskAnswer ask(const AskedPage&) override
    {
        AskAnswer answer;
        answer.pause = name_ == "sms" ? 1s : 2s;
        return answer;
    }
    std::optional<std::vector<IncomingText>> texts(store::Instant) override
    {
        IncomingText text;
        text.provider = name_;
        return std::vector{text};
    }
    std::optional<std::chrono::milliseconds> texts_interval() const override
    {
        return name_ == "sms" ? 20s : 10s;
    }
    std::string name_;
};

} // namespace

TEST(RoutesOfOneChannel, AreAskedForTheirOwnPagesAndAllForTexts)
{
    std::vector<std::unique_ptr<Channel>> made;
    for (const char* name : {"sms", "sms-2"})
        made.push_back(std::make_unique<Asked>(name));
    const auto routes = make_routes(std::move(made), {}, {});
    auto* asker = routes->asker();
    ASSERT_NE(asker, nullptr);

    AskedPage page;
    page.provider = "sms-2";
    EXPECT_EQ(asker->ask(page).pause, 2s);
    page.provider = "gone";
    EXPECT_TRUE(asker->ask(page).is_final);
    EXPECT_EQ(asker->texts({})->size(), 2U);
    EXPECT_EQ(asker->texts_interval(), 10s);
}
