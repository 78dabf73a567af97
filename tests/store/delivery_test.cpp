#include "store/id_generator.h"
#include "store/node_repository.h"
#include "store/notice_repository.h"
#include "tests/store/store_test.h"
#include <atomic>
#include <set>
#include <thread>

using namespace tests;
using namespace store;

namespace {

class Queue : public StoreTest {
protected:
    void SetUp() override
    {
        StoreTest::SetUp();
        if (IsSkipped())
            return;
        commit([this] { insert_page(connection(), vault()); });
    }
    DeliveryRepository deliveries() { return DeliveryRepository(connection()); }

    void insert(std::int64_t id, Priority priority, Instant due,
                DeliveryState state = DeliveryState::Queued)
    {
        auto delivery = secure_delivery(id);
        delivery.priority = priority;
        delivery.due = due;
        delivery.state = state;
        deliveries().insert(delivery);
    }
};

std::vector<std::int64_t> ids(const std::vector<Delivery>& deliveries)
{
    std::vector<std::int64_t> ids;
    for (const auto& delivery : deliveries)
        ids.push_back(delivery.id.value);
    return ids;
}

} // namespace

TEST_P(Queue, GivesADeliveryBackAsItWasPlanned)
{
    auto delivery = secure_delivery();
    delivery.kind = DeliveryKind::Redundancy;
    delivery.channel = Channel::Sms;
    delivery.detail = DetailId{20};
    delivery.unless = Progress::Read;
    delivery.expires = noon + 1h;
    Delivery notice{.id = DeliveryId{301},
                    .message = chest_pain().id,
                    .notice = NoticeId{600},
                    .kind = DeliveryKind::Notice,
                    .channel = Channel::WctpPush,
                    .due = noon};

    deliveries().insert(delivery);
    deliveries().insert(notice);

    EXPECT_EQ(deliveries().find(delivery.id), delivery);
    EXPECT_EQ(deliveries().of_message(chest_pain().id), (std::vector{delivery, notice}));
    EXPECT_EQ(deliveries().of_page(page_for_donald().id), std::vector{delivery});
}

TEST_P(Queue, GivesHighPriorityFirstThenTheLongestOverdue)
{
    insert(1, Priority::Low, noon - 9s);
    insert(2, Priority::Normal, noon - 1s);
    insert(3, Priority::Normal, noon - 2s, DeliveryState::Deferred);
    insert(4, Priority::High, noon, DeliveryState::Planned);
    insert(5, Priority::High, noon + 1s);
    insert(6, Priority::High, noon - 1s, DeliveryState::Accepted);
    insert(7, Priority::Low, noon - 10s, DeliveryState::Unclear);

    EXPECT_EQ(ids(deliveries().due(Channel::Secure, noon, 10)),
              (std::vector<std::int64_t>{4, 3, 2, 7, 1}));
    EXPECT_EQ(ids(deliveries().due(Channel::Secure, noon, 2)), (std::vector<std::int64_t>{4, 3}));
}

TEST_P(Queue, TellsWhenTheNextFallsDue)
{
    EXPECT_EQ(deliveries().next_due(noon), std::nullopt);

    insert(1, Priority::Low, noon + 5s);
    insert(2, Priority::High, noon + 9s);
    insert(3, Priority::Normal, noon - 9s);
    insert(4, Priority::Normal, noon + 1s, DeliveryState::Read);

    EXPECT_EQ(deliveries().next_due(noon), noon + 5s);
}

TEST_P(Queue, ClaimsOnlyWhatStillWaitsAndInTheOrderAsked)
{
    insert(1, Priority::Normal, noon);
    insert(2, Priority::Normal, noon, DeliveryState::Cancelled);
    insert(3, Priority::Normal, noon, DeliveryState::Planned);

    const std::vector wanted{DeliveryId{3}, DeliveryId{2}, DeliveryId{1}, DeliveryId{99}};
    const auto claimed = deliveries().claim(wanted, 5, noon + 30s);

    EXPECT_EQ(ids(claimed), (std::vector<std::int64_t>{3, 1}));
    EXPECT_EQ(claimed[0].state, DeliveryState::Sending);
    EXPECT_EQ(claimed[0].attempts, 1);
    EXPECT_EQ(claimed[0].claimed_by, 5);
    EXPECT_EQ(claimed[0].lease_until, noon + 30s);
    EXPECT_EQ(claimed[0], deliveries().find(DeliveryId{3}));
    EXPECT_TRUE(deliveries().claim(wanted, 6, noon + 30s).empty());
    EXPECT_TRUE(deliveries().due(Channel::Secure, noon, 10).empty());
    EXPECT_TRUE(deliveries().claim({}, 5, noon).empty());
}

