#include "relay/core/status.h"
#include "tests/support/builders.h"
#include <gtest/gtest.h>

namespace relay::core {
namespace {

using namespace store;
using namespace std::chrono_literals;

const std::vector<Progress> stages{Progress::Accepted, Progress::Delivered, Progress::Read,
                                   Progress::Replied, Progress::Failed};

Source host()
{
    Source source;
    source.callback_url = "http://alarms.example/wctp";
    return source;
}

std::vector<OwedNotice> all_of(const Message& message, const Contact& contact, const Source* source)
{
    std::vector<OwedNotice> all;
    for (const auto stage : stages)
        for (const auto& notice : notices(message, contact, source, stage))
            all.push_back(notice);
    return all;
}

TEST(Status, AnEnterpriseHostIsPushedExactlyTheFlagsItAskedForAndFailures)
{
    const auto source = host();
    const Contact contact = build::contact(1, "ANNLEE");
    for (int flags = 0; flags < 16; ++flags) {
        auto message = build::message();
        message.notify = {(flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0};
        message.allow_response = (flags & 8) != 0;

        std::vector<OwedNotice> expected;
        const auto way = NoticeWay::WctpPush;
        if (flags & 1)
            expected.push_back({NoticeKind::Queued, way, {}});
        if (flags & 2)
            expected.push_back({NoticeKind::Delivered, way, {}});
        if (flags & 4)
            expected.push_back({NoticeKind::Read, way, {}});
        if (flags & 8)
            expected.push_back({NoticeKind::Replied, way, {}});
        expected.push_back({NoticeKind::Failed, way, {}});

        EXPECT_EQ(all_of(message, contact, &source), expected) << flags;
    }
}

TEST(Status, ATransientClientsEventsWaitForItsQueryEvenWhereTheSourceHasACallback)
{
    const auto source = host();
    auto message = build::message();
    message.tracking = "0123456789ABCDEF";

    const auto owed = notices(message, build::contact(1, "ANNLEE"), &source, Progress::Replied);

    EXPECT_EQ(owed, (std::vector<OwedNotice>{{NoticeKind::Replied, NoticeWay::Query, {}}}));
}

TEST(Status, AHostWithoutCallbackOrARemovedSourceCanOnlyAsk)
{
    auto silent = host();
    silent.callback_url.clear();

    for (const Source* source :
         {static_cast<const Source*>(&silent), static_cast<const Source*>(nullptr)}) {
        const auto owed =
            notices(build::message(), build::contact(1, "ANNLEE"), source, Progress::Failed);

        EXPECT_EQ(owed.at(0).way, NoticeWay::Query);
    }
}

// U.13
TEST(Status, AMailSenderIsToldOnlyWhereTheContactHasItOn)
{
    auto message = build::message();
    message.door = Door::Smtp;
    message.status_email = "alarms@hospital.example";
    Contact off = build::contact(1, "ANNLEE");
    auto on = off;
    on.mail_statuses = true;

    EXPECT_TRUE(all_of(message, off, nullptr).empty());
    const auto told = all_of(message, on, nullptr);

    ASSERT_EQ(told.size(), stages.size());
    EXPECT_EQ(told[0],
              (OwedNotice{NoticeKind::Queued, NoticeWay::Email, "alarms@hospital.example"}));
}

TEST(Status, NobodyIsMailedWithoutAConfiguredAddress)
{
    auto message = build::message();
    message.door = Door::Smtp;
    Contact on = build::contact(1, "ANNLEE");
    on.mail_statuses = true;

    EXPECT_TRUE(all_of(message, on, nullptr).empty());
}

// S0.32
TEST(Status, WctpStatusesAlsoGoByMailWhereTheContactHasAnAddressForThem)
{
    Contact contact = build::contact(1, "ANNLEE");
    contact.wctp_status_email = "desk@hospital.example";

    const auto owed = notices(build::message(), contact, nullptr, Progress::Read);

    EXPECT_EQ(owed, (std::vector<OwedNotice>{
                        {NoticeKind::Read, NoticeWay::Email, "desk@hospital.example"}}));
}

TEST(Status, MessagesOfTheApiOweNoNotice)
{
    auto message = build::message();
    message.door = Door::Api;
    Contact contact = build::contact(1, "ANNLEE");
    contact.mail_statuses = true;
    contact.wctp_status_email = "desk@hospital.example";

    EXPECT_TRUE(all_of(message, contact, nullptr).empty());
}

/// What the sender of a mail said by NOTIFY.
Message mail_with(ReportWish wish)
{
    auto message = build::message();
    message.door = Door::Smtp;
    message.status_email = "lab@hospital.example";
    message.report = std::move(wish);
    return message;
}

std::vector<NoticeKind> told(const Message& message, const Contact& contact)
{
    std::vector<NoticeKind> kinds;
    for (const auto& owed : all_of(message, contact, nullptr))
        kinds.push_back(owed.kind);
    return kinds;
}

// RFC 3461 4.1
TEST(Status, NotifyGoesBeforeTheContactsSettingForDeliveredAndFailed)
{
    using enum NoticeKind;
    const Contact off = build::contact(1, "ANNLEE");
    auto on = off;
    on.mail_statuses = true;
    struct Case {
        ReportWish wish;
        std::vector<NoticeKind> where_off;
        std::vector<NoticeKind> where_on;
    };
    const Case cases[] = {
        {{}, {}, {Queued, Delivered, Read, Replied, Failed}},
        {{.is_said = true, .success = true}, {Delivered}, {Queued, Delivered, Read, Replied}},
        {{.is_said = true, .failure = true}, {Failed}, {Queued, Read, Replied, Failed}},
        {{.is_said = true, .success = true, .failure = true},
         {Delivered, Failed},
         {Queued, Delivered, Read, Replied, Failed}}};
    for (const auto& c : cases) {
        EXPECT_EQ(told(mail_with(c.wish), off), c.where_off);
        EXPECT_EQ(told(mail_with(c.wish), on), c.where_on);
        auto to_nobody = mail_with(c.wish);
        to_nobody.status_email.clear();
        EXPECT_TRUE(told(to_nobody, on).empty());
    }
}

// RFC 3461 4.1
TEST(Status, OfAnEscalationThatReachedNobodyAMailSenderHearsWhoAskedForIt)
{
    EXPECT_EQ(notice_of_end(mail_with({.is_said = true, .failure = true}), nullptr, {}),
              (OwedNotice{NoticeKind::Failed, NoticeWay::Email, "lab@hospital.example"}));
    EXPECT_FALSE(notice_of_end(mail_with({}), nullptr, {}));
    EXPECT_FALSE(notice_of_end(mail_with({.is_said = true, .success = true}), nullptr, {}));
    EXPECT_TRUE(notice_of_end(build::message(), nullptr, {})) << "WCTP hears of every failure";
}

// S0.31: to a program the delivery counts, to people the answer.
TEST(Status, OfAnEscalationThatNobodyAnsweredAPersonHearsAlsoWhereSomebodyHadIt)
{
    const EscalationEnd heard{.reached_somebody = true, .tells_people = true};

    EXPECT_TRUE(notice_of_end(mail_with({}), nullptr, heard));
    EXPECT_FALSE(notice_of_end(mail_with({.is_said = true, .failure = true}), nullptr, heard));
    EXPECT_FALSE(notice_of_end(mail_with({}), nullptr, {.reached_somebody = true}))
        << "no contact has them on";
}

// RFC 3834: a program gets its reports, and no words for people.
TEST(Status, AMachineHearsWhatItAskedForByNotifyAlone)
{
    auto on = build::contact(1, "ANNLEE").get();
    on.mail_statuses = true;
    ReportWish wish{.is_said = true, .success = true, .failure = true, .is_of_machine = true};

    EXPECT_EQ(told(mail_with(wish), on), (std::vector{NoticeKind::Delivered, NoticeKind::Failed}));
    EXPECT_TRUE(notices(mail_with(wish), on, nullptr, Progress::Delivered).at(0).is_asked);
    EXPECT_FALSE(notices(mail_with({}), on, nullptr, Progress::Delivered).at(0).is_asked);
}

// S0.31, S0.32
TEST(Status, WaitForOthersWhereTheSourceOrTheContactWantsThemInOneMail)
{
    auto source = host();
    source.status_digest = 10min;
    auto on = build::contact(1, "ANNLEE").get();
    on.mail_statuses = true;
    on.wctp_status_email = "desk@hospital.example";
    on.wctp_status_digest = 5min;
    const auto digest = [&](const Message& message, Progress stage) {
        return notices(message, on, &source, stage).back().digest;
    };

    EXPECT_EQ(digest(mail_with({}), Progress::Delivered), 10min);
    EXPECT_EQ(digest(mail_with({}), Progress::Failed), 0min) << "at once";
    EXPECT_EQ(digest(mail_with({.is_said = true, .success = true}), Progress::Delivered), 0min)
        << "a report that was asked for";
    EXPECT_EQ(digest(mail_with({.is_said = true, .success = true}), Progress::Read), 10min);
    EXPECT_EQ(digest(build::message(), Progress::Read), 5min);
    EXPECT_EQ(digest(build::message(), Progress::Failed), 0min);
}

} // namespace
} // namespace relay::core
