// What is outside fails, and what is inside is killed: nothing that was accepted is lost.
#include "tests/scenarios/scenario.h"
#include <atomic>
#include <csignal>
#include <random>
#include <set>
#include <thread>

namespace tests {
namespace {

using Outage = OnBothEngines;
STORIES_ON_BOTH_ENGINES(Outage);

TEST_P(Outage, AMailServerThatComesBackGetsTheCopy)
{
    Installation house(wishes());
    house.stop_mail_sink();
    house.wctp(submit_request(house.code(), "CHEN-WEI", "Bed 12", "m-1"));
    house.advance(1min);
    EXPECT_EQ(house.mails().size(), 0u);

    house.start_mail_sink();
    house.advance(10min);

    EXPECT_EQ(house.mails_to("wei.chen@hospital.example").size(), 1u);
}

TEST_P(Outage, ACommandBesideTheDaemonTakesNothingFromIt)
{
    Installation house(wishes());
    house.wctp(submit_request(house.code(), "ADA-KING", "before", "m-1"));
    for (int times = 0; times < 3; ++times)
        ASSERT_EQ(house.belfry({"token", "list"}, {}).exit, 0);
    house.wctp(submit_request(house.code(), "ADA-KING", "after", "m-2"));
    ASSERT_EQ(house.belfry({"token", "list"}, {}).exit, 0);

    house.kill();
    house.start();
    house.settle();

    EXPECT_EQ(pages_in_inbox(house).size(), 2u);
}

TEST_P(Outage, AnUnreachableGatewayMakesTheNextChannelComeEarlier)
{
    Installation house(wishes());
    house.stop_sms_sink();
    house.wctp(
        submit_request(house.code(), "BEN-OKORO", "Bed 12", "m-1", "deliveryPriority=\"HIGH\""));

    house.advance(20s);
    house.advance(2min);

    const auto page = message(house, newest_message(house))->getArray("pages")->getObject(0);
    const auto deliveries = page->getArray("deliveries");
    std::string states;
    for (std::size_t i = 0; i < deliveries->size(); ++i)
        states +=
            deliveries->getObject(static_cast<unsigned>(i))->getValue<std::string>("state") + " ";
    EXPECT_TRUE(contains(states, "deferred")) << states << ": it is still tried";
}

TEST_P(Outage, WhatWasNeverSentIsNotSentAfterItsExpiryAndItsSenderIsTold)
{
    const WctpHost sender;
    auto wish = wishes();
    wish.directory_changes = {pushed_to(sender.url())};
    Installation house(wish);
    house.stop_mail_sink();
    house.wctp(submit_request(house.code(), "CHEN-WEI", "Bed 12", "m-1",
                              "deliveryBefore=\"2026-11-24T12:10:00\""));

    house.advance(11min);
    house.start_mail_sink();
    house.advance(10min);

    EXPECT_EQ(house.mails().size(), 0u);
    EXPECT_EQ(count_with(sender.documents(), "errorCode=\"501\""), 1u);
}

/// Submits pages one after another until the daemon dies; the ids that were acknowledged.
std::set<std::string> submit_until_dead(const Installation& house, int round,
                                        std::atomic<bool>& is_under_way)
{
    std::set<std::string> acknowledged;
    for (int i = 0;; ++i) {
        const auto id = std::to_string(round) + "-" + std::to_string(i);
        const auto answer =
            house.wctp(submit_request(house.code(), "EMIL-BRANDT", "page " + id, id));
        if (!contains(answer, "successCode=\"200\""))
            return acknowledged;
        acknowledged.insert(id);
        is_under_way = true;
    }
}

/// References of all messages in the store.
std::multiset<std::string> stored(const Installation& house)
{
    std::multiset<std::string> references;
    std::string cursor;
    do {
        const auto list = house.http("GET", "/api/v1/messages?limit=500" + cursor, "admin").json();
        const auto items = list->getArray("items");
        for (std::size_t i = 0; i < items->size(); ++i)
            references.insert(
                items->getObject(static_cast<unsigned>(i))->getValue<std::string>("reference"));
        cursor = list->has("next") ? "&cursor=" + list->getValue<std::string>("next") : "";
    } while (!cursor.empty());
    return references;
}

int rounds()
{
    const char* asked = std::getenv("BELFRY_CRASH_ROUNDS");
    return asked == nullptr ? 5 : std::atoi(asked);
}

TEST_P(Outage, NothingThatWasAcknowledgedIsLostWhenTheProcessIsKilled)
{
    auto wish = wishes();
    wish.manual_clock = false;
    wish.directory_changes = {{"networks: [127.0.0.0/8]",
                               "networks: [127.0.0.0/8]\n    rate_per_second: 100000\n"
                               "    burst: 100000"}};
    Installation house(wish);
    std::mt19937 random(20261124);
    std::set<std::string> acknowledged;

    for (int round = 0; round < rounds(); ++round) {
        std::set<std::string> now;
        std::atomic<bool> is_under_way = false;
        std::atomic<bool> has_ended = false;
        {
            std::jthread sender([&] {
                now = submit_until_dead(house, round, is_under_way);
                has_ended = true;
            });
            while (!is_under_way && !has_ended)
                house.http("GET", "/healthz");
            // Enough answers of another door pass to be somewhere in the middle.
            for (unsigned i = 0; i < 5 + random() % 40; ++i)
                house.http("GET", "/healthz");
            house.daemon().signal(SIGKILL);
        }
        house.daemon().wait();
        acknowledged.merge(now);
        house.start();
    }

    const auto kept = stored(house);
    EXPECT_GT(acknowledged.size(), 0u);
    for (const auto& id : acknowledged)
        EXPECT_EQ(kept.count(id), 1u) << id;
    // Every copy arrives: those in flight when it died may come twice, none may be missing.
    while (house.mails_to("emil.brandt@hospital.example").size() < kept.size())
        house.http("GET", "/healthz");
}

/// Leaves only `free` bytes of the file system.
void fill(const std::filesystem::path& where, std::uintmax_t free)
{
    const auto bytes = std::filesystem::space(where).available - free;
    run({"fallocate", "-l", std::to_string(bytes), where / "ballast"});
}

TEST(OutageOfTheDisk, AFullDiskRefusesForTheMomentAndRecoversByItself)
{
    const TemporaryDirectory small;
    if (run({"mount", "-t", "tmpfs", "-o", "size=24m", "none", small.path()}).exit != 0) {
        std::cout << "skipped: a small file system cannot be mounted here\n";
        GTEST_SKIP() << "a small file system cannot be mounted here";
    }
    {
        Wishes wish;
        wish.data_dir = small.path() / "data";
        wish.reserve = "4MiB";
        Installation house(wish);
        house.wctp(submit_request(house.code(), "ADA-KING", "before", "m-1"));
        house.settle();

        fill(small.path(), 2 << 20);
        const auto refused = house.wctp(submit_request(house.code(), "ADA-KING", "full", "m-2"));
        const auto mailed = house.mail("ADA-KING@pager.example");
        const auto health = house.http("GET", "/readyz");
        house.advance(1min);
        std::filesystem::remove(small.path() / "ballast");
        const auto taken = house.wctp(submit_request(house.code(), "ADA-KING", "after", "m-3"));
        house.settle();

        EXPECT_TRUE(contains(refused, "errorCode=\"60")) << refused;
        EXPECT_TRUE(contains(mailed.out, " 45")) << mailed.out;
        EXPECT_EQ(health.status, 503) << health.body;
        EXPECT_EQ(house.sms().size(), 1u) << "what was accepted before goes on";
        EXPECT_TRUE(contains(taken, "successCode=\"200\"")) << taken;
        EXPECT_EQ(pages_in_inbox(house).size(), 2u);
    }
    EXPECT_EQ(run({"umount", small.path()}).exit, 0);
}

TEST(TwoDaemons, TheSecondOnTheSameDataIsRefused)
{
    Installation house;

    const auto second =
        run({Installation::binary(), "serve", "--config", house.folder() / "belfry.yaml"});

    EXPECT_NE(second.exit, 0);
    EXPECT_FALSE(second.err.empty());
    EXPECT_EQ(house.http("GET", "/readyz").status, 200) << "the first is not disturbed";
}

} // namespace
} // namespace tests
