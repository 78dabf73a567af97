#include "relay/core/simulate.h"
#include "store/device_repository.h"
#include "tests/relay/engine/people.h"
#include <random>

// What the simulator predicts is what happens (D3).

using namespace tests;
using relay::core::Predicted;
using store::Channel;
using store::ContactId;
using store::GroupId;
using store::ScheduleId;

namespace {

constexpr int configurations = 1'000;
constexpr int at_once = 50;
constexpr store::Millis horizon = 6h;
const relay::channels::Busy no_connection{"7", "no connection", {}, true};

/// A few people with channels of their own, and a few groups that may hold each other.
class RandomDirectory {
public:
    RandomDirectory(std::mt19937& random, std::int64_t first, store::Instant now)
        : random_(random), first_(first), now_(now)
    {
    }

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
            if (draw(3) == 0)
                keep_quiet(contact);
            if (draw(6) == 0)
                contact.do_not_disturb = store::DoNotDisturb{
                    now_ + 20min * draw(12),
                    made.empty() || draw(2) == 0 ? ContactId{} : made.front().id};
            made.push_back(contact);
        }
        return made;
    }
    /// Phones that are woken by a push.
    std::vector<store::Device> devices()
    {
        std::vector<store::Device> made;
        for (std::int64_t at = 0; at < people; ++at) {
            if (draw(3) != 0)
                continue;
            store::Device device{.id = {first_ + at * 10}, .contact = {first_ + at * 10}};
            device.token = {first_ + at * 10};
            device.enrolled = now_;
            device.push = {"https://push.example/" + device.id.text(), "key", "secret"};
            made.push_back(device);
        }
        return made;
    }
    /// Two or three take turns by the day, and somebody instead of them for an hour.
    store::Schedule schedule()
    {
        std::vector<ContactId> turns;
        for (int i = 2 + draw(2); i > 0; --i)
            turns.push_back({first_ + draw(people) * 10});
        auto made = build::schedule(first_ + 7, "S" + std::to_string(first_ + 7) + "-X", turns);
        made.zone = zone();
        made.layers.front().handoff = draw(24 * 60);
        if (draw(2) == 0) // nobody is on duty at night
            made.layers.front().hours = {{.from = 6 * 60, .to = 20 * 60}};
        if (draw(3) == 0)
            made.overrides = {{{first_ + 8},
                               {first_ + draw(people) * 10},
                               now_ + 30min * draw(4),
                               now_ + 3h,
                               "tok_1",
                               now_}};
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
    store::Message message()
    {
        auto message = build::message();
        message.accepted = now_;
        message.priority = static_cast<store::Priority>(draw(3));
        message.expires = now_ + 10min * (1 + draw(30));
        if (draw(4) == 0)
            message.not_before = now_ + 5min * draw(3);
        return message;
    }
    std::string address()
    {
        if (draw(5) == 0)
            return "S" + std::to_string(first_ + 7) + "-X";
        return "G" + std::to_string(first_ + 5 + draw(3) * 10) + "-X";
    }

private:
    static constexpr std::int64_t people = 5;

    std::string zone()
    {
        return std::array{"Europe/Berlin", "America/New_York", "Asia/Kathmandu"}[draw(3)];
    }
    void keep_quiet(store::Contact& contact)
    {
        contact.zone = zone();
        contact.quiet_hours = {{.from = 60 * draw(24), .to = 60 * draw(24)}};
    }

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
        if (draw(4) == 0)
            add(ScheduleId{first_ + 7});
        for (std::int64_t other = 0; other < (as_members ? of : 3); ++other) {
            if (draw(3) == 0 && (as_members || other != of))
                add(GroupId{first_ + 5 + other * 10});
        }
        return made;
    }

    std::mt19937& random_;
    std::int64_t first_;
    store::Instant now_;
};

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

