#include "relay/core/simulate.h"
#include "tests/relay/engine/people.h"
#include <random>

// What the simulator predicts is what happens (D3).

using namespace tests;
using relay::core::Predicted;
using store::Channel;
using store::ContactId;
using store::GroupId;

namespace {

constexpr int configurations = 1'000;
constexpr int at_once = 50;
constexpr store::Millis horizon = 6h;

/// A few people with channels of their own, and a few groups that may hold each other.
class RandomDirectory {
public:
    RandomDirectory(std::mt19937& random, std::int64_t first) : random_(random), first_(first) {}

    std::vector<store::Contact> contacts()
    {
        std::vector<store::Contact> made;
        for (std::int64_t at = 0; at < people; ++at) {
            const auto id = first_ + at * 10;
            auto one = person(id, "P" + std::to_string(id) + "-X");
            for (const auto channel : {Channel::Email, Channel::Sms, Channel::Ivr}) {
                if (draw(3) == 0)
                    one.redundancy(channel, 5min * draw(8));
            }
            if (draw(4) == 0)
                one.copy(draw(2) == 0 ? Channel::Email : Channel::Ivr);
            auto contact = one.get();
            contact.domain = {draw(5) == 0 ? 2 : 1};
            for (auto& detail : contact.details)
                detail.opted_out = draw(5) == 0;
            made.push_back(contact);
        }
        return made;
    }
    std::vector<store::Group> groups()
    {
        std::vector<store::Group> made;
        for (std::int64_t at = 0; at < 3; ++at) {
            const auto id = first_ + 5 + at * 10;
            auto group = build::group(id, "G" + std::to_string(id) + "-X", members(at, true));
            group.escalation = draw(2) == 0;
            group.failovers = group.escalation ? members(at, false) : std::vector<store::Member>();
            group.failover_interval = 5min * (1 + draw(4));
            if (draw(2) == 0)
                group.fail_report_email = "desk@example.org";
            made.push_back(group);
        }
        return made;
    }
    store::Message message(store::Instant now)
    {
        auto message = build::message();
        message.accepted = now;
        message.priority = static_cast<store::Priority>(draw(3));
        message.expires = now + 10min * (1 + draw(30));
        if (draw(4) == 0)
            message.not_before = now + 5min * draw(3);
        return message;
    }
    std::string address() { return "G" + std::to_string(first_ + 5 + draw(3) * 10) + "-X"; }

private:
    static constexpr std::int64_t people = 5;

    int draw(int sides) { return std::uniform_int_distribution(0, sides - 1)(random_); }

    /// Groups hold only groups made before them, but may name any as their failover.
    std::vector<store::Member> members(std::int64_t of, bool as_members)
    {
        std::vector<store::Member> made;
        const auto add = [&](const store::Member& member) {
            if (std::ranges::find(made, member) == made.end())
                made.push_back(member);
        };
        for (int i = draw(4) + (as_members ? 1 : 0); i > 0; --i)
            add(ContactId{first_ + draw(people) * 10});
        for (std::int64_t other = 0; other < (as_members ? of : 3); ++other) {
            if (draw(3) == 0 && (as_members || other != of))
                add(GroupId{first_ + 5 + other * 10});
        }
        return made;
    }

