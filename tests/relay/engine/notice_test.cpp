#include "relay/engine/notice_text.h"
#include "store/reply_repository.h"
#include "tests/relay/engine/people.h"
#include "wctp/parser.h"

using namespace tests;
using store::Channel;
using store::NoticeKind;
using store::NoticeWay;
using store::Progress;

namespace {

class Notices : public HouseTest {
protected:
    void SetUp() override
    {
        HouseTest::SetUp();
        if (!IsSkipped())
            node().add(person(10, "NURSE1"));
    }

    std::vector<NoticeKind> kinds(store::MessageId message)
    {
        std::vector<NoticeKind> found;
        for (const auto& notice : node().notices(message))
            found.push_back(notice.kind);
        return found;
    }
    store::PageId page_of(store::MessageId message) { return node().pages(message).at(0).id; }

    void give_callback(std::int64_t source, const std::string& url)
    {
        node().write([&](store::Connection& connection) {
            store::SourceRepository sources(connection, fresh().vault());
            auto found = *sources.find({source});
            found.callback_url = url;
            EXPECT_TRUE(sources.update(found));
        });
        node().refresh_directory();
    }
    wctp::Document pushed_document(std::size_t number)
    {
        const auto documents = channels.wctp.texts();
        const auto parsed = wctp::parse(documents.at(number));
        EXPECT_TRUE(parsed.has_value());
        return parsed.value();
    }
};

} // namespace

