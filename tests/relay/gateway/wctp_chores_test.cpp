#include "relay/gateway/wctp_chores.h"
#include "store/audit_repository.h"
#include "store/lookup_answer_repository.h"
#include "store/wctp_transaction_repository.h"
#include "tests/support/house.h"
#include "wctp/parser.h"
#include <thread>

// What sources are owed besides statuses and replies.

namespace tests {
namespace {

using relay::channels::Blame;
using relay::channels::Busy;
using relay::channels::Refused;
using relay::channels::WctpOut;
using namespace std::chrono_literals;

class WctpChoresTest : public HouseTest {
protected:
    void SetUp() override
    {
        HouseTest::SetUp();
        if (IsSkipped())
            return;
        recorder_.emplace(house(), relay::intake::WctpRecorder::Limits{24h, 3000});
        chores_.emplace(house(), std::make_unique<LentChannel>(push_), 30s, *recorder_);
    }
    void TearDown() override
    {
        chores_.reset();
        recorder_.reset();
        HouseTest::TearDown();
    }

    store::LookupAnswer owed(std::int64_t source = 3)
    {
        store::LookupAnswer answer{.id = house().ids.next(house().now()),
                                   .source = {source},
                                   .sender_id = "pusher.example",
                                   .recipient_id = "ADA-KING",
                                   .response_to = "l-1",
                                   .transaction_id = "t-1",
                                   .max_length = 500,
                                   .at = house().now(),
                                   .wctp_version = "wctp-dtd-v1r1",
                                   .wctp_token = "1AA",
                                   .next_push = house().now()};
        node().write([&](store::Connection& connection) {
            store::LookupAnswerRepository(connection).insert(answer);
        });
        return answer;
    }
    void look_after(store::Millis time)
    {
        clock.advance(time);
        chores_->look();
    }
    std::vector<store::AuditEntry> audit()
    {
        return node().read(
            [&](auto& c) { return store::AuditRepository(c, fresh().vault()).list(0, 10); });
    }