TEST_P(Queue, RefusesAStaleSave)
{
    insert(1, Priority::Normal, noon);
    auto mine = deliveries().claim(std::vector{DeliveryId{1}}, 5, noon + 30s).at(0);
    auto theirs = mine;
    theirs.state = DeliveryState::Unclear; // recovery took it from a node that slept
    theirs.claimed_by = 0;
    theirs.lease_until.reset();
    ASSERT_TRUE(deliveries().save(theirs));

    mine.state = DeliveryState::Accepted;
    mine.claimed_by = 0;

    EXPECT_FALSE(deliveries().save(mine, 5));
    EXPECT_FALSE(deliveries().save(mine));
    mine.version = theirs.version + 1; // even with the right version, the claim is gone
    EXPECT_FALSE(deliveries().save(mine, 5));
    EXPECT_EQ(deliveries().find(DeliveryId{1})->state, DeliveryState::Unclear);
}

TEST_P(Queue, SavesTheOutcomeOfAClaimInForce)
{
    insert(1, Priority::Normal, noon);
    auto sent = deliveries().claim(std::vector{DeliveryId{1}}, 5, noon + 30s).at(0);
    sent.state = DeliveryState::Accepted;
    sent.claimed_by = 0;
    sent.lease_until.reset();
    sent.reference = "k-1";

    EXPECT_FALSE(deliveries().save(sent, 6));
    EXPECT_TRUE(deliveries().save(sent, 5));

    sent.version += 1;
    EXPECT_EQ(deliveries().find(sent.id), sent);
    EXPECT_EQ(deliveries().with_reference(Channel::Secure, "k-1"), std::vector{sent});
    EXPECT_TRUE(deliveries().with_reference(Channel::Sms, "k-1").empty());
}

TEST_P(Queue, FindsTheClaimsOfANodeThatDied)
{
    NodeRepository nodes(connection());
    const auto first = nodes.acquire("a", noon, 90s).fence;
    const auto second = nodes.acquire("b", noon, 90s).fence;
    insert(1, Priority::Normal, noon);
    insert(2, Priority::Normal, noon);
    (void)deliveries().claim(std::vector{DeliveryId{1}}, first, noon + 30s);
    (void)deliveries().claim(std::vector{DeliveryId{2}}, second, noon + 30s);

    deliveries().renew(second, noon + 60s);

    EXPECT_EQ(ids(deliveries().claims_of(first)), std::vector<std::int64_t>{1});
    EXPECT_TRUE(deliveries().lost_claims(noon + 29s, noon, 10).empty());
    EXPECT_EQ(ids(deliveries().lost_claims(noon + 30s, noon, 10)), std::vector<std::int64_t>{1});
}

TEST_P(Queue, FindsTheClaimsOfANodeThatWasReplacedAtOnce)
{
    NodeRepository nodes(connection());
    const auto killed = nodes.acquire("a", noon, 90s);
    insert(1, Priority::Normal, noon);
    (void)deliveries().claim(std::vector{DeliveryId{1}}, killed.fence, noon + 30s);
    EXPECT_TRUE(deliveries().lost_claims(noon, noon, 10).empty());

    (void)nodes.acquire("a", noon + 1s, 90s);

    EXPECT_EQ(ids(deliveries().lost_claims(noon + 1s, noon + 1s, 10)),
              std::vector<std::int64_t>{1});
}

