#include "store/attempt_repository.h"
#include "store/escalation_repository.h"
#include "store/ledger_repository.h"
#include "store/promise_repository.h"
#include "store/receipt_repository.h"
#include "store/reply_repository.h"
#include "store/submission_key_repository.h"
#include "tests/store/store_test.h"

using namespace tests;
using namespace store;

namespace {

Message full_message()
{
    auto message = chest_pain();
    message.id = MessageId{101};
    message.reference = "m-1";
    message.transaction = "t-1";
    message.respond_to = "desk";
    message.wctp_version = "wctp-dtd-v1r3";
    message.wctp_token = "tok";
    message.tracking = "abcdefgh23456723";
    message.misc_info = "room 7";
    message.priority = Priority::High;
    message.allow_response = false;
    message.preformatted = true;
    message.notify = {true, false, true};
    message.choices = {{"Yes, coming", "YES"}, {"No: busy, 3", ""}};
    message.submitted = noon - 1s;
    message.not_before = noon + 1s;
    message.expires = noon + 1h;
    message.status_email = "desk@hospital.example";
    message.hops = 2;
    message.report = {.is_said = true,
                      .failure = true,
                      .delay = true,
                      .returned = ReturnedPart::Headers,
                      .envelope_id = "QQ 1,2:3",
                      .original_recipient = "rfc822;ward@hospital.example"};
    message.mail_header = ProtectedText("Subject: chest pain\r\n");
    return message;
}

class MessageStore : public StoreTest {
protected:
    void SetUp() override
    {
        StoreTest::SetUp();
        if (IsSkipped())
            return;
        commit([this] { insert_page(connection(), vault()); });
    }
    MessageRepository messages() { return {connection(), vault()}; }
    MessageId another_message(std::int64_t id)
    {
        auto message = chest_pain();
        message.id = MessageId{id};
        messages().insert(message);
        return message.id;
    }
};

} // namespace

TEST_P(MessageStore, GivesAMessageBackAsItWasAccepted)
{
    const auto message = full_message();

    messages().insert(message);

    EXPECT_EQ(messages().find(message.id), message);
    EXPECT_EQ(messages().find_by_tracking(message.tracking), message);
    EXPECT_EQ(messages().find_by_tracking("zzzzzzzz"), std::nullopt);
}

TEST_P(MessageStore, ListsTheNewestFirstPageByPage)
{
    messages().insert(full_message());

    const auto first = messages().list({}, 1);
    const auto second = messages().list(first.at(0).id, 10);

    EXPECT_EQ(first.at(0).id, full_message().id);
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0], chest_pain());
    EXPECT_EQ(messages().list_of_source(bedside.id, {}, 10).size(), 2U);
    EXPECT_TRUE(messages().list_of_source(SourceId{77}, {}, 10).empty());
}

TEST_P(MessageStore, ForgetsTextChoicesAndRepliesOfAPurgedMessageOnly)
{
    ReplyRepository replies(connection(), vault());
    const Reply reply{.id = ReplyId{400},
                      .page = page_for_donald().id,
                      .message = chest_pain().id,
                      .contact = donald().id,
                      .channel = Channel::Sms,
                      .choice = 1,
                      .text = ProtectedText("on my way"),
                      .at = noon,
                      .reference = "2027-01-15T08:00:00"};
    replies.insert(reply);
    ASSERT_EQ(replies.of_page(reply.page), std::vector{reply});

    EXPECT_TRUE(messages().purge_body(chest_pain().id));
    EXPECT_FALSE(messages().purge_body(chest_pain().id));

    const auto purged = messages().find(chest_pain().id);
    EXPECT_TRUE(messages().is_purged(chest_pain().id));
    EXPECT_TRUE(purged->body.empty());
    EXPECT_TRUE(purged->subject.empty());
    EXPECT_EQ(purged->originator, chest_pain().originator);
    EXPECT_TRUE(replies.find(reply.id)->text.empty());
    EXPECT_EQ(replies.of_message(reply.message).at(0).choice, 1);
}

TEST_P(MessageStore, SavesAPageOnlyFromTheVersionThatWasRead)
{
    PageRepository pages(connection());
    auto page = page_for_donald();
    page.path = {GroupId{5}, GroupId{6}};
    page.id = PageId{201};
    page.message = another_message(101);
    page.failover_of = GroupId{5};
    page.expires = noon + 4h;
    pages.insert(page);

    page.progress = Progress::Read;
    page.accepted = noon;
    page.read = noon + 1s;
    EXPECT_TRUE(pages.save(page));
    EXPECT_FALSE(pages.save(page));

    page.version = 2;
    EXPECT_EQ(pages.find(page.id), page);
    EXPECT_EQ(pages.of_message(page.message), std::vector{page});
}

TEST_P(MessageStore, HasOnePageOfAMessageForAContact)
{
    auto again = page_for_donald();
    again.id = PageId{201};

    try {
        PageRepository(connection()).insert(again);
        FAIL() << "paged twice";
    } catch (const Conflict& conflict) {
        EXPECT_EQ(conflict.constraint(), "page_message_id_contact_id_key");
    }
}

