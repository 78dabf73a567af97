#include "store/group_commit.h"
#include "store/setting_repository.h"
#include "tests/store/store_test.h"
#include <csignal>
#include <latch>
#include <sys/resource.h>
#include <thread>

using namespace tests;
using namespace store;

namespace {

class Writer : public StoreTest {
protected:
    static GroupCommitSettings patient()
    {
        GroupCommitSettings settings;
        settings.lazy_wait = 1h; // a test that waited for it would time out
        return settings;
    }

    /// Holds the writer inside a job until release(), so that work piles up behind it.
    class Hold {
    public:
        explicit Hold(GroupCommit& writer)
        {
            writer.submit({.work = [this](Connection&) {
                began_.count_down();
                free_.wait();
            }});
            began_.wait();
        }
        void release() { free_.count_down(); }

    private:
        std::latch began_{1};
        std::latch free_{1};
    };

    static void set(Connection& connection, const std::string& name)
    {
        SettingRepository(connection).save(name, Blob{1});
    }
    bool is_set(const std::string& name)
    {
        return SettingRepository(connection()).find(name).has_value();
    }
    static void wait_for(GroupCommit& writer, std::size_t waiting)
    {
        while (writer.counts().waiting < waiting)
            std::this_thread::yield();
    }
};

/// What became of a job.
struct Outcome {
    std::atomic<bool> told{false};
    std::exception_ptr why;
    auto done()
    {
        return [this](const std::exception_ptr& outcome) {
            why = outcome;
            told = true;
        };
    }
    template <class Error>
    bool is() const
    {
        try {
            if (why)
                std::rethrow_exception(why);
        } catch (const Error&) {
            return true;
        } catch (...) {
            return false;
        }
        return false;
    }
};

std::size_t open_descriptors()
{
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd"))
        ++count;
    return count;
}

} // namespace

TEST_P(Writer, ServesSixtyFourWaitingThreadsWithOneCommit)
{
    GroupCommit writer(database());
    Hold hold(writer);
    std::vector<std::jthread> listeners;
    for (int number = 0; number < 64; ++number)
        listeners.emplace_back([&writer, number] {
            writer.run([&](Connection& c) { set(c, std::to_string(number)); });
        });
    wait_for(writer, 64);

    hold.release();
    listeners.clear();

    EXPECT_EQ(writer.counts().commits, 2U); // the job that held it, and all the others
    EXPECT_EQ(writer.counts().jobs, 65U);
    EXPECT_TRUE(is_set("0"));
    EXPECT_TRUE(is_set("63"));
}

TEST_P(Writer, LetsAFailingJobHurtOnlyItself)
{
    GroupCommit writer(database());
    Hold hold(writer);
    Outcome first;
    Outcome clumsy;
    Outcome quiet;
    Outcome last;
    const auto conflict = [](Connection& c) {
        set(c, "half");
        const auto twice = "INSERT INTO setting (name, value) VALUES ($1, $2)";
        c.execute(twice, {"half", Blob{2}});
    };
    writer.submit({.work = [](Connection& c) { set(c, "first"); }, .done = first.done()});
    writer.submit({.work = conflict, .done = clumsy.done()});
    writer.submit(
        {.work = [](Connection&) { throw std::runtime_error("mine"); }, .done = quiet.done()});
    writer.submit({.work = [](Connection& c) { set(c, "last"); }, .done = last.done()});

    hold.release();
    writer.drain();

    EXPECT_EQ(first.why, nullptr);
    EXPECT_TRUE(clumsy.is<Conflict>());
    EXPECT_TRUE(quiet.is<std::runtime_error>());
    EXPECT_EQ(last.why, nullptr);
    EXPECT_TRUE(is_set("first"));
    EXPECT_TRUE(is_set("last"));
    EXPECT_FALSE(is_set("half"));
    EXPECT_EQ(writer.counts().failed_jobs, 2U);
    EXPECT_FALSE(writer.is_ill());
}

TEST_P(Writer, HurtsOnlyTheJobThatSwallowsAConflict)
{
    GroupCommit writer(database());
    Hold hold(writer);
    Outcome swallower;
    Outcome other;
    const auto swallow = [](Connection& c) {
        set(c, "swallowed");
        EXPECT_THROW(
            c.execute("INSERT INTO setting (name, value) VALUES ($1, $2)", {"swallowed", Blob{2}}),
            Conflict);
    };
    writer.submit({.work = swallow, .done = swallower.done()});
    writer.submit({.work = [](Connection& c) { set(c, "other"); }, .done = other.done()});

    hold.release();
    writer.drain();

    EXPECT_EQ(other.why, nullptr);
    EXPECT_TRUE(is_set("other"));
    EXPECT_EQ(is_set("swallowed"), swallower.why == nullptr); // what is told is what is true
}

TEST_P(Writer, AnswersWhatTheWorkAnswersAndThrowsWhatItThrew)
{
    GroupCommit writer(database());

    EXPECT_EQ(writer.ask([](Connection&) { return std::string("answer"); }), "answer");
    EXPECT_THROW(writer.run([](Connection&) { throw std::logic_error("mine"); }), std::logic_error);
    EXPECT_FALSE(connection().in_transaction());
}

TEST_P(Writer, LetsACompletionRideOnTheNextUrgentCommit)
{
    GroupCommit writer(database(), patient());
    Outcome lazy;
    writer.submit({.work = [](Connection& c) { set(c, "lazy"); },
                   .done = lazy.done(),
                   .kind = WriteJob::Kind::Lazy});
    const bool told_early = lazy.told;

    writer.run([](Connection& c) { set(c, "urgent"); });

    EXPECT_FALSE(told_early);
    EXPECT_EQ(writer.counts().commits, 1U);
    EXPECT_TRUE(is_set("lazy"));
}

