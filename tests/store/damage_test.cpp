// K06: what happens to a SQLite database that somebody or something damaged.
#include "tests/store/store_test.h"
#include <fstream>

using namespace tests;
using namespace store;

namespace {

class Damage : public testing::Test {
protected:
    Damage()
    {
        auto connection = fresh_.database().connect();
        Transaction transaction(*connection);
        insert_page(*connection, fresh_.vault());
        for (std::int64_t id = 1000; id < 2000; ++id) {
            auto message = chest_pain();
            message.id = MessageId{id};
            MessageRepository(*connection, fresh_.vault()).insert(message);
        }
        transaction.commit();
        connection.reset();
        fresh_.database().empty_journal();
    }
    const std::filesystem::path& file() const { return fresh_.settings().file; }

    void scribble(std::size_t from, std::size_t length)
    {
        std::fstream stream(file(), std::ios::binary | std::ios::in | std::ios::out);
        stream.seekp(static_cast<std::streamoff>(from));
        stream << std::string(length, '\xA5');
    }
    StoreUnavailable::Cause cause_of(const std::function<void()>& work)
    {
        try {
            work();
        } catch (const StoreUnavailable& failure) {
            return failure.cause();
        }
        ADD_FAILURE() << "it went through";
        return {};
    }

    FreshDatabase fresh_{Engine::Sqlite};
};

} // namespace

TEST_F(Damage, IsNotThereOnAnIntactFile)
{
    EXPECT_EQ(fresh_.database().first_fault(), std::nullopt);
}

TEST_F(Damage, OfTheFirstPageIsRefusedAtTheStart)
{
    scribble(0, 100);

    EXPECT_EQ(cause_of([&] { (void)fresh_.database().connect(); }),
              StoreUnavailable::Cause::Corrupt);
    EXPECT_NE(fresh_.database().first_fault(), std::nullopt);
}

TEST_F(Damage, OfAQuarterIsFoundAndNothingIsReadFromIt)
{
    const auto size = std::filesystem::file_size(file());
    scribble(size / 2, size / 4);

    EXPECT_NE(fresh_.database().first_fault(), std::nullopt);
    // What lies there is the schema or the messages, as the pages happen to fall.
    EXPECT_EQ(cause_of([&] {
                  const auto connection = fresh_.database().connect();
                  (void)MessageRepository(*connection, fresh_.vault()).list({}, 2000);
              }),
              StoreUnavailable::Cause::Corrupt);
}

TEST_F(Damage, OfAFileCutInHalfIsFound)
{
    std::filesystem::resize_file(file(), std::filesystem::file_size(file()) / 2);

    EXPECT_NE(fresh_.database().first_fault(), std::nullopt);
}

TEST_F(Damage, IsNotWhatAHalfWrittenJournalLeavesBehind)
{
    auto connection = fresh_.database().connect();
    {
        Transaction transaction(*connection);
        connection->execute("INSERT INTO setting (name, value) VALUES ($1, $2)", {"kept", Blob{1}});
        transaction.commit();
    }
    // The next transaction reached the log in part only: what a crash leaves.
    const auto log = file().string() + "-wal";
    const auto copy = fresh_.directory() / "after-crash.db";
    std::filesystem::copy(file(), copy);
    std::filesystem::copy(log, copy.string() + "-wal");
    std::ofstream(copy.string() + "-wal", std::ios::binary | std::ios::app)
        << std::string(3000, '\x5A');

    Database recovered({.engine = Engine::Sqlite, .file = copy});

    EXPECT_EQ(recovered.first_fault(), std::nullopt);
    EXPECT_EQ(recovered.connect()->query("SELECT name FROM setting WHERE name = 'kept'").size(),
              1U);
}

TEST_F(Damage, OfADirectoryThatIsNotThereIsSaidInOneLine)
{
    Database nowhere({.engine = Engine::Sqlite, .file = fresh_.directory() / "no" / "belfry.db"});

    try {
        (void)nowhere.connect();
        FAIL() << "it was made";
    } catch (const StoreUnavailable& failure) {
        EXPECT_NE(std::string(failure.what()).find("check that its directory exists"),
                  std::string::npos);
    }
}

TEST_F(Damage, IsKeptOutByTheModeOfTheFiles)
{
    const auto connection = fresh_.database().connect();
    connection->execute("INSERT INTO setting (name, value) VALUES ($1, $2)", {"x", Blob{1}});

    for (const auto* suffix : {"", "-wal", "-shm"}) {
        const auto mode = std::filesystem::status(file().string() + suffix).permissions();
        EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
            << suffix;
    }
}