    std::mt19937& random_;
    std::int64_t first_;
};

class Simulation : public HouseTest {
protected:
    RunningHouse::Settings settings() const override
    {
        RunningHouse::Settings settings;
        settings.started = false;
        return settings;
    }
    store::Millis to_next_due()
    {
        const auto next = node().scheduler().next_due();
        return next ? *next - clock.now() : horizon;
    }
    /// Who got it by which channel and when, of what the store knows.
    std::vector<Predicted> happened(store::MessageId message)
    {
        std::vector<Predicted> found;
        for (const auto& delivery : node().deliveries(message)) {
            const bool is_report = delivery.kind == store::DeliveryKind::Notice;
            if (is_report && delivery.channel != Channel::Email)
                continue;
            for (const auto& attempt : node().attempts(delivery.id))
                found.push_back(
                    {attempt.started, delivery.contact, {}, delivery.channel, delivery.kind});
            if (delivery.channel == Channel::Secure &&
                delivery.state == store::DeliveryState::Accepted)
                found.push_back(
                    {delivery.due, delivery.contact, {}, delivery.channel, delivery.kind});
        }
        std::ranges::sort(found);
        return found;
    }
};
INSTANTIATE_TEST_SUITE_P(On, Simulation, testing::Values(store::Engine::Sqlite),
                         [](const auto&) { return "Sqlite"; });

std::vector<Predicted> comparable(std::vector<Predicted> sends)
{
    for (auto& send : sends)
        send.group = {};
    std::ranges::sort(sends);
    return sends;
}

std::string text(const std::vector<Predicted>& sends)
{
    std::string all;
    for (const auto& send : sends)
        all += std::to_string(store::ms(send.at) - store::ms(build::noon)) + " " +
               send.contact.text() + " " + std::string(store::word(send.channel)) + " " +
               std::string(store::word(send.kind)) + "\n";
    return all;
}

} // namespace

// D3
TEST_P(Simulation, PredictsWhatHappensInAThousandConfigurations)
{
    std::mt19937 random(20261126);
    relay::core::Assumptions assumptions;
    assumptions.channels = house().rules.channels;
    assumptions.zones = house().rules.zones.get();
    std::int64_t first = 1'000;
    for (int done = 0; done < configurations; done += at_once) {
        std::vector<std::pair<store::MessageId, std::vector<Predicted>>> expected;
        std::vector<std::pair<store::Message, std::string>> submissions;
        node().write([&](store::Connection& connection) {
            for (int i = 0; i < at_once; ++i, first += 100) {
                RandomDirectory directory(random, first);
                for (const auto& contact : directory.contacts())
                    store::ContactRepository(connection, fresh().vault()).insert(contact);
                store::GroupRepository groups(connection, fresh().vault());
                const auto made = directory.groups();
                for (auto group : made) {
                    group.failovers.clear(); // some of them are not there yet
                    groups.insert(group);
                }
                for (const auto& group : made)
                    ASSERT_TRUE(groups.update(group));
                submissions.emplace_back(directory.message(clock.now()), directory.address());
            }
        });
        node().refresh_directory();
        const auto people = house().people();
        for (const auto& [message, address] : submissions) {
            const auto target = people->find(address).value();
            const auto predicted =
                relay::core::simulate(*people, message, target, assumptions, horizon);
            expected.emplace_back(node().submit_only(message, address),
                                  comparable(predicted.sends));
        }
        node().settle();
        for (const auto end = clock.now() + horizon; clock.now() < end;)
            node().advance(std::min(to_next_due(), store::Millis(end - clock.now())));
        for (const auto& [message, predicted] : expected) {
            const auto real = happened(message);
            ASSERT_EQ(real, predicted) << "real:\n"
                                       << text(real) << "predicted:\n"
                                       << text(predicted);
        }
    }
}

// D3
TEST_P(Simulation, TakesTheNextChannelWhereOneIsDown)
{
    node().add(
        person(10, "ADA-KING").redundancy(Channel::Sms, 0min).redundancy(Channel::Email, 30min));
    relay::core::Assumptions assumptions;
    assumptions.channels = house().rules.channels;
    assumptions.zones = house().rules.zones.get();
    assumptions.down = {Channel::Sms};
    const auto people = house().people();

    const auto prediction = relay::core::simulate(*people, build::message(),
                                                  store::Member(ContactId{10}), assumptions, 1h);

    ASSERT_EQ(prediction.sends.size(), 2U);
    EXPECT_EQ(prediction.sends[1].channel, Channel::Email);
    EXPECT_EQ(prediction.sends[1].at, build::noon);
    ASSERT_EQ(prediction.gaps.size(), 1U);
    EXPECT_EQ(prediction.gaps[0].why, "by sms: down");
}
