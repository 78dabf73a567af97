// Pushes beside the secure message: CHANNELS.md 4.2, 4.3.
#include "relay/intake/observation.h"
#include "store/device_repository.h"
#include "tests/support/house.h"
#include <algorithm>
#include <set>

namespace tests {
namespace {

using namespace std::chrono_literals;
using relay::channels::PushOut;
using relay::channels::Refused;
using store::Channel;
using store::Progress;

class PushHouse : public HouseTest {
protected:
    static constexpr store::ContactId ann{11};

    void SetUp() override
    {
        HouseTest::SetUp();
        if (IsSkipped())
            return;
        node().add(build::contact(11, "ANN-LEE")
                       .phone(111, "+4930123456")
                       .redundancy(Channel::Sms, 30min));
        add_device(1);
        add_device(2);
    }
    void add_device(std::int64_t id)
    {
        store::Device device{.id = {id}, .contact = ann, .name = "phone"};
        device.token = {id};
        device.enrolled = clock.now();
        node().write([&](auto& c) {
            store::DeviceRepository devices(c, fresh().vault());
            devices.insert(device);
            devices.save_push(device.id, {"https://push.example/" + std::to_string(id), "k", "s"});
        });
        node().refresh_directory();
    }
    store::MessageId submit(store::Priority priority)
    {
        auto message = build::message("Mr Duck, bed 12");
        message.subject = store::ProtectedText("Chest pain");
        message.priority = priority;
        message.expires = clock.now() + 4h;
        return node().submit(message, "ANN-LEE");
    }
    std::vector<PushOut> pushes() const
    {
        std::vector<PushOut> all;
        for (const auto& outgoing : channels.push.sent())
            all.push_back(std::get<PushOut>(outgoing.payload));
        return all;
    }
    static std::string receipt_of(const PushOut& push)
    {
        const std::string before = "\"receipt\":\"";
        const auto at = push.payload.find(before) + before.size();
        return push.payload.substr(at, push.payload.find('"', at) - at);
    }
    bool shown(const PushOut& push)
    {
        const auto answer = relay::intake::Observation(house()).shown(receipt_of(push));
        node().settle();
        return answer.value();
    }
    void read_in_inbox(store::MessageId id)
    {
        node().commit([&](auto& commit) {
            commit.progressed(node().pages(id).front().id, Progress::Read, "inbox");
        });
    }
};
HOUSE_ON_BOTH_ENGINES(PushHouse);

// D5
TEST_P(PushHouse, GoToEveryDeviceAtOnceAndSayNothing)
{
    submit(store::Priority::Normal);

    ASSERT_EQ(channels.push.count(), 2U);
    EXPECT_EQ((std::set{pushes()[0].endpoint, pushes()[1].endpoint}),
              (std::set<std::string>{"https://push.example/1", "https://push.example/2"}));
    for (const auto& push : pushes()) {
        for (const auto* word : {"Duck", "bed", "pain", "Ann", "ANN-LEE", "nurse"})
            EXPECT_EQ(push.payload.find(word), std::string::npos) << push.payload;
        EXPECT_EQ(push.topic.size(), 32U);
    }
    EXPECT_NE(receipt_of(pushes()[0]), receipt_of(pushes()[1]));
    EXPECT_EQ(pushes()[0].topic, pushes()[1].topic);
}

TEST_P(PushHouse, ProveThatAPageIsDeliveredByTheirReceiptOnce)
{
    const auto id = submit(store::Priority::Normal);
    EXPECT_EQ(node().pages(id).front().progress, Progress::Accepted);

    EXPECT_TRUE(shown(pushes()[0]));

    EXPECT_EQ(node().pages(id).front().progress, Progress::Delivered);
    EXPECT_FALSE(shown(pushes()[0])) << "one use";
    const auto deliveries = node().deliveries(id);
    EXPECT_TRUE(std::ranges::any_of(deliveries, [](const auto& delivery) {
        return delivery.channel == Channel::Push &&
               delivery.state == store::DeliveryState::Delivered;
    }));
}

TEST_P(PushHouse, AreBelievedForNothingThatWasNotSent)
{
    const auto id = submit(store::Priority::Normal);

    EXPECT_FALSE(relay::intake::Observation(house()).shown("AAAAAAAAAAAAAAAAAAAAAA").value());
    EXPECT_EQ(node().pages(id).front().progress, Progress::Accepted);
    clock.advance(4h);
    EXPECT_FALSE(shown(pushes()[0])) << "the message is over";
}

TEST_P(PushHouse, AreRepeatedUntilAPageOfHighPriorityIsRead)
{
    const auto id = submit(store::Priority::High);
    EXPECT_EQ(channels.push.count(), 2U);
    node().advance(2min);
    EXPECT_EQ(channels.push.count(), 4U);
    shown(pushes()[3]);
    node().advance(2min);
    EXPECT_EQ(channels.push.count(), 6U) << "delivered is not read";

    read_in_inbox(id);
    node().advance(30min);

    EXPECT_EQ(channels.push.count(), 6U);
}

TEST_P(PushHouse, AreRepeatedTenTimesAtMostAndNotForOthers)
{
    submit(store::Priority::Low);
    node().advance(1h);
    EXPECT_EQ(channels.push.count(), 2U);

    submit(store::Priority::High);
    for (int i = 0; i < 15; ++i)
        node().advance(2min);

    EXPECT_EQ(channels.push.count(), 2U + 2U * 11U);
}

TEST_P(PushHouse, HurryNoOtherChannelWhenTheyFail)
{
    channels.push.answer_always(Refused{relay::channels::Blame::Detail, "http 410", "gone"});

    submit(store::Priority::High);
    node().advance(5min);

    EXPECT_EQ(channels.sms.count(), 0U);
    node().advance(26min);
    EXPECT_EQ(channels.sms.count(), 1U);
}

TEST_P(PushHouse, LeaveTheNextChannelToAnotherOnesFailure)
{
    node().write([&](auto& c) {
        auto contact = store::ContactRepository(c, fresh().vault()).find(ann).value();
        contact.redundancy.push_back({Channel::Ivr, 60min, Progress::Read});
        ASSERT_TRUE(store::ContactRepository(c, fresh().vault()).update(contact));
    });
    node().refresh_directory();
    channels.sms.answer_always(Refused{relay::channels::Blame::Detail, "21211", "no phone"});

    submit(store::Priority::High);
    node().advance(30min);

    EXPECT_EQ(channels.ivr.count(), 1U) << "at once, although a repeat was due before it";
}

TEST_P(PushHouse, EndWithTheirDevice)
{
    node().write([&](auto& c) {
        ASSERT_TRUE(store::DeviceRepository(c, fresh().vault()).revoke({1}, clock.now()));
    });
    const auto before = submit(store::Priority::High);
    EXPECT_EQ(channels.push.count(), 1U);
    node().write([&](auto& c) {
        ASSERT_TRUE(store::DeviceRepository(c, fresh().vault()).forget_push({2}));
    });

    node().advance(2min);

    EXPECT_EQ(channels.push.count(), 1U);
    const auto story = node().story(before);
    EXPECT_TRUE(std::ranges::any_of(
        story, [](const auto& line) { return line.find("(gone)") != std::string::npos; }));
}

} // namespace
} // namespace tests
