#pragma once
// A house that runs in a test: a database of either engine, a clock that moves when told to, and
// recording channels.
#include "relay/engine/commit.h"
#include "relay/engine/scheduler.h"
#include "relay/service/log.h"
#include "store/attempt_repository.h"
#include "store/contact_repository.h"
#include "store/domain_repository.h"
#include "store/escalation_repository.h"
#include "store/group_repository.h"
#include "store/ledger_repository.h"
#include "store/message_repository.h"
#include "store/node_repository.h"
#include "store/notice_repository.h"
#include "store/page_repository.h"
#include "store/reply_repository.h"
#include "store/schedule_repository.h"
#include "store/source_repository.h"
#include "tests/support/builders.h"
#include "tests/support/fresh_database.h"
#include "tests/support/moved_clock.h"
#include "tests/support/postgres_server.h"
#include "tests/support/recording_channel.h"
#include <gtest/gtest.h>
#include <iostream>

namespace tests {

/// One node: all that a process has between its listeners and its channels.
///
/// Nothing is due, being sent or being written when settle() or advance() return, so what a test
/// then reads is final for that instant.
class RunningHouse {
public:
    struct Settings {
        std::string name = "node";
        relay::engine::Rules rules{};
        relay::engine::WayRule way{}; ///< of mail, texts and calls
        bool started = true;          ///< false: settle() does the scheduler's work
    };

    /// What it is given outlives it; `rules.channels` are all at hand whatever it says.
    RunningHouse(FreshDatabase& fresh, MovedClock& clock, RecordingChannels& channels,
                 Settings settings)
        : fresh_(fresh), clock_(clock), channels_(channels), writer_(fresh.database()),
          directory_(fresh.vault()), node_(acquire(settings.name)),
          ids_(node_.number, highest_id()), house_{fresh.database(), writer_,  directory_,
                                                   fresh.vault(),    ids_,     clock_,
                                                   mailbox_,         metrics_, settings.rules}
    {
        house_.rules.channels.email = house_.rules.channels.sms = true;
        house_.rules.channels.ivr = house_.rules.channels.push = true;
        house_.rules.channels.snpp = house_.rules.channels.wctp_peer = true;
        refresh_directory();
        scheduler_.emplace(house_, relay::engine::Scheduler::Lease{
                                       node_, lease, [this](const auto&) { fenced_off_ = true; }});
        scheduler_->add(store::Channel::Email, std::make_unique<LentChannel>(channels.email),
                        settings.way);
        scheduler_->add(store::Channel::Sms, std::make_unique<LentChannel>(channels.sms),
                        settings.way);
        scheduler_->add(store::Channel::Ivr, std::make_unique<LentChannel>(channels.ivr),
                        settings.way);
        scheduler_->add(store::Channel::Snpp, std::make_unique<LentChannel>(channels.snpp));
        scheduler_->add(store::Channel::WctpPeer, std::make_unique<LentChannel>(channels.peer));
        scheduler_->add(store::Channel::WctpPush, std::make_unique<LentChannel>(channels.wctp));
        scheduler_->add(store::Channel::Push, std::make_unique<LentChannel>(channels.push));
        if (settings.started)
            scheduler_->start();
    }
    RunningHouse(FreshDatabase& fresh, MovedClock& clock, RecordingChannels& channels)
        : RunningHouse(fresh, clock, channels, Settings())
    {
    }
    ~RunningHouse() { crash(); }
    RunningHouse(const RunningHouse&) = delete;
    RunningHouse& operator=(const RunningHouse&) = delete;

    relay::engine::House& house() { return house_; }
    relay::engine::Scheduler& scheduler() { return *scheduler_; }
    const store::Node& node() const { return node_; }
    bool is_fenced_off() const { return fenced_off_; }

    /// As a killed process: nothing is written any more, whatever its channels answer.
    void crash()
    {
        writer_.stop();
        channels_.email.release();
        channels_.sms.release();
        channels_.ivr.release();
        channels_.snpp.release();
        channels_.peer.release();
        channels_.wctp.release();
        channels_.push.release();
        scheduler_.reset();
    }

    void settle() { scheduler_->settle(); }
    void advance(store::Millis by)
    {
        clock_.advance(by);
        settle();
    }