// U.5
// WCTP check 87
TEST_P(Notices, ArePushedForExactlyTheFlagsAskedFor)
{
    for (int flags = 0; flags < 8; ++flags) {
        const store::NotifyFlags asked{(flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0};
        const auto before = channels.wctp.count();

        const auto message = node().submit(pushed(asked), "NURSE1");
        mark(node(), page_of(message), Progress::Delivered);
        mark(node(), page_of(message), Progress::Read);
        mark(node(), page_of(message), Progress::Read);

        std::vector<NoticeKind> expected;
        if (asked.queued)
            expected.push_back(NoticeKind::Queued);
        if (asked.delivered)
            expected.push_back(NoticeKind::Delivered);
        if (asked.read)
            expected.push_back(NoticeKind::Read);
        EXPECT_EQ(kinds(message), expected) << flags;
        EXPECT_EQ(channels.wctp.count() - before, expected.size()) << flags;
    }
}

TEST_P(Notices, GoOutInTheOrderOfTheirStagesEvenWhenOneIsDelayed)
{
    channels.wctp.answer_next(relay::channels::Busy{"503", {}, {}});
    const auto message = node().submit(pushed({true, true, true}), "NURSE1");
    mark(node(), page_of(message), Progress::Read);
    EXPECT_EQ(channels.wctp.count(), 1U);

    node().advance(5s);

    ASSERT_EQ(channels.wctp.count(), 4U);
    const std::array expected{wctp::Notification::Queued, wctp::Notification::Queued,
                              wctp::Notification::Delivered, wctp::Notification::Read};
    for (std::size_t at = 0; at < expected.size(); ++at) {
        const auto status = std::get<wctp::StatusInfo>(pushed_document(at).operation);
        EXPECT_EQ(std::get<wctp::Notification>(status.event), expected[at]) << at;
    }
}

// WCTP check 87
TEST_P(Notices, SayWhichMessageTheyAnswerAndForWhom)
{
    auto message = pushed({false, true, false});
    message.respond_to = "answers.example";
    message.submitted = build::noon - 5s;
    node().add(build::group(500, "TEAM1", {store::ContactId{10}}));
    const auto id = node().submit(message, "TEAM1");

    mark(node(), page_of(id), Progress::Delivered);

    const auto document = pushed_document(0);
    EXPECT_EQ(document.version, wctp::Version::V1r3);
    const auto& header = std::get<wctp::StatusInfo>(document.operation).header;
    EXPECT_EQ(header.response_to, "m-1");
    EXPECT_EQ(header.control.transaction_id, "t-1");
    EXPECT_FALSE(header.control.message_id.empty());
    EXPECT_EQ(header.originator.sender_id, "NURSE1");
    EXPECT_EQ(header.recipient.recipient_id, "answers.example");
    EXPECT_EQ(header.on_behalf_of, "TEAM1");
    EXPECT_EQ(header.responding_to, build::noon - 5s);
    EXPECT_EQ(header.responded, build::noon);
}

// WCTP check 87
TEST_P(Notices, CarryTheTextOfTheChoiceThatWasTaken)
{
    const auto id = node().submit(pushed({}), "NURSE1");

    answer(node(), node().pages(id).at(0), "on my way", 2);

    const auto reply = std::get<wctp::MessageReply>(pushed_document(0).operation);
    EXPECT_TRUE(reply.of_choice);
    EXPECT_EQ(std::get<wctp::Alphanumeric>(reply.payload).text, "on my way");
    EXPECT_EQ(reply.header.recipient.recipient_id, "pusher.example");
    EXPECT_EQ(reply.header.originator.sender_id, "NURSE1");
}

TEST_P(Notices, TellEveryAnswerOfOwnWordsToo)
{
    const auto id = node().submit(pushed({}), "NURSE1");

    answer(node(), node().pages(id).at(0), "busy");
    answer(node(), node().pages(id).at(0), "now I can");

    ASSERT_EQ(channels.wctp.count(), 2U);
    const auto second = std::get<wctp::MessageReply>(pushed_document(1).operation);
    EXPECT_FALSE(second.of_choice);
    EXPECT_EQ(std::get<wctp::Alphanumeric>(second.payload).text, "now I can");
}

TEST_P(Notices, AreKeptForThoseWhoAsk)
{
    auto message = from_source(1);
    message.tracking = "A1B2C3D4E5F6G7H8";
    message.notify.read = true;
    const auto id = node().submit(message, "NURSE1");

    mark(node(), page_of(id), Progress::Read);

    ASSERT_EQ(kinds(id), std::vector{NoticeKind::Read});
    EXPECT_EQ(node().notices(id)[0].way, NoticeWay::Query);
    EXPECT_EQ(channels.wctp.count(), 0U);
}

TEST_P(Notices, SayThatThePageWasNotDeliveredBeforeItsExpiry)
{
    auto message = pushed({});
    message.expires = build::noon + 10min;
    const auto id = node().submit(message, "NURSE1");

    node().advance(10min - 1ms);
    EXPECT_EQ(channels.wctp.count(), 0U);
    node().advance(1ms);
    node().advance(24h);

    ASSERT_EQ(channels.wctp.count(), 1U);
    const auto status = std::get<wctp::StatusInfo>(pushed_document(0).operation);
    EXPECT_EQ(wctp::number(std::get<wctp::Failure>(status.event).code), 501);
    EXPECT_EQ(node().pages(id)[0].progress, Progress::Failed);
}

TEST_P(Notices, DoNotSpeakOfAnExpiryOnceThePageIsDelivered)
{
    auto message = pushed({});
    message.expires = build::noon + 10min;
    const auto id = node().submit(message, "NURSE1");

    mark(node(), page_of(id), Progress::Delivered);
    node().advance(24h);

    EXPECT_EQ(channels.wctp.count(), 0U);
}

// WCTP check 88
TEST_P(Notices, AreTriedAgainWhileThePeerIsAway)
{
    channels.wctp.answer_always(relay::channels::Busy{"503", {}, {}});
    node().submit(pushed({true, false, false}), "NURSE1");
    EXPECT_EQ(channels.wctp.count(), 1U);

    node().advance(5s);
    EXPECT_EQ(channels.wctp.count(), 2U);
    channels.wctp.answer_always(relay::channels::Accepted{});
    node().advance(1min);
    node().advance(1h);

    EXPECT_EQ(channels.wctp.count(), 3U);
}

// U.13, S0.31
TEST_P(Notices, AreMailedOnlyWhereTheContactHasThemOn)
{
    auto on = person(20, "NURSE2").get();
    on.mail_statuses = true;
    node().add(on);
    auto mail = from_source(2);
    mail.door = store::Door::Smtp;
    mail.status_email = "desk@example.org";

    const auto silent = node().submit(mail, "NURSE1");
    mark(node(), page_of(silent), Progress::Read);
    EXPECT_EQ(channels.email.count(), 0U);
    const auto told = node().submit(mail, "NURSE2");
    mark(node(), page_of(told), Progress::Read);

    EXPECT_EQ(kinds(told),
              (std::vector{NoticeKind::Queued, NoticeKind::Delivered, NoticeKind::Read}));
    ASSERT_EQ(channels.email.count(), 3U);
    for (const auto& outgoing : channels.email.sent()) {
        const auto text = std::get<relay::channels::TextOut>(outgoing.payload);
        EXPECT_EQ(text.to, "desk@example.org");
        EXPECT_TRUE(text.automatic);
        EXPECT_EQ(text.text.text().find("Bed 12"), std::string::npos);
    }
}

// U.13
TEST_P(Notices, AreMailedOfAPageThatFailedWithTheReason)
{
    const relay::channels::Refused never{relay::channels::Blame::Detail, "bad_address", {}};
    channels.sms.answer_always(never);
    channels.ivr.answer_always(never);
    auto on =
        person(20, "NURSE2").redundancy(Channel::Sms, 0min).redundancy(Channel::Ivr, 1min).get();
    on.mail_statuses = true;
    node().add(on);
    auto mail = from_source(2);
    mail.door = store::Door::Smtp;
    mail.status_email = "desk@example.org";
    mail.expires = build::noon + 10min;

    const auto id = node().submit(mail, "NURSE2");
    node().advance(10min - 1ms);
    EXPECT_EQ(channels.email.count(), 1U) << "sent, to the inbox";
    node().advance(1ms);
    node().advance(24h);

    EXPECT_EQ(channels.sms.count() + channels.ivr.count(), 2U);
    EXPECT_EQ(kinds(id), (std::vector{NoticeKind::Queued, NoticeKind::Failed}));
    ASSERT_EQ(channels.email.count(), 2U);
    const auto told = std::get<relay::channels::TextOut>(channels.email.sent()[1].payload);
    const auto text = told.text.text();
    EXPECT_EQ(told.to, "desk@example.org");
    EXPECT_EQ(told.subject.text(), "Status of your message to NURSE2: not delivered");
    ASSERT_TRUE(told.report) << "and a program can read it too";
    EXPECT_TRUE(told.report->has_failed);
    EXPECT_EQ(told.report->recipient, "NURSE2");
    const auto queued = std::get<relay::channels::TextOut>(channels.email.sent()[0].payload);
    EXPECT_FALSE(queued.report);
    EXPECT_TRUE(told.automatic);
    EXPECT_EQ(text.substr(0, text.find('\n')), "Your message was not delivered.");
    EXPECT_NE(text.find("\nContact: Ann Lee (NURSE2)\n"), std::string::npos) << text;
    EXPECT_NE(text.find("\nWhy: not delivered before its expiry\n"), std::string::npos) << text;
    EXPECT_EQ(text.find("Bed 12"), std::string::npos);
}

// Callbacks are many by one name; two threads send.
TEST_P(Notices, OfOneSourceWhoseCallbackHangsKeepNobodyElseWaiting)
{
    give_callback(4, "https://insider.example/wctp");
    channels.wctp.hold();
    for (int i = 0; i < 3; ++i)
        node().submit_only(pushed({.queued = true}), "NURSE1");
    channels.wctp.wait_for(1);
    auto other = pushed({.queued = true});
    other.source = {4};

    node().submit_only(other, "NURSE1");
    channels.wctp.wait_for(2);

    const auto sent = channels.wctp.sent();
    EXPECT_EQ(std::get<relay::channels::WctpOut>(sent.at(1).payload).url,
              "https://insider.example/wctp");
    channels.wctp.release();
    node().settle();
    EXPECT_EQ(channels.wctp.count(), 4U);
}

TEST_P(Notices, WithholdTheWordsOfAnAnswerFromMailUnlessTheContactAgreed)
{
    auto on = person(20, "NURSE2").get();
    on.mail_statuses = true;
    node().add(on);
    auto agreed = open_hearted(person(30, "NURSE3"));
    agreed.mail_statuses = true;
    node().add(agreed);
    auto mail = from_source(2);
    mail.door = store::Door::Smtp;
    mail.status_email = "desk@example.org";

    for (const auto* opid : {"NURSE2", "NURSE3"})
        answer(node(), node().pages(node().submit(mail, opid)).at(0), "Mrs Smith is fine");

    std::vector<bool> says;
    for (const auto& text : channels.email.texts()) {
        if (text.find("answered") != std::string::npos)
            says.push_back(text.find("Mrs Smith") != std::string::npos);
    }
    EXPECT_EQ(says, (std::vector{false, true}));
}

HOUSE_ON_BOTH_ENGINES(Notices);
