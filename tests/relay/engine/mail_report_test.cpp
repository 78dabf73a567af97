// What the sender of a mail asked to be told by RFC 3461, and what reports say.
#include "tests/relay/engine/people.h"

using namespace tests;
using relay::channels::TextOut;
using store::Channel;
using store::Progress;

namespace {

class MailReports : public HouseTest {
protected:
    void SetUp() override
    {
        HouseTest::SetUp();
        if (IsSkipped())
            return;
        node().add(person(10, "NURSE1").redundancy(Channel::Sms, 0min));
        node().add(open_hearted(person(20, "NURSE2").redundancy(Channel::Sms, 0min)));
        channels.sms.answer_always(
            relay::channels::Refused{relay::channels::Blame::Detail, "bad_address", {}});
    }
    static store::Message asked(store::ReportWish wish)
    {
        auto mail = from_source(2);
        mail.door = store::Door::Smtp;
        mail.status_email = "lab@example.org";
        mail.expires = build::noon + 10min;
        wish.is_said = true;
        wish.envelope_id = "QQ314";
        wish.original_recipient = "rfc822;ward@example.org";
        mail.report = std::move(wish);
        mail.mail_header =
            store::ProtectedText("Message-ID: <1@example.org>\r\nSubject: Mrs Smith\r\n");
        return mail;
    }
    std::vector<TextOut> mails()
    {
        std::vector<TextOut> found;
        for (const auto& outgoing : channels.email.sent())
            found.push_back(std::get<TextOut>(outgoing.payload));
        return found;
    }
};

class ResortedReports : public MailReports {
protected:
    RunningHouse::Settings settings() const override
    {
        auto made = MailReports::settings();
        made.rules.last_resort = "SWITCHBOARD";
        return made;
    }
};

} // namespace

HOUSE_ON_BOTH_ENGINES(MailReports);
HOUSE_ON_BOTH_ENGINES(ResortedReports);

// RFC 3461 4.1, 6.3
TEST_P(MailReports, OfDeliveryAreSentToWhoAskedThoughTheContactHasThemOff)
{
    const auto id = node().submit(asked({.success = true}), "NURSE1");
    mark(node(), node().pages(id).at(0).id, Progress::Read);
    node().advance(1h);

    ASSERT_EQ(mails().size(), 1U) << "neither that it was sent, nor read";
    const auto report = mails()[0].report.value();
    EXPECT_FALSE(report.has_failed);
    EXPECT_EQ(report.envelope_id, "QQ314");
    EXPECT_EQ(report.original_recipient, "rfc822;ward@example.org");
    EXPECT_TRUE(report.returned.header.empty()) << "RET was not said";
}

TEST_P(MailReports, OfFailureAreNotSentToWhoAskedForSuccessAlone)
{
    auto on = person(30, "NURSE3").redundancy(Channel::Sms, 0min).get();
    on.mail_statuses = true;
    node().add(on);

    const auto silent = node().submit(asked({.success = true}), "NURSE3");
    node().advance(1h);

    EXPECT_EQ(node().pages(silent).at(0).progress, Progress::Failed);
    for (const auto& mail : mails())
        EXPECT_FALSE(mail.report) << "that it was sent is the contact's to tell";
}

// RFC 3461 4.3
TEST_P(MailReports, BringBackTheHeaderAndTheTextWhereTheyMayLeave)
{
    struct Case {
        store::ReturnedPart returned;
        const char* recipient;
        const char* header;
        const char* text;
    };
    constexpr auto all = "Message-ID: <1@example.org>\r\nSubject: Mrs Smith\r\n";
    constexpr auto some = "Message-ID: <1@example.org>\r\n";
    const Case cases[] = {{store::ReturnedPart::Headers, "NURSE1", some, ""},
                          {store::ReturnedPart::Headers, "NURSE2", all, ""},
                          {store::ReturnedPart::Full, "NURSE1", some, ""},
                          {store::ReturnedPart::Full, "NURSE2", all, "Bed 12"}};
    for (const auto& c : cases) {
        auto mail = asked({.failure = true, .returned = c.returned});
        mail.body = store::ProtectedText("Bed 12");
        mail.expires = clock.now() + 10min;
        node().submit(mail, c.recipient);
        node().advance(1h);

        const auto report = mails().back().report.value();
        EXPECT_TRUE(report.has_failed);
        EXPECT_EQ(report.returned.header.text(), c.header);
        EXPECT_EQ(report.returned.text ? report.returned.text->text() : "", c.text);
    }
    EXPECT_EQ(mails().size(), std::size(cases));
}