    /// Does `work(connection)` in a transaction of its own.
    template <class Work>
    void write(Work&& work)
    {
        writer_.run([&](store::Connection& connection) { work(connection); });
        mailbox_.poke();
    }
    /// Does `work(commit)`, as a listener does, and settles.
    template <class Work>
    void commit(Work&& work)
    {
        write([&](store::Connection& connection) {
            relay::engine::Commit made(connection, house_);
            work(made);
        });
        settle();
    }
    /// What `work(connection)` reads.
    template <class Work>
    auto read(Work&& work)
    {
        auto reader = fresh_.database().reader();
        return work(*reader);
    }

    /// Inserts into the directory; the house knows it at once.
    void add(const store::Contact& contact)
    {
        write([&](auto& c) { store::ContactRepository(c, fresh_.vault()).insert(contact); });
        refresh_directory();
    }
    void add(const store::Group& group)
    {
        write([&](auto& c) { store::GroupRepository(c, fresh_.vault()).insert(group); });
        refresh_directory();
    }
    /// With its overrides and swaps.
    void add(const store::Schedule& schedule)
    {
        write([&](store::Connection& connection) {
            store::ScheduleRepository rows(connection);
            rows.insert(schedule);
            for (const auto& instead : schedule.overrides)
                ASSERT_TRUE(rows.add(schedule.id, instead));
            for (const auto& swap : schedule.swaps)
                ASSERT_TRUE(rows.add(schedule.id, swap));
        });
        refresh_directory();
    }
    void add(const store::Source& source)
    {
        write([&](auto& c) { store::SourceRepository(c, fresh_.vault()).insert(source); });
        refresh_directory();
    }
    /// Domain 1 "Shared" and 2 "VIPs"; principal 1 "mary", and 2 "bob", who reaches the VIPs;
    /// source 1 "monitor" (WCTP, mary's), 2 "mailer" (SMTP, mary's), 3 "pusher" (WCTP, mary's, with
    /// a callback), 4 "insider" (WCTP, bob's).
    void add_sources()
    {
        write([&](store::Connection& connection) {
            store::DomainRepository domains(connection);
            domains.insert(store::SecurityDomain{{1}, "Shared", true});
            domains.insert(store::SecurityDomain{{2}, "VIPs", false});
            domains.insert(store::Principal{{1}, "mary"});
            domains.insert(store::Principal{{2}, "bob"});
            domains.grant({{2}, {2}, store::AccessLevel::Viewer});
            store::SourceRepository sources(connection, fresh_.vault());
            sources.insert(source(1, "monitor", store::Door::Wctp, 1));
            sources.insert(source(2, "mailer", store::Door::Smtp, 1));
            auto pusher = source(3, "pusher", store::Door::Wctp, 1);
            pusher.callback_url = "https://pusher.example/wctp";
            sources.insert(pusher);
            sources.insert(source(4, "insider", store::Door::Wctp, 2));
        });
        refresh_directory();
    }
    void refresh_directory()
    {
        auto reader = fresh_.database().reader();
        directory_.refresh_if_changed(*reader);
    }

    /// What the submission door does with a message to `address`, without the door: all its rows,
    /// in one commit; then settles. The message's id.
    store::MessageId submit(store::Message message, std::string_view address)
    {
        accept(message = addressed(std::move(message), address));
        settle();
        return message.id;
    }
    /// As submit(), and does not wait.
    store::MessageId submit_only(store::Message message, std::string_view address)
    {
        accept(message = addressed(std::move(message), address));
        return message.id;
    }

    /// As submit_only(), all in one transaction: a storm that took no time.
    void submit_only(std::vector<store::Message> messages, std::string_view address)
    {
        for (auto& message : messages)
            message = addressed(std::move(message), address);
        write([&](store::Connection& connection) {
            for (const auto& message : messages)
                relay::engine::Commit(connection, house_).accept(message, drafted(message));
        });
    }

