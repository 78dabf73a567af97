#include "store/audit_repository.h"
#include "tests/store/store_test.h"
#include <thread>

using namespace tests;
using namespace store;

namespace {

class AuditTrail : public StoreTest {
protected:
    void SetUp() override
    {
        StoreTest::SetUp();
        if (IsSkipped())
            return;
        for (int times = 0; times < 5; ++times)
            commit([&] { trail().append(entry("contact.create")); });
    }
    static AuditEntry entry(const std::string& action)
    {
        return {.at = noon,
                .actor = "tok_1",
                .action = action,
                .subject = "ct_1",
                .outcome = "ok",
                .origin = "192.0.2.1"};
    }
    AuditRepository trail() { return {connection(), vault()}; }
    std::int64_t first_bad() { return trail().verify().fault.value_or(AuditFault{}).number; }
};

} // namespace

TEST_P(AuditTrail, IsNumberedWithoutAGapAndVerifies)
{
    const auto verdict = trail().verify();
    const auto newest = trail().list(0, 2);

    EXPECT_FALSE(verdict.fault);
    EXPECT_EQ(verdict.entries, 5);
    ASSERT_EQ(newest.size(), 2U);
    EXPECT_EQ(newest[0].number, 5);
    EXPECT_EQ(newest[0].hash, verdict.head);
    EXPECT_EQ(trail().list(4, 10).at(0).number, 3);
}

TEST_P(AuditTrail, NamesTheFirstEntryThatWasChanged)
{
    for (const std::string column : {"actor", "action", "subject", "outcome", "origin", "hash"}) {
        const auto genuine =
            connection().query("SELECT " + column + " FROM audit_entry WHERE number = 3");
        connection().script("UPDATE audit_entry SET " + column + " = 'x' WHERE number = 3");

        EXPECT_EQ(first_bad(), 3) << column;

        connection().execute("UPDATE audit_entry SET " + column + " = $1 WHERE number = 3",
                             {genuine[0].text(0)});
    }
    EXPECT_EQ(first_bad(), 0);
}

TEST_P(AuditTrail, NamesTheFirstEntryThatIsMissing)
{
    connection().script("DELETE FROM audit_entry WHERE number = 2");

    EXPECT_EQ(first_bad(), 2);
}

TEST_P(AuditTrail, NamesTheFirstOfTwoEntriesThatWereSwapped)
{
    connection().script("UPDATE audit_entry SET number = 99 WHERE number = 2;"
                        "UPDATE audit_entry SET number = 2 WHERE number = 4;"
                        "UPDATE audit_entry SET number = 4 WHERE number = 99;");

    EXPECT_EQ(first_bad(), 2);
}

TEST_P(AuditTrail, CannotBeContinuedWithoutTheKey)
{
    connection().script("INSERT INTO audit_entry (number, at_ms, actor, action, subject, outcome, "
                        "origin, hash) SELECT 6, at_ms, actor, action, subject, outcome, origin, "
                        "hash FROM audit_entry WHERE number = 5");

    EXPECT_EQ(first_bad(), 6);
}

TEST_P(AuditTrail, ShowsByItsHeadThatTheEndWasCutOff)
{
    const auto anchored = trail().verify().head;
    connection().script("DELETE FROM audit_entry WHERE number > 3");

    const auto verdict = trail().verify();

    EXPECT_FALSE(verdict.fault);
    EXPECT_NE(verdict.head, anchored);
}

TEST_P(AuditTrail, StaysWholeWhenTwoNodesWriteAtOnce)
{
    const auto node = [this] {
        const auto own = database().connect();
        for (int times = 0; times < 50; ++times) {
            Transaction transaction(*own);
            AuditRepository(*own, vault()).append(entry("inbox.read"));
            transaction.commit();
        }
    };

    {
        const std::jthread first(node);
        const std::jthread second(node);
    }

    const auto verdict = trail().verify();
    EXPECT_FALSE(verdict.fault);
    EXPECT_EQ(verdict.entries, 105);
}

ON_BOTH_ENGINES(AuditTrail);