TEST_P(Queue, GivesDocumentsAboutOnePageOneAfterAnother)
{
    for (const std::int64_t id : {1, 2}) {
        auto document = secure_delivery(id);
        document.kind = DeliveryKind::Notice;
        document.channel = Channel::WctpPush;
        document.state = DeliveryState::Planned;
        deliveries().insert(document);
    }
    EXPECT_EQ(ids(deliveries().due(Channel::WctpPush, noon, 10)), std::vector<std::int64_t>{1});

    auto first = *deliveries().find(DeliveryId{1});
    first.state = DeliveryState::Accepted;
    ASSERT_TRUE(deliveries().save(first));

    EXPECT_EQ(ids(deliveries().due(Channel::WctpPush, noon, 10)), std::vector<std::int64_t>{2});
}

// Who answered is not held back for a day by a status that the originator will not take.
TEST_P(Queue, LetsAnAnswerPassAStatusThatWasTriedInVain)
{
    const auto insert_document = [&](std::int64_t id, NoticeKind kind) {
        NoticeRepository(connection(), vault())
            .insert({.id = {id}, .message = chest_pain().id, .kind = kind, .at = noon});
        auto document = secure_delivery(id);
        document.kind = DeliveryKind::Notice;
        document.notice = {id};
        document.channel = Channel::WctpPush;
        document.state = DeliveryState::Deferred;
        document.attempts = 2;
        deliveries().insert(document);
    };
    const auto due = [&] { return ids(deliveries().due(Channel::WctpPush, noon, 10)); };
    insert_document(1, NoticeKind::Queued);
    insert_document(2, NoticeKind::Read);
    insert_document(3, NoticeKind::Replied);
    insert_document(4, NoticeKind::Replied);
    EXPECT_EQ(due(), std::vector<std::int64_t>{1});

    for (const std::int64_t id : {1, 2}) {
        auto tried = *deliveries().find(DeliveryId{id});
        tried.attempts = 3;
        ASSERT_TRUE(deliveries().save(tried));
    }

    EXPECT_EQ(due(), (std::vector<std::int64_t>{1, 3})) << "answers stay in their order";
}

TEST_P(Queue, LeavesOutTheSourcesThatHaveEnough)
{
    insert(1, Priority::Normal, noon);
    const std::vector others{SourceId{77}};
    const std::vector its{chest_pain().source, SourceId{77}};

    EXPECT_EQ(deliveries().due(Channel::Secure, noon, 10, others).size(), 1U);
    EXPECT_TRUE(deliveries().due(Channel::Secure, noon, 10, its).empty());
}

TEST_P(Queue, KnowsWhichPagesOfAPeerAreUnanswered)
{
    const auto key_at = [](store::Instant at) { return store::IdGenerator::first_of(at); };
    const auto insert_page = [&](std::int64_t id, DeliveryState state, std::string reference) {
        auto page = secure_delivery(id);
        page.channel = Channel::WctpPeer;
        page.state = state;
        page.reference = std::move(reference);
        deliveries().insert(page);
        return id;
    };
    insert_page(key_at(noon - 25h), DeliveryState::Accepted, "old");
    const auto open = insert_page(key_at(noon - 1h), DeliveryState::Accepted, "a");
    const auto read = insert_page(key_at(noon), DeliveryState::Read, "b");
    insert_page(key_at(noon) + 1, DeliveryState::Refused, "c");
    insert_page(key_at(noon) + 2, DeliveryState::Accepted, "");

    const auto found = deliveries().unanswered(Channel::WctpPeer, noon - 24h, {}, 10);
    EXPECT_EQ(ids(found), (std::vector<std::int64_t>{open, read}));
    const auto first = deliveries().unanswered(Channel::WctpPeer, noon - 24h, {}, 1);
    ASSERT_EQ(first.size(), 1U);
    const auto next = deliveries().unanswered(Channel::WctpPeer, noon - 24h, first[0].id, 1);
    EXPECT_EQ(ids(next), std::vector{read});
    EXPECT_TRUE(deliveries().unanswered(Channel::Snpp, noon - 24h, {}, 10).empty());
}

