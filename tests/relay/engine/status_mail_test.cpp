// CHANNELS.md 5.2: how many status mails one address gets.
#include "tests/relay/engine/people.h"

using namespace tests;
using store::Channel;
using store::DeliveryState;
using store::Progress;

namespace {

class StatusMails : public HouseTest {
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
        node().add(nurse);
    }
    /// An alert whose sender is told of one status at once.
    store::MessageId alert(const std::string& from)
    {
        auto mail = from_source(2);
        mail.id = {++last_};
        mail.door = store::Door::Smtp;
        mail.status_email = from;
        mail.expires = clock.now() + 200h;
        return node().submit(mail, "NURSE1");
    }
    std::vector<store::Delivery> status_mails(store::MessageId message)
    {
        auto found = node().deliveries(message);
        std::erase_if(found, [](const auto& delivery) {
            return delivery.kind != store::DeliveryKind::Notice;
        });
        return found;
    }
    std::int64_t last_ = 1000;
};

} // namespace

HOUSE_ON_BOTH_ENGINES(StatusMails);

TEST_P(StatusMails, BeyondTheLimitWaitUntilTheHourHasRoom)
{
    for (int i = 0; i < 3; ++i)
        alert("desk@example.org");
    node().advance(10min);
    const auto fourth = alert("DESK@example.org");

    EXPECT_EQ(channels.email.count(), 3U);
    EXPECT_EQ(status_mails(fourth).at(0).due, build::noon + 1h);
    EXPECT_EQ(std::ranges::count(node().story(fourth),
                                 "held: status mail: its address gets no more of them in an hour"),
              1);
    alert("ward@example.org");
    EXPECT_EQ(channels.email.count(), 4U) << "another address has an hour of its own";

    node().advance(50min);

    EXPECT_EQ(channels.email.count(), 5U);
}

TEST_P(StatusMails, AreNeverMoreInAnyHourAndNoneIsLost)
{
    for (int i = 0; i < 30; ++i)
        alert("desk@example.org");
    for (std::size_t hour = 1; hour <= 10; ++hour) {
        EXPECT_EQ(channels.email.count(), 3 * hour);
        node().advance(1h);
    }
    EXPECT_EQ(channels.email.count(), 30U);
}

TEST_P(StatusMails, WhatWouldWaitForADayIsNotMailedAndTheLedgerSaysSo)
{
    for (int i = 0; i < 24 * 3; ++i)
        alert("desk@example.org");
    const auto last = alert("desk@example.org");

    EXPECT_TRUE(status_mails(last).empty());
    EXPECT_EQ(std::ranges::count(node().story(last),
                                 "left_out: status mail: too many of them wait for its address"),
              1);
    expect_nothing_is_stuck(node(), last);
}
