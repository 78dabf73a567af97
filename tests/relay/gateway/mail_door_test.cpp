// Mail that comes back: reports and out-of-office notes.
#include "tests/relay/gateway/mail_back.h"

namespace tests {
namespace {

HOUSE_ON_BOTH_ENGINES(MailBack);

// CHANNELS 5.2
TEST_P(MailBack, ThatItFailedBringsTheNextChannelAtOnce)
{
    const auto message = mailed();
    EXPECT_EQ(channels.sms.count(), 0U);

    EXPECT_EQ(comes_back(bounce_address(), report("failed", "5.1.1")).substr(0, 3), "250");

    EXPECT_EQ(by(message, Channel::Email).state, DeliveryState::Refused);
    EXPECT_EQ(channels.sms.count(), 1U) << "does not wait for its half hour";
    EXPECT_TRUE(ledger_has(message, "refused: the gateway says so (5.1.1)"));
}

// CHANNELS 5.2
TEST_P(MailBack, ThatThereIsNoSuchMailboxTwiceInARowEndsMailToIt)
{
    const auto is_invalid = [&] {
        node().refresh_directory();
        return house().people()->contact({10})->details.at(1).invalid;
    };
    const auto bounces = [&](const char* status) {
        mailed();
        (void)comes_back(bounce_address(), report("failed", status));
        (void)comes_back(bounce_address(), report("failed", status));
    };

    bounces("5.2.2");
    bounces("5.1.1");
    EXPECT_FALSE(is_invalid()) << "once, however often it is said; a full mailbox is one";
    mailed();
    (void)comes_back(bounce_address(), report("delivered", "2.0.0"));
    bounces("5.1.1");
    EXPECT_FALSE(is_invalid()) << "it worked in between";
    mailed();
    (void)comes_back(reply_address(), answer_mail("1"), false);
    bounces("5.1.1");
    EXPECT_FALSE(is_invalid()) << "somebody answered in between";

    bounces("5.1.1");

    EXPECT_TRUE(is_invalid()) << "although the smart host takes them all";
    const auto next = mailed();
    EXPECT_TRUE(ledger_has(next, "left_out: redundancy by email: invalid_address"));
}

// CHANNELS 5.2
TEST_P(MailBack, ThatAMailboxBehindAForwardIsGoneEndsNoMailToTheAddressItself)
{
    for (int times = 0; times < 3; ++times) {
        const auto message = mailed();
        (void)comes_back(bounce_address(),
                         report("failed", "5.1.1", {}, {}, "ada.old@private.example"));
        EXPECT_EQ(by(message, Channel::Email).state, DeliveryState::Refused);
    }
    node().refresh_directory();

    EXPECT_FALSE(house().people()->contact({10})->details.at(1).invalid);
}

// S0.62: a smart host takes everything, and says later that there is nobody.
TEST_P(MailBack, ThatAFailReportFailedIsHeardOfOnce)
{
    auto group = build::escalating(500, "TEAM1", {store::ContactId{10}}, {}, 5min);
    group.fail_report_email = "desk@example.org";
    node().add(group);
    node().submit(pushed({}), "TEAM1");
    node().advance(1h);
    ASSERT_EQ(sent().to, "desk@example.org");

    const auto bounce = bounce_address();
    for (int times = 0; times < 2; ++times)
        EXPECT_EQ(comes_back(bounce, report("failed", "5.1.1")).substr(0, 3), "250");

    EXPECT_EQ(house().metrics.fail_reports_lost(), 1U);
}

TEST_P(MailBack, ThatItWasDeliveredMakesThePageDeliveredAndRelayedDoesNot)
{
    const auto message = mailed();

    (void)comes_back(bounce_address(), report("relayed", "2.1.9"));
    (void)comes_back(bounce_address(), report("expanded", "2.1.5"));
    EXPECT_EQ(progress(message), Progress::Accepted);
    (void)comes_back(bounce_address(), report("delivered", "2.0.0"));
    (void)comes_back(bounce_address(), report("delivered", "2.0.0"));

    EXPECT_EQ(progress(message), Progress::Delivered);
    EXPECT_EQ(node().read([&](auto& c) {
        return store::ReceiptRepository(c).of_delivery(by(message, Channel::Email).id).size();
    }),
              1U);
}

TEST_P(MailBack, ThatItIsLateBringsTheNextChannelOnceForUrgentPagesOnly)
{
    const auto normal = mailed();
    (void)comes_back(bounce_address(), report("delayed", "4.4.1"));
    EXPECT_EQ(channels.sms.count(), 0U);
    EXPECT_TRUE(ledger_has(normal, "delayed: says a mail server (4.4.1)"));

    const auto urgent = mailed(store::Priority::High);
    (void)comes_back(bounce_address(), report("delayed", "4.4.1"));
    EXPECT_EQ(channels.sms.count(), 1U);
    (void)comes_back(bounce_address(), report("delayed", "4.4.1"));

    EXPECT_EQ(channels.sms.count(), 1U);
    EXPECT_EQ(by(urgent, Channel::Email).state, DeliveryState::Accepted) << "it may still arrive";
}

TEST_P(MailBack, TheAddressSaysWhichMailAReportIsAboutWhateverItSaysItself)
{
    const auto first = mailed();
    const auto first_mark = sent().report_mark;
    const auto second = mailed();
    EXPECT_EQ(door_->recipient(mail::Address::parse("ada-king@" + domain).value()), std::nullopt);

    (void)comes_back(bounce_address(),
                     report("failed", "5.1.1", first_mark + "@" + domain, first_mark));

    EXPECT_EQ(by(first, Channel::Email).state, DeliveryState::Accepted);
    EXPECT_EQ(by(second, Channel::Email).state, DeliveryState::Refused);
}

TEST_P(MailBack, AReadReceiptOfAStubShowsThatItArrivedAndNoMore)
{
    const auto message = mailed();

    (void)comes_back(bounce_address(), displayed("deleted"));
    EXPECT_EQ(progress(message), Progress::Accepted);
    (void)comes_back(bounce_address(), displayed());

    EXPECT_EQ(progress(message), Progress::Delivered);
    node().advance(31min);
    EXPECT_EQ(channels.sms.count(), 1U) << "nobody has read the message";
}

TEST_P(MailBack, AnOutOfOfficeIsWrittenDownAndIsNoAnswer)
{
    const auto message = mailed();
    const auto mails = channels.email.count();

    for (const auto& address : {bounce_address(), reply_address()})
        EXPECT_EQ(comes_back(address, answer_mail("1", "Auto-Submitted: auto-replied\r\n"), false)
                      .substr(0, 3),
                  "250");

    EXPECT_TRUE(node().replies(message).empty());
    EXPECT_EQ(progress(message), Progress::Accepted);
    EXPECT_TRUE(ledger_has(message, "away: a machine answered for the contact, by email"));
    EXPECT_EQ(channels.email.count(), mails) << "a machine is never answered";
}

TEST_P(MailBack, AnAddressThatWeDidNotGiveOutIsRefused)
{
    const auto message = mailed();
    const auto good = reply_address();
    auto wrong = good;
    const auto digit = wrong.find('.') + 3;
    wrong[digit] = wrong[digit] == '0' ? '1' : '0';
    const auto delivery = by(message, Channel::Email).id.text();

    for (const auto& address :
         {wrong, "reply+" + sent().report_mark + "@" + domain,
          "bounce+" + sent().answer_mark + "@" + domain, "reply+" + delivery + "@" + domain,
          "reply+x@" + domain, "bounce+@" + domain})
        EXPECT_EQ(comes_back(address, answer_mail("1"), false).substr(0, 9), "550 5.1.1")
            << address;
    EXPECT_TRUE(node().replies(message).empty());

    std::string loud = good;
    std::ranges::transform(loud, loud.begin(), [](unsigned char c) { return std::toupper(c); });
    EXPECT_EQ(comes_back(loud, answer_mail("1"), false).substr(0, 3), "250")
        << "mail servers change case";
}

TEST_P(MailBack, AReportsAddressTakesNoAnswers)
{
    const auto message = mailed();

    EXPECT_EQ(comes_back(bounce_address(), answer_mail("1"), false).substr(0, 9), "550 5.7.1");

    EXPECT_TRUE(node().replies(message).empty());
}

TEST_P(MailBack, WhatWentThroughTooManyServersIsALoop)
{
    (void)mailed();
    std::string hops;
    for (int hop = 0; hop < 26; ++hop)
        hops += "Received: from a by b; Thu, 26 Nov 2026 12:00:00 +0000\r\n";

    EXPECT_EQ(comes_back(reply_address(), hops + answer_mail("1"), false).substr(0, 9),
              "554 5.4.6");
}

TEST_P(MailBack, OurOwnMessageIdsAreKnown)
{
    (void)mailed();

    EXPECT_TRUE(door_->is_own(sent().report_mark + "@" + domain));
    EXPECT_TRUE(door_->is_own(channels.email.sent().back().delivery.text() + "@RELAY.example"));
    for (const auto* other : {"1@relay.example", "dl_1@relay.example", "@relay.example", "",
                              "dl_0000000000001.x@elsewhere.example"})
        EXPECT_FALSE(door_->is_own(other)) << other;
}

TEST_P(MailBack, WhileNothingCanBeWrittenItIsToBeSaidAgain)
{
    (void)mailed();
    const auto bounce = bounce_address();
    const auto reply = reply_address();
    house().writer.stop();

    mail::Accept taken;
    taken.envelope.recipients = {mail::Address::parse(bounce).value()};
    taken.message = report("failed", "5.1.1");
    EXPECT_EQ(door_->take(taken).reply.code, 451);
    taken.envelope.recipients = {mail::Address::parse(reply).value()};
    taken.envelope.sender = mail::Address::parse("p10@example.org").value();
    taken.message = answer_mail("1");
    EXPECT_EQ(door_->take(taken).reply.code, 451);
}

class OpenMailBack : public MailBack {
protected:
    store::Contact contact() const override { return open_hearted(MailBack::contact()); }
};
HOUSE_ON_BOTH_ENGINES(OpenMailBack);

TEST_P(OpenMailBack, AReadReceiptOfTheWholeTextMakesThePageRead)
{
    const auto message = mailed();

    (void)comes_back(bounce_address(), displayed());

    EXPECT_EQ(progress(message), Progress::Read);
    EXPECT_EQ(by(message, Channel::Email).state, DeliveryState::Read);
    node().advance(31min);
    EXPECT_EQ(channels.sms.count(), 0U);
}

} // namespace
} // namespace tests
