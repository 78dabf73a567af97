// CHANNELS.md 5.2: two systems that answer each other's mails stay quiet.
#include "relay/core/mail_limit.h"
#include "tests/support/builders.h"
#include <gtest/gtest.h>

using namespace relay::core;
using build::noon;
using store::NoticeKind;
using store::NoticeWay;
using namespace std::chrono_literals;

TEST(MailLimit, CountsWhatGoesToAnAddressThatSomebodyElseGave)
{
    for (const auto& [kind, word] : store::Words<NoticeKind>::table) {
        store::Notice notice;
        notice.kind = kind;
        notice.way = NoticeWay::Email;
        EXPECT_EQ(is_status_mail(notice), kind <= NoticeKind::Failed) << word;
        notice.way = NoticeWay::WctpPush;
        EXPECT_FALSE(is_status_mail(notice)) << word;
    }
}

TEST(MailLimit, TheNextWaitsUntilTheTwentiethBeforeItIsAnHourOld)
{
    const MailLimit limit;
    EXPECT_EQ(status_mail_at(noon, std::nullopt, limit, 24h), noon);
    EXPECT_EQ(status_mail_at(noon, noon - 61min, limit, 24h), noon);
    EXPECT_EQ(status_mail_at(noon, noon - 59min, limit, 24h), noon + 1min);
    EXPECT_EQ(status_mail_at(noon, noon + 5h, limit, 24h), noon + 6h) << "many wait already";
}

TEST(MailLimit, WhatWouldWaitForTooLongNeverGoes)
{
    EXPECT_EQ(status_mail_at(noon, noon + 23h, {}, 24h), std::nullopt);
}

TEST(MailLimit, ThatAPageReachedNobodyAndWhatWasAnsweredIsNeverHeld)
{
    for (const auto& [kind, word] : store::Words<NoticeKind>::table) {
        store::Notice notice;
        notice.kind = kind;
        EXPECT_EQ(is_urgent_status(notice),
                  kind == NoticeKind::Failed || kind == NoticeKind::Replied)
            << word;
    }
}

TEST(MailLimit, NoneIsNone)
{
    EXPECT_EQ(status_mail_at(noon, noon + 23h, {.most = 0}, 24h), noon);
}