TEST_P(MessageStore, FindsPagesThatExpiredUndelivered)
{
    PageRepository pages(connection());
    const auto insert = [&](std::int64_t id, Progress progress, Instant expires) {
        auto page = page_for_donald();
        page.id = PageId{id};
        page.message = another_message(id);
        page.progress = progress;
        page.expires = expires;
        pages.insert(page);
    };
    insert(210, Progress::Accepted, noon + 2h);
    insert(211, Progress::Pending, noon + 1h);
    insert(212, Progress::Delivered, noon + 1h);
    insert(213, Progress::Failed, noon + 1h);

    EXPECT_TRUE(pages.expired(noon + 1h - 1ms, 10).empty());
    EXPECT_EQ(pages.next_expiry(noon), noon + 1h);
    const auto expired = pages.expired(noon + 2h, 10);
    ASSERT_EQ(expired.size(), 2U);
    EXPECT_EQ(expired[0].id, PageId{211});
    EXPECT_EQ(expired[1].id, PageId{210});
    EXPECT_EQ(pages.next_expiry(noon + 2h), std::nullopt);
}

TEST_P(MessageStore, ReadsAnEnvelopeWithoutOpeningTheTexts)
{
    connection().execute("UPDATE message SET body = text_key WHERE id = $1",
                         {chest_pain().id.value});
    const auto envelope = messages().find_envelope(chest_pain().id);

    auto expected = chest_pain();
    expected.subject = {};
    expected.body = {};
    EXPECT_EQ(envelope, expected);
    EXPECT_THROW((void)messages().find(chest_pain().id), SealBroken);
}

TEST_P(MessageStore, ShowsInTheInboxWhatTheSecureChannelAccepted)
{
    PageRepository pages(connection());
    DeliveryRepository deliveries(connection());
    const auto insert = [&](std::int64_t id, Channel channel, DeliveryState state) {
        auto page = page_for_donald();
        page.id = PageId{id};
        page.message = another_message(id);
        pages.insert(page);
        auto delivery = secure_delivery(id + 1000);
        delivery.page = page.id;
        delivery.channel = channel;
        delivery.state = state;
        deliveries.insert(delivery);
    };
    insert(210, Channel::Secure, DeliveryState::Accepted);
    insert(211, Channel::Secure, DeliveryState::Queued);
    insert(212, Channel::Sms, DeliveryState::Accepted);
    insert(213, Channel::Secure, DeliveryState::Read);

    const auto inbox = pages.inbox_of(donald().id, {}, 10);

    ASSERT_EQ(inbox.size(), 2U);
    EXPECT_EQ(inbox[0].id, PageId{213});
    EXPECT_EQ(inbox[1].id, PageId{210});
    EXPECT_EQ(pages.inbox_of(donald().id, PageId{213}, 10).size(), 1U);
    EXPECT_TRUE(pages.inbox_of(ContactId{99}, {}, 10).empty());
}

TEST_P(MessageStore, KeepsTheFirstAnswerOfAnAttempt)
{
    DeliveryRepository(connection()).insert(secure_delivery());
    AttemptRepository attempts(connection(), vault());
    Attempt attempt{.id = AttemptId{500}, .delivery = secure_delivery().id, .started = noon};
    attempts.insert(attempt);

    attempt.state = AttemptState::Accepted;
    attempt.provider = "kannel";
    attempt.code = "0";
    attempt.detail = "queued for +14155550101";
    attempt.reference = "k-1";
    attempt.answered = noon + 1s;
    EXPECT_TRUE(attempts.finish(attempt));
    auto late = attempt;
    late.state = AttemptState::Refused;
    EXPECT_FALSE(attempts.finish(late));

    EXPECT_EQ(attempts.of_delivery(attempt.delivery), std::vector{attempt});
}

TEST_P(MessageStore, GivesReceiptsInTheOrderInWhichTheyCame)
{
    DeliveryRepository(connection()).insert(secure_delivery());
    ReceiptRepository receipts(connection());
    const Receipt delivered{.delivery = secure_delivery().id,
                            .page = page_for_donald().id,
                            .kind = Progress::Delivered,
                            .reference = "k-1",
                            .code = "DELIVRD",
                            .at = noon + 9s};
    auto read = delivered;
    read.kind = Progress::Read;
    read.at = noon + 8s;

    receipts.insert(delivered);
    receipts.insert(read);

    EXPECT_EQ(receipts.of_delivery(delivered.delivery), (std::vector{delivered, read}));
    EXPECT_EQ(receipts.of_page(delivered.page).size(), 2U);
}