TEST_P(Writer, CommitsALazyJobByItselfWhenNothingElseComes)
{
    GroupCommitSettings settings;
    settings.lazy_wait = 1ms;
    GroupCommit writer(database(), settings);
    std::latch told(1);

    writer.submit({.work = [](Connection& c) { set(c, "lazy"); },
                   .done = [&](const std::exception_ptr&) { told.count_down(); },
                   .kind = WriteJob::Kind::Lazy});
    told.wait();

    EXPECT_TRUE(is_set("lazy"));
}

TEST_P(Writer, DoesNotLingerWhenDrainedOrStopped)
{
    GroupCommit writer(database(), patient());
    const auto lazily = [&](const std::string& name) {
        writer.submit(
            {.work = [name](Connection& c) { set(c, name); }, .kind = WriteJob::Kind::Lazy});
    };

    lazily("drained");
    writer.drain();
    EXPECT_TRUE(is_set("drained"));

    lazily("stopped");
    writer.stop();
    EXPECT_TRUE(is_set("stopped"));
    EXPECT_THROW(writer.run([](Connection&) {}), StoreUnavailable);
}

TEST_P(Writer, RefusesNewWorkOnANearlyFullDiskAndStillClosesTheOld)
{
    std::atomic<std::uint64_t> free_bytes{10};
    GroupCommitSettings settings;
    settings.reserve_bytes = 64'000'000;
    settings.free_bytes = [&] { return std::optional(free_bytes.load()); };
    GroupCommit writer(database(), settings);
    const auto accept = [&] { writer.run([](Connection& c) { set(c, "new"); }, true); };

    EXPECT_THROW(accept(), StoreUnavailable);
    EXPECT_NO_THROW(writer.run([](Connection& c) { set(c, "closed"); }));
    EXPECT_FALSE(is_set("new"));
    EXPECT_TRUE(is_set("closed"));

    free_bytes = 64'000'000;
    EXPECT_NO_THROW(accept());
}

TEST_P(Writer, CallsForAnEndWhenAFlushFailed)
{
    std::string last_words;
    GroupCommitSettings settings;
    settings.fatal = [&](const std::string& why) { last_words = why; };
    GroupCommit writer(database(), settings);

    EXPECT_THROW(writer.run([](Connection&) {
        throw StoreUnavailable(StoreUnavailable::Cause::SyncFailed, "flush failed");
    }),
                 StoreUnavailable);

    EXPECT_EQ(last_words, "flush failed");
    EXPECT_TRUE(writer.is_ill());
}

TEST_P(Writer, RefusesOnAFullDiskAndRecoversWhenThereIsRoomAgain)
{
    if (GetParam() != Engine::Sqlite)
        return; // the disk of a PostgreSQL server is its own matter
    GroupCommit writer(database());
    writer.run([](Connection& c) { set(c, "before"); });
    const auto big = [](Connection& c) { SettingRepository(c).save("big", Blob(4'000'000, 7)); };
    // As ulimit -f: a write beyond it fails, as on a full disk.
    const auto previous = std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    rlimit tight = limit;
    tight.rlim_cur = 2'000'000;
    ::setrlimit(RLIMIT_FSIZE, &tight);

    Outcome refused;
    writer.submit({.work = big, .done = refused.done()});
    writer.drain();
    const bool was_ill = writer.is_ill();
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, previous);
    writer.run(big);

    EXPECT_TRUE(refused.is<StoreUnavailable>());
    EXPECT_TRUE(was_ill);
    EXPECT_FALSE(writer.is_ill());
    EXPECT_TRUE(is_set("before"));
    EXPECT_TRUE(is_set("big"));
    EXPECT_EQ(connection().query("PRAGMA integrity_check").at(0).text(0), "ok");
}

TEST_P(Writer, SaysDiskFullInThoseWords)
{
    if (GetParam() != Engine::Sqlite)
        return;
    GroupCommit writer(database());
    const auto full = [](Connection& c) {
        c.query("PRAGMA max_page_count = 1");
        SettingRepository(c).save("big", Blob(400'000, 7));
    };

    try {
        writer.run(full);
        FAIL() << "it fitted";
    } catch (const StoreUnavailable& refusal) {
        EXPECT_EQ(refusal.cause(), StoreUnavailable::Cause::DiskFull);
        EXPECT_NE(std::string(refusal.what()).find("make room"), std::string::npos);
    }
    EXPECT_NO_THROW(writer.run([](Connection& c) { set(c, "after"); }));
}

TEST_P(Writer, ComesBackByItselfAfterARestartOfTheServerWithoutLosingDescriptors)
{
    if (GetParam() != Engine::PostgreSql)
        return; // SQLite has no server
    auto& server = *PostgresServer::shared();
    GroupCommit writer(database());
    writer.run([](Connection& c) { set(c, "before"); });
    EXPECT_EQ(database().reader()->query("SELECT 1").size(), 1U);
    const auto descriptors = open_descriptors();

    server.stop();
    for (int times = 0; times < 20; ++times) {
        EXPECT_THROW(writer.run([](Connection& c) { set(c, "lost"); }), StoreUnavailable);
        EXPECT_THROW(database().reader(), StoreUnavailable);
    }
    EXPECT_TRUE(writer.is_ill());
    server.start();
    writer.run([](Connection& c) { set(c, "after"); });

    EXPECT_FALSE(writer.is_ill());
    const auto names = database().reader()->query("SELECT name FROM setting WHERE name <> 'vault'");
    EXPECT_EQ(names.size(), 2U);
    EXPECT_LE(open_descriptors(), descriptors);
}

ON_BOTH_ENGINES(Writer);
