#include "store/setting_repository.h"
#include "tests/store/store_test.h"
#include <thread>

using namespace tests;
using namespace store;

namespace {

class Connected : public StoreTest {};

} // namespace

TEST_P(Connected, BindsEveryKindOfValueAndReadsItBack)
{
    connection().script("CREATE TABLE sample (a BIGINT, b TEXT)");
    const std::int64_t low = std::numeric_limits<std::int64_t>::min();

    connection().execute("INSERT INTO sample (a, b) VALUES ($1, $2)", {low, "caf\xC3\xA9"});
    connection().execute("INSERT INTO sample (a, b) VALUES ($1, $2)", {Value{}, ""});
    SettingRepository(connection()).save("empty", Blob{});
    SettingRepository(connection()).save("bytes", Blob{0, 255, 0});
    const auto rows = connection().query("SELECT a, b FROM sample ORDER BY b DESC");

    EXPECT_EQ(rows.at(0).number(0), low);
    EXPECT_EQ(rows.at(0).text(1), "caf\xC3\xA9");
    EXPECT_TRUE(rows.at(1).is_null(0));
    EXPECT_EQ(rows.at(1).text(1), "");
    EXPECT_EQ(SettingRepository(connection()).find("empty"), Blob{});
    EXPECT_EQ(SettingRepository(connection()).find("bytes"), (Blob{0, 255, 0}));
}

TEST_P(Connected, ComplainsOfTheWrongKindAndOfMissingValues)
{
    const auto rows = connection().query("SELECT name FROM setting");

    EXPECT_THROW((void)rows.at(0).number(0), StoreError);
    EXPECT_THROW(connection().query("SELECT name FROM setting WHERE name = $1"), StoreError);
    EXPECT_THROW(connection().query("SELECT nonsense FROM nowhere"), StoreError);
}

TEST_P(Connected, UndoesATransactionThatWasNotCommitted)
{
    SettingRepository settings(connection());

    {
        const Transaction undone(connection());
        settings.save("undone", Blob{1});
    }
    commit([&] { settings.save("done", Blob{1}); });

    EXPECT_EQ(settings.find("undone"), std::nullopt);
    EXPECT_NE(settings.find("done"), std::nullopt);
    EXPECT_FALSE(connection().in_transaction());
}

TEST_P(Connected, GoesOnAfterAFailureInsideASavepoint)
{
    SettingRepository settings(connection());
    const auto insert = "INSERT INTO setting (name, value) VALUES ($1, $2)";

    commit([&] {
        settings.save("before", Blob{1});
        {
            const Savepoint undone(connection());
            EXPECT_THROW(connection().execute(insert, {"before", Blob{2}}), Conflict);
        }
        settings.save("after", Blob{1});
    });

    EXPECT_EQ(settings.find("before"), Blob{1});
    EXPECT_NE(settings.find("after"), std::nullopt);
}

TEST_P(Connected, RefusesToNestTransactions)
{
    const Transaction outer(connection());

    EXPECT_THROW(const Transaction inner(connection()), StoreError);
}

TEST_P(Connected, ReadsOneInstantThroughoutAReadTransaction)
{
    const auto reader = database().reader();
    const Transaction one_instant(*reader, Transaction::Kind::Read);
    const auto before = reader->query("SELECT name FROM setting").size();

    SettingRepository(connection()).save("meanwhile", Blob{1});

    EXPECT_EQ(reader->query("SELECT name FROM setting").size(), before);
}

TEST_P(Connected, LendsConnectionsThatCannotWrite)
{
    const auto reader = database().reader();

    EXPECT_THROW(SettingRepository(*reader).save("x", Blob{1}), StoreUnavailable);
    EXPECT_EQ(SettingRepository(connection()).find("x"), std::nullopt);
}

TEST_P(Connected, LendsAgainWhatCameBackAndUndoesWhatWasLeftOpen)
{
    auto settings = fresh().settings();
    settings.readers = 1;
    settings.busy_timeout = 1ms;
    Database small(settings);
    const Connection* first = nullptr;
    {
        const auto reader = small.reader();
        first = &*reader;
        reader->control("BEGIN");
        EXPECT_THROW((void)small.reader(), Busy);
    }

    const auto again = small.reader();

    EXPECT_EQ(&*again, first);
    EXPECT_FALSE(again->in_transaction());
}

TEST_P(Connected, LosesNoUpdateOfSixteenThreadsThatReadAndWrite)
{
    SettingRepository(connection()).save("count", Blob{0});
    const auto add_ten = [this] {
        const auto own = database().connect();
        for (int times = 0; times < 10; ++times) {
            Transaction transaction(*own);
            if (const auto lock = own->dialect().lock(1); !lock.empty())
                own->query(lock);
            SettingRepository settings(*own);
            auto count = *settings.find("count");
            ++count[0];
            settings.save("count", count);
            transaction.commit();
        }
    };

    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 16; ++thread)
            threads.emplace_back(add_ten);
    }

    EXPECT_EQ(SettingRepository(connection()).find("count"), Blob{160});
}

ON_BOTH_ENGINES(Connected);

TEST(DatabaseSettings, ThatCannotBeMeantAreRefused)
{
    EXPECT_THROW(Database({.engine = Engine::Sqlite}), StoreError);
    EXPECT_THROW(Database({.engine = Engine::PostgreSql}), StoreError);
    EXPECT_THROW(Database({.engine = Engine::PostgreSql, .connection = "host='a b'"}), StoreError);
    EXPECT_THROW(Database({.engine = Engine::Sqlite, .file = "x", .readers = 0}), StoreError);
}

TEST(DatabaseSettings, OfAServerThatIsNotThereGiveAClearRefusal)
{
    const Database nowhere({.engine = Engine::PostgreSql,
                            .connection = "host=/nonexistent dbname=belfry user=belfry"});

    try {
        (void)nowhere.connect();
        FAIL() << "somebody answered";
    } catch (const StoreUnavailable& failure) {
        EXPECT_EQ(failure.cause(), StoreUnavailable::Cause::Connection);
        EXPECT_NE(std::string(failure.what()).find("cannot connect"), std::string::npos);
    }
}