TEST_P(MessageStore, KeepsTheRuleOfAnEscalationAndItsWalk)
{
    const Group cardiology{.id = GroupId{30},
                           .opid = opid("CARDIO"),
                           .name = "Cardiology",
                           .domain = house.id,
                           .created = noon};
    GroupRepository(connection(), vault()).insert(cardiology);
    EscalationRepository escalations(connection(), vault());
    Escalation walk{.id = EscalationId{700},
                    .message = chest_pain().id,
                    .group = cardiology.id,
                    .rule = {.rungs = {{donald().id, false}, {cardiology.id, true}},
                             .interval = Millis{300'000},
                             .factor = Progress::Replied,
                             .fail_report_email = "lead@hospital.example",
                             .include_original = true},
                    .due = noon + 5min,
                    .seen = {cardiology.id},
                    .created = noon};
    escalations.insert(walk);
    EXPECT_EQ(escalations.find(walk.id), walk);
    EXPECT_EQ(escalations.next_due(noon), noon + 5min);
    EXPECT_TRUE(escalations.due(noon, 10).empty());
    EXPECT_EQ(escalations.due(noon + 5min, 10), std::vector{walk});

    walk.phase = EscalationPhase::Satisfied;
    walk.rungs_tried = 1;
    walk.pages = {page_for_donald().id};
    EXPECT_TRUE(escalations.save(walk));
    EXPECT_FALSE(escalations.save(walk));

    walk.version = 2;
    EXPECT_EQ(escalations.of_message(chest_pain().id), std::vector{walk});
    EXPECT_TRUE(escalations.due(noon + 1h, 10).empty());
    EXPECT_EQ(escalations.next_due(noon), std::nullopt);
}

TEST_P(MessageStore, WritesTheLedgerInOrderAlsoAboutThoseWhoGotNothing)
{
    LedgerRepository ledger(connection());
    const std::vector<LedgerLine> lines{
        {chest_pain().id, page_for_donald().id, donald().id, {}, "planned", "secure now", noon},
        {chest_pain().id, {}, ContactId{77}, {}, "left_out", "opted out", noon}};

    ledger.insert(lines);

    EXPECT_EQ(ledger.of_message(chest_pain().id), lines);
}

TEST_P(MessageStore, ShowsPromisesThatWereNotKept)
{
    PromiseRepository promises(connection());
    const auto promise = [](std::int64_t subject, int number, Instant due) {
        return Promise{PromiseKind::Delivery, subject, number, chest_pain().id, due, {}};
    };
    promises.insert(promise(1, 1, noon));
    promises.insert(promise(2, 1, noon + 1min));
    EXPECT_EQ(promises.next_due(), noon);

    promises.keep(PromiseKind::Delivery, 1, noon + 1s);
    promises.insert(promise(1, 2, noon + 2min));

    EXPECT_EQ(promises.overdue(noon + 1min, 10), std::vector{promise(2, 1, noon + 1min)});
    EXPECT_EQ(promises.overdue(noon + 2min, 10).size(), 2U);
    EXPECT_EQ(promises.about(PromiseKind::Delivery, 1).at(0).kept, noon + 1s);
    EXPECT_THROW(promises.insert(promise(1, 2, noon)), Conflict);
}

TEST_P(MessageStore, TakesASubmissionAsNewOnceItsWindowIsOver)
{
    SubmissionKeyRepository keys(connection());

    EXPECT_EQ(keys.remember(bedside.id, "m-1", MessageId{1}, noon, 1h), std::nullopt);
    EXPECT_EQ(keys.remember(bedside.id, "m-1", MessageId{2}, noon + 59min, 1h), MessageId{1});
    EXPECT_EQ(keys.remember(bedside.id, "m-1", MessageId{3}, noon + 1h, 1h), std::nullopt);
    EXPECT_EQ(keys.remember(bedside.id, "m-1", MessageId{4}, noon + 61min, 1h), MessageId{3});
    EXPECT_EQ(keys.remember(bedside.id, "m-1", MessageId{5}, noon + 61min, 0ms), std::nullopt);
}

TEST_P(MessageStore, RecognisesASubmissionThatCameBefore)
{
    SubmissionKeyRepository keys(connection());

    EXPECT_EQ(keys.remember(bedside.id, "m-1", MessageId{1}, noon, 1h), std::nullopt);
    EXPECT_EQ(keys.remember(bedside.id, "m-1", MessageId{2}, noon + 1s, 1h), MessageId{1});
    EXPECT_EQ(keys.remember(SourceId{99}, "m-1", MessageId{3}, noon, 1h), std::nullopt);
    EXPECT_EQ(keys.find(bedside.id, "m-2"), std::nullopt);

    EXPECT_EQ(keys.prune(noon + 1s, 1), 1U);
    EXPECT_EQ(keys.prune(noon + 1s, 10), 1U);
    EXPECT_EQ(keys.find(bedside.id, "m-1"), std::nullopt);
}

TEST_P(MessageStore, RefusesATextThatIsNotUtf8OrHoldsANulAlikeOnBothEngines)
{
    auto message = full_message();
    message.reference = "\xC3\x28";
    EXPECT_THROW(messages().insert(message), StoreError);

    message.reference = std::string("a\0b", 3);
    EXPECT_THROW(messages().insert(message), StoreError);

    message.reference = "Zo\xC3\xAB \xF0\x9F\x9A\x91";
    message.body = ProtectedText(std::string("a\0b\xFF", 4)); // sealed: any bytes
    messages().insert(message);
    EXPECT_EQ(messages().find(message.id), message);
}

ON_BOTH_ENGINES(MessageStore);