    RecordingChannel push_{"push"};
    std::optional<relay::intake::WctpRecorder> recorder_;
    std::optional<relay::gateway::WctpChores> chores_;
};
HOUSE_ON_BOTH_ENGINES(WctpChoresTest);

TEST_P(WctpChoresTest, PushesTheAnswerOfALookUpOnceItIsTaken)
{
    owed();

    look_after(0s);
    look_after(24h);

    ASSERT_EQ(push_.count(), 1u);
    const auto out = std::get<WctpOut>(push_.sent().front().payload);
    EXPECT_EQ(out.url, "https://pusher.example/wctp");
    const auto document = wctp::parse(out.document).value();
    EXPECT_EQ(document.version, wctp::Version::V1r1);
    EXPECT_EQ(document.token, "1AA");
    const auto response = std::get<wctp::LookupResponse>(document.operation);
    EXPECT_EQ(response.response_to, "l-1");
    EXPECT_EQ(std::get<wctp::LookupData>(response.outcome).max_message_length, 500);
}

TEST_P(WctpChoresTest, TriesAgainWithLongerPausesUntilItIsTaken)
{
    owed();
    push_.answer_next(Busy{"connect", {}, {}});
    push_.answer_next(Busy{"connect", {}, {}});

    look_after(0s);
    look_after(29s);
    EXPECT_EQ(push_.count(), 1u) << "half a minute first";
    look_after(1s);
    look_after(59s);
    EXPECT_EQ(push_.count(), 2u) << "then a minute";
    look_after(1s);
    look_after(1h);

    EXPECT_EQ(push_.count(), 3u);
}

TEST_P(WctpChoresTest, AskASilentCallbackOnceAndGoOnWithTheOthers)
{
    for (int i = 0; i < 120; ++i)
        owed();
    push_.answer_next(Busy{"timeout", {}, {}});
    look_after(0s);
    EXPECT_EQ(push_.count(), 1u) << "it is as silent for the next one";
    owed(4);
    node().write([&](store::Connection& connection) {
        store::SourceRepository sources(connection, fresh().vault());
        auto other = *sources.find({4});
        other.callback_url = "https://insider.example/wctp";
        EXPECT_TRUE(sources.update(other));
    });
    node().refresh_directory();

    look_after(1s);
    EXPECT_EQ(push_.count(), 2u);
    EXPECT_EQ(std::get<WctpOut>(push_.sent().back().payload).url, "https://insider.example/wctp");
    look_after(29s);
    EXPECT_EQ(push_.count(), 102u) << "it is heard again";
}

TEST_P(WctpChoresTest, HoldAPushForLongerThanItMayTake)
{
    chores_.emplace(house(), std::make_unique<LentChannel>(push_), 3min, *recorder_);
    const auto answer = owed();
    push_.hold();
    const std::jthread looking([&] { look_after(0s); });
    push_.wait_for(1);

    const auto held = node().read([&](auto& c) {
        return store::LookupAnswerRepository(c).waiting({3}, answer.at, 1).at(0).next_push;
    });
    push_.release();

    EXPECT_EQ(held, house().now() + 3min + 10s);
}

TEST_P(WctpChoresTest, PushesAgainAfterAKillBeforeTheAnswerWasWrittenDown)
{
    const auto answer = owed();
    node().write([&](store::Connection& connection) {
        EXPECT_TRUE(store::LookupAnswerRepository(connection)
                        .claim(answer, house().now() + 30s)); // and here we died
    });

    look_after(29s);
    EXPECT_EQ(push_.count(), 0u);
    look_after(1s);
    EXPECT_EQ(push_.count(), 1u);
}

TEST_P(WctpChoresTest, EndsWhatIsTurnedDownOrHasNoCallbackAnyMore)
{
    owed();
    push_.answer_always(Refused{Blame::Provider, "wctp 403", {}});
    look_after(0s);
    owed(1); // has no callback

    look_after(1h);

    EXPECT_EQ(push_.count(), 1u);
    EXPECT_TRUE(node().read(
        [&](auto& c) { return store::LookupAnswerRepository(c).due(house().now(), 9).empty(); }));
}

TEST_P(WctpChoresTest, WriteDownWhatNobodyFetchedWithinADay)
{
    owed();
    push_.answer_always(Busy{"connect", {}, {}});
    node().write([&](store::Connection& connection) {
        const store::Message message{.id = {1}, .source = {1}, .accepted = house().now()};
        store::MessageRepository(connection, fresh().vault()).insert(message);
        store::NoticeRepository notices(connection, fresh().vault());
        for (int i = 0; i < 2; ++i)
            notices.insert({.id = house().ids.make<store::NoticeId>(house().now()),
                            .message = message.id,
                            .at = house().now(),
                            .poller = {1}});
    });
    look_after(23h);
    EXPECT_TRUE(audit().empty());

    look_after(2h);
    look_after(2h);

    const auto lines = audit();
    ASSERT_EQ(lines.size(), 2u) << "once for each source";
    EXPECT_EQ(lines[1].action, "wctp.unfetched");
    EXPECT_EQ(lines[1].subject, store::SourceId{1}.text());
    EXPECT_EQ(lines[1].outcome, "2 not fetched");
    EXPECT_EQ(lines[0].subject, store::SourceId{3}.text());
}

TEST_P(WctpChoresTest, ForgetRecordingsThatAreTooOldOrTooMuch)
{
    const store::Source source{.id = {1}};
    relay::http::Request request;
    request.body = std::string(1000, 'a');
    const auto kept = [&] {
        house().writer.drain();
        return node()
            .read([&](auto& c) {
                return store::WctpTransactionRepository(c, fresh().vault()).list({}, 0, 100);
            })
            .size();
    };
    for (int i = 0; i < 5; ++i)
        recorder_->keep(source, request, {"code 200"});

    EXPECT_EQ(kept(), 2u)
        << "at once, no more than three of a thousand characters fit, with the rest of it";
    look_after(25h);
    EXPECT_EQ(kept(), 0u);
}

} // namespace
} // namespace tests
