// S0.31, S0.32: a sender who wants the statuses of some minutes in one mail.
#include "tests/relay/engine/people.h"

using namespace tests;
using store::Channel;
using store::Progress;

namespace {

class Digests : public HouseTest {
protected:
    RunningHouse::Settings settings() const override
    {
        RunningHouse::Settings made;
        made.rules.status_mails.most = 3;
        return made;
    }
    void SetUp() override
    {
        HouseTest::SetUp();
        if (IsSkipped())
            return;
        auto nurse = person(10, "NURSE1").get();
        nurse.mail_statuses = true;
        nurse.wctp_status_email = "monitor@example.org";
        nurse.wctp_status_digest = 5min;
        node().add(nurse);
        store::Source lab{.id = {9},
                          .name = "lab",
                          .door = store::Door::Smtp,
                          .principal = {1},
                          .senders = {"*"}};
        lab.status_digest = 10min;
        node().add(lab);
        node().refresh_directory();
    }
    store::Message mail(const std::string& from, const std::string& reference)
    {
        auto made = from_source(9);
        made.id = {++last_};
        made.door = store::Door::Smtp;
        made.status_email = from;
        made.reference = reference;
        made.expires = clock.now() + 48h;
        return made;
    }
    store::MessageId alert(const std::string& from, const std::string& reference = "<1@lab>")
    {
        return node().submit(mail(from, reference), "NURSE1");
    }
    std::size_t open_notices(store::MessageId message)
    {
        const auto all = node().deliveries(message);
        return static_cast<std::size_t>(std::ranges::count_if(all, [](const auto& delivery) {
            return delivery.kind == store::DeliveryKind::Notice &&
                   relay::core::is_open(delivery.state);
        }));
    }
    std::int64_t last_ = 1000;
};

std::size_t count_of(const std::string& text, const std::string& part)
{
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

} // namespace

HOUSE_ON_BOTH_ENGINES(Digests);

TEST_P(Digests, TellAllStatusesOfTheIntervalInOneMail)
{
    const auto first = alert("desk@example.org", "<1@lab>");
    node().advance(4min);
    const auto second = alert("DESK@example.org", "<2@lab>");
    mark(node(), node().pages(first).at(0).id, Progress::Read);
    node().advance(6min - 1ms);
    EXPECT_EQ(channels.email.count(), 0U);

    node().advance(1ms);

    ASSERT_EQ(channels.email.count(), 1U);
    const auto outgoing = std::get<relay::channels::TextOut>(channels.email.sent()[0].payload);
    const auto& text = outgoing.text.text();
    EXPECT_EQ(outgoing.to, "desk@example.org");
    EXPECT_TRUE(outgoing.automatic);
    EXPECT_FALSE(outgoing.report) << "a report is about one mail";
    EXPECT_EQ(outgoing.subject.text(), "Status of your messages: 4 of them");
    EXPECT_TRUE(text.starts_with("4 statuses of your messages, from 2027-01-15 08:00:00 UTC to "
                                 "2027-01-15 08:04:00 UTC.\n"))
        << text;
    EXPECT_EQ(count_of(text, "\nState: sent\n"), 2U) << text;
    EXPECT_EQ(count_of(text, "\nState: delivered\n"), 1U);
    EXPECT_EQ(count_of(text, "\nState: read\n"), 1U);
    EXPECT_EQ(count_of(text, "\nTo: NURSE1\nContact: Ann Lee (NURSE1)\nWhen: "), 4U);
    EXPECT_EQ(count_of(text, "\nMessage: " + first.text() + "\nYour reference: <1@lab>\n"), 3U);
    EXPECT_EQ(count_of(text, "\nMessage: " + second.text() + "\nYour reference: <2@lab>\n"), 1U);
    node().advance(24h);
    EXPECT_EQ(channels.email.count(), 1U) << "none twice";
    EXPECT_EQ(open_notices(first) + open_notices(second), 0U);
    EXPECT_EQ(std::ranges::count(node().story(second),
                                 "gathered: status mail: it is told with others of its address"),
              1);
}

TEST_P(Digests, ThatAreRefusedAreToldInTheStoryOfEachStatus)
{
    channels.email.answer_always(
        relay::channels::Refused{relay::channels::Blame::Detail, "bad_address", {}});
    const auto first = alert("desk@example.org", "<1@lab>");
    const auto second = alert("desk@example.org", "<2@lab>");

    node().advance(10min);

    EXPECT_EQ(channels.email.count(), 1U);
    EXPECT_EQ(std::ranges::count(node().story(second),
                                 "refused: status mail: with the others of its address"),
              1);
    EXPECT_EQ(open_notices(first) + open_notices(second), 0U);
}

TEST_P(Digests, OfAShortIntervalDoNotWaitForAnothersLongOne)
{
    store::Source patient{.id = {11},
                          .name = "patient",
                          .door = store::Door::Smtp,
                          .principal = {1},
                          .senders = {"*"}};
    patient.status_digest = 12h;
    node().add(patient);
    node().refresh_directory();
    auto slow = mail("desk@example.org", "<1@lab>");
    slow.source = {11};
    node().submit(slow, "NURSE1");
    const auto quick = alert("desk@example.org", "<2@lab>");

    node().advance(10min);

    EXPECT_EQ(channels.email.count(), 1U);
    EXPECT_EQ(open_notices(quick), 0U);
    node().advance(12h);
    EXPECT_EQ(channels.email.count(), 2U);
}

TEST_P(Digests, OfOneStatusAreAnOrdinaryStatusMail)
{
    alert("desk@example.org");
    node().advance(10min);
    alert("ward@example.org");
    alert("desk@example.org");
    node().advance(10min);

    ASSERT_EQ(channels.email.count(), 3U) << "each address, each interval";
    for (const auto& outgoing : channels.email.sent())
        EXPECT_EQ(std::get<relay::channels::TextOut>(outgoing.payload).subject.text(),
                  "Status of your message to NURSE1: sent");
}

TEST_P(Digests, DoNotHoldFailuresOrReportsThatWereAskedFor)
{
    auto doomed = mail("desk@example.org", "<1@lab>");
    doomed.expires = clock.now() + 1min;
    node().submit(doomed, "NURSE1");
    node().advance(1min);

    ASSERT_EQ(channels.email.count(), 1U);
    EXPECT_TRUE(channels.email.texts()[0].starts_with("Your message was not delivered."));

    auto asked = mail("desk@example.org", "<2@lab>");
    asked.report = {.is_said = true, .success = true};
    const auto id = node().submit(asked, "NURSE1");
    mark(node(), node().pages(id).at(0).id, Progress::Delivered);
    ASSERT_EQ(channels.email.count(), 2U);
    EXPECT_TRUE(channels.email.texts()[1].starts_with("Your message was delivered."));
}

// D1: killed between any two of its steps.
TEST_P(Digests, LoseNothingAndTellNothingTwiceWhereTheProcessIsKilled)
{
    const auto first = alert("desk@example.org", "<1@lab>");
    node().crash();
    restart();
    const auto second = alert("desk@example.org", "<2@lab>");
    channels.email.hold();
    clock.advance(10min);
    node().house().mailbox.poke();
    channels.email.wait_for(1);
    const auto third = node().submit_only(mail("desk@example.org", "<3@lab>"), "NURSE1");
    node().crash();
    restart();
    node().settle();
    node().advance(10min);
    node().advance(24h);

    auto sent = channels.email.sent();
    ASSERT_EQ(sent.size(), 3U) << "the one that was cut off again, and the next";
    // Both are due at once then, and go out side by side.
    if (sent[1].delivery != sent[0].delivery)
        std::swap(sent[1], sent[2]);
    const auto text = [&](std::size_t at) {
        return std::get<relay::channels::TextOut>(sent[at].payload).text.text();
    };
    EXPECT_EQ(sent[0].delivery, sent[1].delivery) << "so its Message-ID is the same";
    EXPECT_EQ(text(0), text(1)) << "and nothing has joined it since";
    EXPECT_EQ(count_of(text(0), "\nMessage: " + first.text()), 1U);
    EXPECT_EQ(count_of(text(0), "\nMessage: " + second.text()), 1U);
    EXPECT_EQ(count_of(text(2), "\nMessage: " + third.text()), 1U);
}

TEST_P(Digests, AreOfOneSizeAtMost)
{
    for (std::size_t i = 0; i < relay::core::most_in_digest + 1; ++i)
        alert("desk@example.org");
    node().advance(10min);

    ASSERT_EQ(channels.email.count(), 2U);
    auto texts = channels.email.texts();
    std::ranges::sort(texts, {}, &std::string::size);
    EXPECT_EQ(count_of(texts[0], "Your message was sent."), 1U);
    EXPECT_EQ(count_of(texts[1], "\nState: "), relay::core::most_in_digest);
}

TEST_P(Digests, CountAsOneMailInTheHour)
{
    for (int i = 0; i < 4; ++i) {
        alert("desk@example.org");
        alert("desk@example.org");
        node().advance(10min);
    }

    EXPECT_EQ(channels.email.count(), 3U);
    node().advance(20min);
    EXPECT_EQ(channels.email.count(), 3U);
    node().advance(10min);
    EXPECT_EQ(channels.email.count(), 4U) << "once the first is an hour old";
}

// S0.32
TEST_P(Digests, AreWhatTheContactSaysForStatusesOfWctp)
{
    for (int i = 0; i < 3; ++i)
        node().submit(from_source(1), "NURSE1");
    node().advance(5min);

    ASSERT_EQ(channels.email.count(), 1U);
    EXPECT_EQ(count_of(channels.email.texts()[0], "\nState: sent\n"), 3U);
}