    // What the store holds about a message, in the order in which it was made.
    std::optional<store::Message> message(store::MessageId id)
    {
        return read([&](auto& c) { return store::MessageRepository(c, fresh_.vault()).find(id); });
    }
    std::vector<store::Page> pages(store::MessageId id)
    {
        return read([&](auto& c) { return store::PageRepository(c).of_message(id); });
    }
    std::vector<store::Delivery> deliveries(store::MessageId id)
    {
        return read([&](auto& c) { return store::DeliveryRepository(c).of_message(id); });
    }
    std::vector<store::Attempt> attempts(store::DeliveryId id)
    {
        return read(
            [&](auto& c) { return store::AttemptRepository(c, fresh_.vault()).of_delivery(id); });
    }
    std::vector<store::Notice> notices(store::MessageId id)
    {
        return read(
            [&](auto& c) { return store::NoticeRepository(c, fresh_.vault()).of_message(id); });
    }
    std::vector<store::Reply> replies(store::MessageId id)
    {
        return read(
            [&](auto& c) { return store::ReplyRepository(c, fresh_.vault()).of_message(id); });
    }
    std::vector<store::Escalation> escalations(store::MessageId id)
    {
        return read(
            [&](auto& c) { return store::EscalationRepository(c, fresh_.vault()).of_message(id); });
    }
    std::vector<store::LedgerLine> ledger(store::MessageId id)
    {
        return read([&](auto& c) { return store::LedgerRepository(c).of_message(id); });
    }
    /// "decision: reason" of each line.
    std::vector<std::string> story(store::MessageId id)
    {
        std::vector<std::string> lines;
        for (const auto& line : ledger(id))
            lines.push_back(line.decision + ": " + line.reason);
        return lines;
    }

private:
    static constexpr store::Millis lease{60'000};

    static store::Source source(std::int64_t id, std::string name, store::Door door,
                                std::int64_t principal)
    {
        store::Source made{.id = {id}, .name = name, .door = door, .principal = {principal}};
        if (door != store::Door::Smtp) // there it would be a login
            made.sender_id = name + ".example";
        made.senders = {"*"};
        return made;
    }

    // The lease is about processes and runs on real time, as the scheduler's housekeeping.
    store::Node acquire(const std::string& name)
    {
        const auto now = relay::engine::SystemClock().now();
        return writer_.ask([&](store::Connection& connection) {
            return store::NodeRepository(connection).acquire(name, now, lease);
        });
    }
    std::int64_t highest_id()
    {
        return read([](auto& c) { return store::NodeRepository(c).highest_id(); });
    }

    store::Message addressed(store::Message message, std::string_view address)
    {
        message.id = ids_.make<store::MessageId>(clock_.now());
        message.recipient = std::string(address);
        message.accepted = clock_.now();
        return message;
    }

    relay::engine::Draft drafted(const store::Message& message)
    {
        const auto people = directory_.current();
        relay::engine::Drafter drafter(house_.rules, *people, ids_, message, clock_.now());
        drafter.address(people->find(message.recipient).value());
        return drafter.take();
    }

    void accept(const store::Message& message)
    {
        const auto draft = drafted(message);
        write([&](store::Connection& connection) {
            relay::engine::Commit(connection, house_).accept(message, draft);
        });
    }

    FreshDatabase& fresh_;
    MovedClock& clock_;
    RecordingChannels& channels_;
    store::GroupCommit writer_;
    store::DirectoryCache directory_;
    store::Node node_;
    store::IdGenerator ids_;
    relay::engine::Mailbox mailbox_;
    relay::engine::Metrics metrics_;
    relay::engine::House house_;
    std::atomic<bool> fenced_off_{false};
    std::optional<relay::engine::Scheduler> scheduler_;
};

/// One house on each engine, with its sources; says so where PostgreSQL is not installed.
class HouseTest : public testing::TestWithParam<store::Engine> {
protected:
    void SetUp() override
    {
        // A failure is found again among a few lines, not among thousands.
        relay::service::log::room("engine").set_level(relay::service::LogLevel::Error);
        if (!FreshDatabase::is_available(GetParam())) {
            std::cout << "skipped: " << PostgresServer::why_absent() << "\n";
            GTEST_SKIP() << PostgresServer::why_absent();
        }
        fresh_.emplace(GetParam());
        node_.emplace(*fresh_, clock, channels, settings());
        node_->add_sources();
    }
    void TearDown() override { node_.reset(); }

    /// What is not by default.
    virtual RunningHouse::Settings settings() const { return {}; }

    FreshDatabase& fresh() { return *fresh_; }
    RunningHouse& node() { return *node_; }
    relay::engine::House& house() { return node_->house(); }
    /// The node is killed, and another started in its place.
    void restart()
    {
        node_.reset();
        node_.emplace(*fresh_, clock, channels, settings());
    }

    MovedClock clock{build::noon};
    RecordingChannels channels;

private:
    std::optional<FreshDatabase> fresh_;
    std::optional<RunningHouse> node_;
};

#define HOUSE_ON_BOTH_ENGINES(Suite)                                                               \
    INSTANTIATE_TEST_SUITE_P(                                                                      \
        On, Suite, testing::Values(store::Engine::Sqlite, store::Engine::PostgreSql),              \
        [](const auto& parameter) {                                                                \
            return parameter.param == store::Engine::Sqlite ? "Sqlite" : "PostgreSql";             \
        })

} // namespace tests