// RFC 3464 2.3.3: failed is final.
TEST_P(MailReports, OfAGroupWaitForTheEndOfItsEscalation)
{
    channels.sms.answer_always(relay::channels::Accepted{});
    node().add(build::escalating(500, "TEAM1", {store::ContactId{10}, store::ContactId{20}}));
    auto mail = asked({.failure = true});
    mail.expires = build::noon + 24h;

    const auto id = node().submit(mail, "TEAM1");
    node().advance(5min);
    EXPECT_TRUE(mails().empty()) << "the second has not been asked for long";
    node().advance(5min);
    node().advance(1h);

    EXPECT_EQ(node().escalations(id).at(0).phase, store::EscalationPhase::Exhausted);
    ASSERT_EQ(mails().size(), 1U);
    EXPECT_TRUE(mails()[0].report.value().has_failed);
    EXPECT_EQ(mails()[0].report->recipient, "TEAM1");
    EXPECT_NE(mails()[0].text.text().find("\nWhy: nobody of the group answered\n"),
              std::string::npos);
    EXPECT_EQ(mails()[0].text.text().find("Contact:"), std::string::npos);
}

// S0.31: who asked for nothing is a person, and to a person the answer counts.
TEST_P(MailReports, OfAnEndWithoutAnAnswerAreWordsForWhoAskedForNothing)
{
    channels.sms.answer_always(relay::channels::Accepted{});
    auto on = person(30, "NURSE3").redundancy(Channel::Sms, 0min).get();
    on.mail_statuses = true;
    node().add(on);
    node().add(build::escalating(500, "TEAM1", {store::ContactId{30}}));
    auto mail = asked({});
    mail.report = {};
    mail.expires = build::noon + 24h;

    const auto id = node().submit(mail, "TEAM1");
    node().advance(1min);
    mark(node(), node().pages(id).at(0).id, Progress::Delivered);
    node().advance(1h);

    ASSERT_FALSE(mails().empty());
    const auto last = mails().back();
    EXPECT_EQ(last.subject.text(), "Status of your message to TEAM1: not answered");
    EXPECT_NE(last.text.text().find("\nWhy: nobody of the group answered\n"), std::string::npos);
    EXPECT_FALSE(last.report) << "it was delivered";
}

// X.19: whoever gets it in the end may not be reached either, and then nobody would say so
TEST_P(ResortedReports, OfAGroupAreSentWhereTheLastResortHasItToo)
{
    channels.sms.answer_always(relay::channels::Accepted{});
    node().add(person(30, "SWITCHBOARD").redundancy(Channel::Sms, 0min));
    node().add(build::escalating(500, "TEAM1", {store::ContactId{10}, store::ContactId{20}}));
    node().add(build::escalating(501, "TEAM2", {store::ContactId{10}, store::ContactId{30}}));
    for (const auto* team : {"TEAM1", "TEAM2"}) { // which has the last resort in it
        auto mail = asked({.failure = true});
        mail.expires = clock.now() + 24h;
        const auto before = mails().size();

        node().submit(mail, team);
        for (int i = 0; i < 5; ++i)
            node().advance(5min);
        node().advance(40h);

        ASSERT_EQ(mails().size(), before + 1) << team;
        EXPECT_TRUE(mails().back().report.value().has_failed);
        EXPECT_EQ(mails().back().report->recipient, team);
    }
}

// RFC 3461 5.2.7.3: two reports about one recipient would contradict each other.
TEST_P(MailReports, OfAGroupAreAboutEachOfItsPeople)
{
    node().add(build::group(500, "TEAM1", {store::ContactId{10}, store::ContactId{20}}));
    auto mail = asked({.success = true, .failure = true});
    mail.expires = build::noon + 1h;

    const auto id = node().submit(mail, "TEAM1");
    for (const auto& page : node().pages(id)) {
        if (page.contact == store::ContactId{10})
            mark(node(), page.id, Progress::Delivered);
    }
    node().advance(1h);

    std::vector<std::pair<std::string, bool>> told;
    for (const auto& sent : mails())
        told.emplace_back(sent.report.value().recipient, sent.report->has_failed);
    EXPECT_EQ(told,
              (std::vector<std::pair<std::string, bool>>{{"NURSE1", false}, {"NURSE2", true}}));
}

TEST_P(MailReports, OfAGroupThatSomebodyHasOnADeviceAreNoFailures)
{
    channels.sms.answer_always(relay::channels::Accepted{});
    node().add(build::escalating(500, "TEAM1", {store::ContactId{10}}));
    auto mail = asked({.failure = true});
    mail.expires = build::noon + 24h;

    const auto id = node().submit(mail, "TEAM1");
    mark(node(), node().pages(id).at(0).id, Progress::Delivered);
    node().advance(5min);
    node().advance(1h);

    EXPECT_EQ(node().escalations(id).at(0).phase, store::EscalationPhase::Exhausted);
    EXPECT_TRUE(mails().empty()) << "nobody answered; but it was delivered";
}