TEST_P(Queue, DoesNotHideAChannelBehindTheBacklogOfAnother)
{
    for (std::int64_t id = 1; id <= 20; ++id)
        insert(id, Priority::High, noon - 1h);
    auto mail = secure_delivery(30);
    mail.channel = Channel::Email;
    mail.priority = Priority::Low;
    deliveries().insert(mail);

    EXPECT_EQ(ids(deliveries().due(Channel::Email, noon, 1)), std::vector<std::int64_t>{30});
}

TEST_P(Queue, CountsWhatIsOpenByStateAndChannel)
{
    insert(1, Priority::Normal, noon);
    insert(2, Priority::High, noon);
    insert(3, Priority::High, noon, DeliveryState::Read);
    insert(4, Priority::High, noon);
    (void)deliveries().claim(std::vector{DeliveryId{4}}, 5, noon);

    const auto counts = deliveries().open_counts();

    EXPECT_EQ(counts, (std::vector<DeliveryRepository::Count>{
                          {DeliveryState::Queued, Channel::Secure, 2},
                          {DeliveryState::Sending, Channel::Secure, 1}}));
}

TEST_P(Queue, NeverGivesOneDeliveryToTwoNodes)
{
    constexpr std::int64_t total = 300;
    commit([this] {
        for (std::int64_t id = 1; id <= total; ++id)
            insert(id, Priority::Normal, noon);
    });
    std::mutex mutex;
    std::vector<std::int64_t> claimed;
    const auto node = [&](std::int64_t fence) {
        const auto own = database().connect();
        DeliveryRepository queue(*own);
        for (std::size_t got = 1; got > 0;) {
            Transaction transaction(*own);
            std::vector<DeliveryId> wanted;
            for (const auto& each : queue.due(Channel::Secure, noon, 7))
                wanted.push_back(each.id);
            const auto mine = ids(queue.claim(wanted, fence, noon + 30s));
            transaction.commit();
            got = wanted.size();
            const std::scoped_lock lock(mutex);
            claimed.insert(claimed.end(), mine.begin(), mine.end());
        }
    };

    {
        std::vector<std::jthread> nodes;
        for (std::int64_t fence = 1; fence <= 4; ++fence)
            nodes.emplace_back(node, fence);
    }

    EXPECT_EQ(claimed.size(), static_cast<std::size_t>(total));
    EXPECT_EQ(std::set(claimed.begin(), claimed.end()).size(), static_cast<std::size_t>(total));
}

TEST_P(Queue, UsesTheIndexOfDueWorkWhateverTheBacklog)
{
    if (GetParam() != Engine::Sqlite)
        return; // PostgreSQL's planner decides by size; SQLite's choice is fixed by the text
    const auto plan = connection().query(
        "EXPLAIN QUERY PLAN SELECT id FROM delivery "
        "WHERE channel = 'sms' AND priority = 'high' AND due_ms <= 1 "
        "AND (state = 'planned' OR state = 'queued' OR state = 'deferred' OR state = 'unclear') "
        "ORDER BY due_ms, id LIMIT 1");

    ASSERT_EQ(plan.size(), 1U); // a second row would be a sort
    EXPECT_NE(plan[0].text(3).find("delivery_due"), std::string::npos);
}

TEST_P(Queue, GivesEachNodeANumberOfItsOwnAndARisingFence)
{
    NodeRepository nodes(connection());

    const auto a = nodes.acquire("a", noon, 30s);
    const auto b = nodes.acquire("b", noon, 30s);
    const auto a_again = nodes.acquire("a", noon + 1s, 30s);

    EXPECT_EQ(a, (Node{1, 1}));
    EXPECT_EQ(b, (Node{2, 2}));
    EXPECT_EQ(a_again, (Node{3, 3})); // the first process may still be there, and use number 1
    EXPECT_FALSE(nodes.renew(a, noon + 2s, 30s));
    EXPECT_TRUE(nodes.renew(b, noon + 2s, 30s));
    EXPECT_FALSE(nodes.renew(b, noon + 32s, 30s)); // overslept
    nodes.release(a_again);
    EXPECT_EQ(nodes.acquire("c", noon + 33s, 30s), (Node{1, 4}));
    EXPECT_EQ(nodes.highest_id(), page_for_donald().id.value);
}

ON_BOTH_ENGINES(Queue);
