#include "doors.h"
#include <future>
#include <thread>

namespace tests {
namespace {

using relay::intake::RefusedWhy;
using relay::intake::Submission;
using relay::intake::SubmissionDoor;
using relay::intake::SubmissionResult;
using relay::intake::Taken;

class Submissions : public DoorTest {};
HOUSE_ON_BOTH_ENGINES(Submissions);

std::optional<RefusedWhy> why(const SubmissionResult& result)
{
    return result ? std::nullopt : std::optional(result.error().why);
}

TEST_P(Submissions, ReachAContactByItsOpidOrItsAliasInAnyCase)
{
    for (const auto* address : {"ANN-LEE", "ann-lee", "ann", "ANN"}) {
        const auto taken = door().submit_and_wait(submission({address}));

        ASSERT_TRUE(taken) << address;
        EXPECT_EQ(paged(taken->messages.front()), std::vector{ann}) << address;
        EXPECT_EQ(node().message(taken->messages.front())->recipient, address);
    }
}

TEST_P(Submissions, AreWrittenWithThePrincipalOfTheirSourceAndALineInTheLedger)
{
    const auto taken = door().submit_and_wait(submission({"ANN-LEE"}));

    const auto message = node().message(taken->messages.front());
    EXPECT_EQ(message->principal, store::PrincipalId{1});
    EXPECT_EQ(message->accepted, build::noon);
    EXPECT_TRUE(ledger_says(message->id, "accepted", "by wctp from src_"));
    EXPECT_EQ(house().metrics.accepted(store::Door::Wctp), 1u);
}

// X.3
TEST_P(Submissions, HaveThePriorityOfTheirSourceWhereItHasOne)
{
    node().write([&](store::Connection& connection) {
        store::SourceRepository sources(connection, fresh().vault());
        auto source = sources.find({1});
        source->priority = store::Priority::High;
        ASSERT_TRUE(sources.update(*source));
    });
    node().refresh_directory();
    auto low = submission({"ANN-LEE"});
    low.message.priority = store::Priority::Low;
    auto mail = submission({"ANN-LEE"}, "Bed 12 calls", 2);
    mail.message.priority = store::Priority::Low;

    const auto priority = [&](const Submission& given) {
        const auto id = door().submit_and_wait(given)->messages.front();
        EXPECT_EQ(node().deliveries(id).at(0).priority, node().message(id)->priority);
        return node().message(id)->priority;
    };

    EXPECT_EQ(priority(low), store::Priority::High);
    EXPECT_EQ(priority(mail), store::Priority::Low) << "another source says for itself";
}

TEST_P(Submissions, ExpireWhenTheirOriginatorSaysAndElseAfterTheHousesTime)
{
    auto own = submission({"ANN-LEE"});
    own.message.expires = build::noon + 10min;
    auto later = submission({"ANN-LEE"});
    later.message.not_before = build::noon + 1h;

    const auto rule = relay::intake::SubmissionRules{.default_expiry = 2h};
    const auto expiry = [&](const Submission& given) {
        return *node().message(door(rule).submit_and_wait(given)->messages.front())->expires;
    };

    EXPECT_EQ(expiry(submission({"ANN-LEE"})), build::noon + 2h);
    EXPECT_EQ(expiry(own), build::noon + 10min);
    EXPECT_EQ(expiry(later), build::noon + 3h);
}

TEST_P(Submissions, AreCleanedOfWhatNobodyCanSee)
{
    auto given = submission({"ANN-LEE"}, "Bed\x01 12 \xE2\x80\xAE calls\r\nnow  ");
    given.message.subject = store::ProtectedText("Call\r\nBcc: x");

    const auto taken = door().submit_and_wait(given);

    const auto message = node().message(taken->messages.front());
    EXPECT_EQ(message->body.reveal(), "Bed  12  calls\nnow") << "a control parts words";
    EXPECT_EQ(message->subject.reveal(), "Call Bcc: x");
}

TEST_P(Submissions, AreRefusedWithTheReason)
{
    struct Case {
        const char* name;
        std::function<void(Submission&)> spoil;
        RefusedWhy expected;
    };
    const Case cases[] = {
        {"nobody named", [](auto& s) { s.recipients.clear(); }, RefusedWhy::NoRecipient},
        {"unknown", [](auto& s) { s.recipients = {"NOBODY"}; }, RefusedWhy::UnknownRecipient},
        {"empty", [](auto& s) { s.recipients = {""}; }, RefusedWhy::UnknownRecipient},
        {"wildcard", [](auto& s) { s.recipients = {"%"}; }, RefusedWhy::UnknownRecipient},
        {"hidden", [](auto& s) { s.recipients = {"DONALD"}; }, RefusedWhy::UnknownRecipient},
        {"hidden group", [](auto& s) { s.recipients = {"VIP-ONLY"}; },
         RefusedWhy::UnknownRecipient},
        {"long", [](auto& s) { s.message.body = store::ProtectedText(std::string(65536, 'a')); },
         RefusedWhy::TooLong},
        {"long reference", [](auto& s) { s.message.reference = std::string(1001, 'a'); },
         RefusedWhy::TooLong},
        {"long choice",
         [](auto& s) {
             s.message.choices = {{std::string(1025, 'a'), "yes"}};
         },
         RefusedWhy::TooLong},
        {"long choice of an address",
         [](auto& s) {
             s.parts.resize(1);
             s.parts[0].choices = {{std::string(1025, 'a'), "yes"}};
         },
         RefusedWhy::TooLong},
        {"many choices",
         [](auto& s) {
             s.message.choices.resize(101, {"a", "b"});
         },
         RefusedWhy::TooLong},
        {"NUL", [](auto& s) { s.message.body = store::ProtectedText(std::string("a\0b", 3)); },
         RefusedWhy::BadText},
        {"Latin-1", [](auto& s) { s.message.body = store::ProtectedText("Z\xFCrich"); },
         RefusedWhy::BadText},
        {"Latin-1 subject", [](auto& s) { s.message.subject = store::ProtectedText("\xFC"); },
         RefusedWhy::BadText},
        {"bad choice",
         [](auto& s) {
             s.message.choices = {{"a", "\xFC"}};
         },
         RefusedWhy::BadText},
        {"bad id", [](auto& s) { s.message.transaction = "\xFC"; }, RefusedWhy::BadText},
        {"expired", [](auto& s) { s.message.expires = build::noon; }, RefusedWhy::Expired},
        {"never",
         [](auto& s) {
             s.message.not_before = build::noon + 2h;
             s.message.expires = build::noon + 1h;
         },
         RefusedWhy::Expired},
        {"loop", [](auto& s) { s.message.hops = 6; }, RefusedWhy::Loop},
        {"no source", [](auto& s) { s.message.source = {99}; }, RefusedWhy::NotAllowed},
    };

    for (const auto& c : cases) {
        auto given = submission({"ANN-LEE"});
        c.spoil(given);
        EXPECT_EQ(why(door().submit_and_wait(given)), c.expected) << c.name;
    }
    EXPECT_EQ(messages(), 0u);
    EXPECT_EQ(house().metrics.refused(store::Door::Wctp), std::size(cases));
}

TEST_P(Submissions, AtTheirLimitsAreAccepted)
{
    auto given = submission({"ANN-LEE"});
    std::string umlauts;
    for (int count = 0; count < 65535; ++count)
        umlauts += "\xC3\xBC";
    given.message.body = store::ProtectedText(umlauts);
    given.message.choices.resize(100, {std::string(1024, 'a'), "b"});
    given.message.hops = 5;

    EXPECT_TRUE(door().submit_and_wait(given));
}

TEST_P(Submissions, OfADisabledSourceAreRefused)
{
    node().write([this](store::Connection& connection) {
        store::SourceRepository sources(connection, fresh().vault());
        auto source = sources.find({1});
        source->enabled = false;
        ASSERT_TRUE(sources.update(*source));
    });
    node().refresh_directory();

    EXPECT_EQ(why(door().submit_and_wait(submission({"ANN-LEE"}))), RefusedWhy::NotAllowed);
}

TEST_P(Submissions, ForSeveralAreAMessageEachAndAllOrNone)
{
    node().add(build::contact(13, "BEN-OKORO").get());

    const auto both = door().submit_and_wait(submission({"BEN-OKORO", "ANN-LEE", "ann"}));
    const auto none = door().submit_and_wait(submission({"BEN-OKORO", "NOBODY", "DONALD"}));

    ASSERT_EQ(both->messages.size(), 2u) << "the same person under two names gets one";
    EXPECT_EQ(paged(both->messages[0]), std::vector{store::ContactId{13}});
    EXPECT_EQ(paged(both->messages[1]), std::vector{ann});
    EXPECT_EQ(none.error().recipients, (std::vector<std::string>{"NOBODY", "DONALD"}));
    EXPECT_EQ(messages(), 2u);
}

TEST_P(Submissions, ThatComeAgainAreTheSameMessage)
{
    auto given = submission({"ANN-LEE"});
    given.message.tracking = "aaaaaaaaaaaaaaaa";
    given.duplicate_key = "one";
    const auto first = door().submit_and_wait(given);
    given.message.tracking = "bbbbbbbbbbbbbbbb";
    given.recipients = {"ann-lee"};

    const auto again = door().submit_and_wait(given);

    EXPECT_TRUE(again->is_duplicate);
    EXPECT_EQ(again->messages, first->messages);
    EXPECT_EQ(again->tracking, "aaaaaaaaaaaaaaaa");
    EXPECT_EQ(messages(), 1u);
    EXPECT_EQ(house().metrics.duplicates(), 1u);
    EXPECT_EQ(house().metrics.accepted(store::Door::Wctp), 1u);
}

TEST_P(Submissions, ThatComeAgainMoreUrgentlyAreNew)
{
    auto given = submission({"ANN-LEE"});
    given.duplicate_key = "one";
    (void)door().submit_and_wait(given);
    given.message.priority = store::Priority::High;

    EXPECT_FALSE(door().submit_and_wait(given)->is_duplicate);
    EXPECT_TRUE(door().submit_and_wait(given)->is_duplicate);
    given.message.priority = store::Priority::Normal;
    EXPECT_TRUE(door().submit_and_wait(given)->is_duplicate);
}

TEST_P(Submissions, OfTheSameNameForSomebodyElseOrFromSomebodyElseAreNew)
{
    node().add(build::contact(13, "BEN-OKORO").get());
    auto given = submission({"ANN-LEE"});
    given.duplicate_key = "one";
    (void)door().submit_and_wait(given);

    auto for_ben = given;
    for_ben.recipients = {"BEN-OKORO"};
    auto from_insider = given;
    from_insider.message.source = {4};
    auto nameless = given;
    nameless.duplicate_key.clear();

    for (const auto& other : {for_ben, from_insider, nameless, nameless})
        EXPECT_FALSE(door().submit_and_wait(other)->is_duplicate);
    EXPECT_EQ(messages(), 5u);
}

TEST_P(Submissions, ThatComeAtTheSameTimeUnderOneNameAreOneMessage)
{
    auto given = submission({"ANN-LEE"});
    given.duplicate_key = "one";
    std::vector<std::future<Taken>> answers;

    for (int count = 0; count < 8; ++count)
        answers.push_back(
            std::async(std::launch::async, [&] { return door().submit_and_wait(given).value(); }));

    std::vector<Taken> taken;
    for (auto& answer : answers)
        taken.push_back(answer.get());
    for (const auto& one : taken)
        EXPECT_EQ(one.messages, taken.front().messages);
    EXPECT_EQ(std::ranges::count(taken, false, &Taken::is_duplicate), 1);
    EXPECT_EQ(messages(), 1u);
}

TEST_P(Submissions, AreAnsweredAfterTheCommit)
{
    std::promise<bool> is_stored;
    door().submit(submission({"ANN-LEE"}), [&](const SubmissionResult& result) {
        const auto connection = fresh().database().connect(); // sees what is committed only
        is_stored.set_value(store::MessageRepository(*connection, fresh().vault())
                                .find(result->messages.front())
                                .has_value());
    });

    EXPECT_TRUE(is_stored.get_future().get());
}

TEST_P(Submissions, AreToldToTryLaterWhileTheDiskIsFullAndThenGoOn)
{
    std::atomic<std::uint64_t> free{0};
    store::GroupCommit writer(fresh().database(),
                              {.reserve_bytes = 1000, .free_bytes = [&] { return free.load(); }});
    const relay::engine::House narrow{house().database, writer,          house().directory,
                                      house().vault,    house().ids,     house().clock,
                                      house().mailbox,  house().metrics, house().rules};
    const SubmissionDoor at(narrow, {});
    auto given = submission({"ANN-LEE"});
    given.duplicate_key = "one";

    const auto refused = at.submit_and_wait(given);
    free = 1'000'000;
    const auto taken = at.submit_and_wait(given);

    EXPECT_EQ(why(refused), RefusedWhy::Unavailable);
    EXPECT_TRUE(log.says("the disk is nearly full"));
    ASSERT_TRUE(taken);
    EXPECT_FALSE(taken->is_duplicate) << "nothing of the refused one may have stayed";
    EXPECT_EQ(messages(), 1u);
}

TEST_P(Submissions, AreToldToTryLaterWhenTheWriterHasStopped)
{
    house().writer.stop();

    EXPECT_EQ(why(door().submit_and_wait(submission({"ANN-LEE"}))), RefusedWhy::Unavailable);
    EXPECT_TRUE(log.says("the store cannot take a message"));
}

// S3.6 to S3.11: Donald is a VIP; Mary does not reach the VIPs, Bob does.
TEST_P(Submissions, OfMarysSourceReachTheGroupWithoutDonaldAndTheLedgerSaysWhy)
{
    const auto by_mary = door().submit_and_wait(submission({"TSUNAMI"}));
    const auto by_bob = door().submit_and_wait(submission({"TSUNAMI"}, "Wave", 4));

    EXPECT_EQ(paged(by_mary->messages.front()), std::vector{ann});
    EXPECT_TRUE(ledger_says(by_mary->messages.front(), "left_out", donald.text() + ": domain"));
    EXPECT_EQ(paged(by_bob->messages.front()), (std::vector{ann, donald}));
    EXPECT_TRUE(door().submit_and_wait(submission({"DONALD"}, "Wave", 4)));
}

TEST_P(Submissions, DoNotTellAHiddenContactFromOneThatIsNotThere)
{
    const auto hidden = door().submit_and_wait(submission({"DONALD"}));
    const auto absent = door().submit_and_wait(submission({"NOBODY"}));

    EXPECT_EQ(hidden.error().why, absent.error().why);
    EXPECT_EQ(hidden.error().detail, absent.error().detail);
    EXPECT_FALSE(door().is_known({1}, "DONALD"));
    EXPECT_FALSE(door().is_known({1}, "VIP-ONLY"));
    EXPECT_FALSE(door().is_known({1}, "NOBODY"));
    EXPECT_TRUE(door().is_known({2}, "DONALD"));
    EXPECT_TRUE(door().is_known({1}, "tsunami"));
}

TEST_P(Submissions, LeaveALineInTheLogWithIdsAndNeverTheirText)
{
    auto given = submission({"ANN-LEE"}, "canary-in-the-body");
    given.message.subject = store::ProtectedText("canary-in-the-subject");
    given.message.choices = {{"canary-choice", "canary-reply"}};

    const auto taken = door().submit_and_wait(given);
    given.recipients = {"NOBODY"};
    (void)door().submit_and_wait(given);

    EXPECT_TRUE(log.says(taken->messages.front().text()));
    EXPECT_TRUE(log.says("unknown_recipient"));
    EXPECT_FALSE(log.says("canary"));
    EXPECT_EQ(files_with("canary"), std::vector<std::string>{});
}

} // namespace
} // namespace tests