class Simulation : public HouseTest {
protected:
    RunningHouse::Settings settings() const override
    {
        RunningHouse::Settings settings;
        settings.started = false;
        settings.way.health.first_pause = settings.way.health.longest_pause = 1h;
        return settings;
    }
    void SetUp() override
    {
        HouseTest::SetUp();
        node().add(person(10, "ADA-KING")
                       .redundancy(Channel::Sms, 0min)
                       .redundancy(Channel::Email, 30min));
    }
    store::Millis to_next_due()
    {
        const auto next = node().scheduler().next_due();
        return next ? *next - clock.now() : horizon;
    }
    /// What the simulator says of random houses is what happens in them.
    void predict(int number, std::set<Channel> down)
    {
        std::mt19937 random(20261126);
        relay::core::Assumptions assumptions;
        assumptions.channels = house().rules.channels;
        assumptions.zones = house().rules.zones.get();
        assumptions.down = std::move(down);
        std::int64_t first = 1'000;
        for (int done = 0; done < number; done += at_once) {
            std::vector<std::pair<store::Message, std::string>> submissions;
            node().write([&](store::Connection& connection) {
                for (int i = 0; i < at_once; ++i, first += 100)
                    submissions.push_back(insert(connection, {random, first, clock.now()}));
            });
            node().refresh_directory();
            compare(submissions, assumptions);
        }
    }
    static std::string told(const std::vector<std::string>& story)
    {
        std::string all;
        for (const auto& line : story)
            all += line + "\n";
        return all;
    }
    void compare(const std::vector<std::pair<store::Message, std::string>>& submissions,
                 const relay::core::Assumptions& assumptions)
    {
        const auto people = house().people();
        std::vector<std::pair<store::MessageId, std::vector<Predicted>>> expected;
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
                                       << text(predicted) << "story:\n"
                                       << told(node().story(message));
        }
    }
    /// All of it, and what is to be submitted to whom.
    std::pair<store::Message, std::string> insert(store::Connection& connection,
                                                  RandomDirectory directory)
    {
        for (const auto& contact : directory.contacts())
            store::ContactRepository(connection, fresh().vault()).insert(contact);
        for (const auto& device : directory.devices()) {
            store::DeviceRepository rows(connection, fresh().vault());
            rows.insert(device);
            rows.save_push(device.id, *device.push);
        }
        const auto schedule = directory.schedule();
        store::ScheduleRepository schedules(connection);
        schedules.insert(schedule);
        for (const auto& instead : schedule.overrides)
            EXPECT_TRUE(schedules.add(schedule.id, instead));
        store::GroupRepository groups(connection, fresh().vault());
        const auto made = directory.groups();
        for (auto group : made) {
            group.failovers.clear(); // some of them are not there yet
            groups.insert(group);
        }
        for (const auto& group : made)
            EXPECT_TRUE(groups.update(group));
        auto message = directory.message();
        if (house().metrics.is_ill(Channel::Sms) && message.priority == store::Priority::High)
            message.priority = store::Priority::Normal; // urgent ones ask the ill gateway each time
        return {std::move(message), directory.address()};
    }
    /// Who got it by which channel and when, of what the store knows. What a channel did not take
    /// got nobody.
    std::vector<Predicted> happened(store::MessageId message)
    {
        std::vector<Predicted> found;
        for (const auto& delivery : node().deliveries(message)) {
            const bool is_report = delivery.kind == store::DeliveryKind::Notice;
            if (is_report && delivery.channel != Channel::Email)
                continue;
            for (const auto& attempt : node().attempts(delivery.id)) {
                if (attempt.state == store::AttemptState::Accepted)
                    found.push_back(
                        {attempt.started, delivery.contact, {}, delivery.channel, delivery.kind});
            }
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

} // namespace

// D3, X.1, X.5
TEST_P(Simulation, PredictsWhatHappensInAThousandConfigurations)
{
    predict(configurations, {});
}

// D3, D8
TEST_P(Simulation, PredictsWhatHappensWhileAChannelIsDown)
{
    channels.sms.answer_always(no_connection);
    for (int i = 0; i < 3; ++i)
        node().submit(build::message(), "ADA-KING");
    ASSERT_TRUE(house().metrics.is_ill(Channel::Sms));

    predict(configurations / 4, {Channel::Sms});
}

// D3
TEST_P(Simulation, TakesTheNextChannelWhereOneIsDown)
{
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
