#include "relay/core/status.h"
#include "tests/support/builders.h"
#include <gtest/gtest.h>

namespace relay::core {
namespace {

using namespace store;

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

// RFC 3461 4.1
TEST(Status, TheDeliveryIsMailedToWhoAskedForItInTheMail)
{
    auto message = build::message();
    message.door = Door::Smtp;
    message.status_email = "lab@hospital.example";
    message.notify.delivered = true;
    const Contact off = build::contact(1, "ANNLEE");

    const std::vector<OwedNotice> expected{
        {NoticeKind::Delivered, NoticeWay::Email, "lab@hospital.example"}};
    EXPECT_EQ(all_of(message, off, nullptr), expected);
    message.status_email.clear();
    EXPECT_TRUE(all_of(message, off, nullptr).empty());
}

} // namespace
} // namespace relay::core
