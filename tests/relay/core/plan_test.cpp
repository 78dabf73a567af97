#include "relay/core/plan.h"
#include "tests/support/builders.h"
#include <algorithm>
#include <gtest/gtest.h>

namespace relay::core {
namespace {

using namespace std::chrono_literals;
using namespace store;
using build::contact;
using build::noon;

const TimeZones zones;

const ChannelsAtHand all_channels = [] {
    ChannelsAtHand all{true, true, true};
    all.snpp = all.wctp_peer = true;
    return all;
}();

build::ContactBuilder reachable()
{
    return contact(1, "ANNLEE").phone(11, "+15551230001").mail(12, "ann@hospital.example");
}

bool has(const Plan& plan, DeliveryKind kind, Channel channel)
{
    return std::ranges::any_of(plan.deliveries, [&](const auto& planned) {
        return planned.kind == kind && planned.channel == channel;
    });
}

TEST(Plan, SecureMessageGoesAtOnceToEverybody)
{
    const auto made = plan(reachable(), build::message(), {}, noon, zones);

    EXPECT_EQ(made.deliveries, (std::vector<PlannedDelivery>{
                                   {DeliveryKind::Primary, Channel::Secure, {}, noon, {}}}));
}

TEST(Plan, RedundancyFallsDueAfterItsOwnDelayUnlessThePageGotFarEnough)
{
    const auto someone = reachable().redundancy(Channel::Sms, 30min, Progress::Delivered);

    const auto made = plan(someone, build::message(), all_channels, noon, zones);

    EXPECT_EQ(made.deliveries.at(1),
              (PlannedDelivery{DeliveryKind::Redundancy, Channel::Sms, DetailId{11}, noon + 30min,
                               Progress::Delivered}));
}

// X.15
TEST(Plan, PagersAndOtherGatewaysHaveAddressesOfTheirOwn)
{
    const auto someone = reachable()
                             .foreign(13, DetailKind::Wctp, "5551230001")
                             .foreign(14, DetailKind::Pager, "4711")
                             .copy(Channel::WctpPeer)
                             .redundancy(Channel::Snpp, 5min);

    const auto made = plan(someone, build::message(), all_channels, noon, zones);

    EXPECT_EQ(made.deliveries.at(1),
              (PlannedDelivery{DeliveryKind::Copy, Channel::WctpPeer, DetailId{13}, noon, {}}));
    EXPECT_EQ(made.deliveries.at(2).detail, DetailId{14});
    EXPECT_EQ(
        plan(reachable().copy(Channel::Snpp), build::message(), all_channels, noon, zones).left_out,
        (std::vector<NotPlanned>{{DeliveryKind::Copy, Channel::Snpp, NotPlannedWhy::NoAddress}}));
    EXPECT_EQ(plan(someone, build::message(), {}, noon, zones).left_out.size(), 2U);
}

// S0.18
TEST(Plan, AnySubsetOfTheThreeRedundanciesGivesExactlyTheChosenOnes)
{
    for (int subset = 0; subset < 8; ++subset) {
        auto someone = reachable();
        if (subset & 1)
            someone.redundancy(Channel::Email, 1min);
        if (subset & 2)
            someone.redundancy(Channel::Sms, 2min);
        if (subset & 4)
            someone.redundancy(Channel::Ivr, 3min);

        const auto made = plan(someone, build::message(), all_channels, noon, zones);

        EXPECT_EQ(has(made, DeliveryKind::Redundancy, Channel::Email), (subset & 1) != 0);
        EXPECT_EQ(has(made, DeliveryKind::Redundancy, Channel::Sms), (subset & 2) != 0);
        EXPECT_EQ(has(made, DeliveryKind::Redundancy, Channel::Ivr), (subset & 4) != 0);
        EXPECT_EQ(made.deliveries.size(), 1U + std::size_t(__builtin_popcount(unsigned(subset))));
    }
}

// S0.23
TEST(Plan, CopyAndRedundancyAreIndependent)
{
    const auto someone =
        reachable().copy(Channel::Email).copy(Channel::Ivr).redundancy(Channel::Email, 10min);

    const auto made = plan(someone, build::message(), all_channels, noon, zones);

    ASSERT_EQ(made.deliveries.size(), 4U);
    EXPECT_EQ(made.deliveries[1],
              (PlannedDelivery{DeliveryKind::Copy, Channel::Email, DetailId{12}, noon, {}}));
    EXPECT_EQ(made.deliveries[2],
              (PlannedDelivery{DeliveryKind::Copy, Channel::Ivr, DetailId{11}, noon, {}}));
    EXPECT_EQ(made.deliveries[3].due, noon + 10min);
}

TEST(Plan, AnOptedOutPhoneIsPassedOverForTheNextOne)
{
    const auto someone = contact(1, "ANNLEE")
                             .phone(11, "+15551230001", true)
                             .mail(12, "ann@hospital.example")
                             .phone(13, "+15551230003")
                             .redundancy(Channel::Sms, 1min);

    const auto made = plan(someone, build::message(), all_channels, noon, zones);

    EXPECT_EQ(made.deliveries.at(1).detail, DetailId{13});
    EXPECT_TRUE(made.left_out.empty());
}

// S0.43
TEST(Plan, RedundancyByMailGoesToTheSecondAddressToo)
{
    const auto someone = contact(1, "ANNLEE")
                             .mail(11, "ann@hospital.example")
                             .phone(12, "+15551230001")
                             .phone(13, "+15551230002")
                             .mail(14, "ann@home.example")
                             .mail(15, "ann@third.example")
                             .copy(Channel::Email)
                             .redundancy(Channel::Email, 10min, Progress::Replied)
                             .redundancy(Channel::Sms, 20min);

    const auto made = plan(someone, build::message(), all_channels, noon, zones);

    const auto later = noon + 10min;
    EXPECT_EQ(
        made.deliveries,
        (std::vector<PlannedDelivery>{
            {DeliveryKind::Primary, Channel::Secure, {}, noon, {}},
            {DeliveryKind::Copy, Channel::Email, DetailId{11}, noon, {}},
            {DeliveryKind::Redundancy, Channel::Email, DetailId{11}, later, Progress::Replied},
            {DeliveryKind::Redundancy, Channel::Email, DetailId{14}, later, Progress::Replied},
            {DeliveryKind::Redundancy, Channel::Sms, DetailId{12}, noon + 20min, Progress::Read}}));
}

TEST(Plan, AnOptedOutMailAddressIsPassedOverForTheNextTwo)
{
    const auto someone = contact(1, "ANNLEE")
                             .mail(11, "ann@hospital.example", true)
                             .mail(12, "ann@home.example")
                             .mail(13, "ann@third.example")
                             .redundancy(Channel::Email, 10min);

    const auto made = plan(someone, build::message(), all_channels, noon, zones);

    ASSERT_EQ(made.deliveries.size(), 3U);
    EXPECT_EQ(made.deliveries[1].detail, DetailId{12});
    EXPECT_EQ(made.deliveries[2].detail, DetailId{13});
    EXPECT_TRUE(made.left_out.empty());
}

// S1.46
TEST(Plan, AnOptOutOfThePhoneLeavesTheMailAlone)
{
    const auto someone = contact(1, "ANNLEE")
                             .phone(11, "+15551230001", true)
                             .mail(12, "ann@hospital.example")
                             .redundancy(Channel::Sms, 1min)
                             .redundancy(Channel::Email, 2min);

    const auto made = plan(someone, build::message(), all_channels, noon, zones);

    EXPECT_EQ(made.left_out, (std::vector<NotPlanned>{{DeliveryKind::Redundancy, Channel::Sms,
                                                       NotPlannedWhy::OptedOut}}));
    EXPECT_TRUE(has(made, DeliveryKind::Redundancy, Channel::Email));
}

TEST(Plan, SaysWhyAChannelIsLeftOut)
{
    const auto no_phone = contact(1, "ANNLEE").redundancy(Channel::Sms, 1min);
    const auto no_channel = reachable().redundancy(Channel::Ivr, 1min);
    auto expiring = build::message();
    expiring.expires = noon + 1min;

    const auto first = plan(no_phone, build::message(), all_channels, noon, zones);
    const auto second = plan(no_channel, build::message(), {true, true, false}, noon, zones);
    const auto third =
        plan(reachable().redundancy(Channel::Sms, 1min), expiring, all_channels, noon, zones);

    EXPECT_EQ(first.left_out.at(0).why, NotPlannedWhy::NoAddress);
    EXPECT_EQ(second.left_out.at(0).why, NotPlannedWhy::NoChannel);
    EXPECT_EQ(third.left_out.at(0).why, NotPlannedWhy::AfterExpiry);
}

// S1.57
TEST(Plan, TheNextRungTakesThePlaceOfOneThatCannotBeSent)
{
    const auto someone = contact(1, "ANNLEE")
                             .phone(11, "+15551230001", true)
                             .mail(12, "ann@hospital.example")
                             .redundancy(Channel::Email, 10min)
                             .redundancy(Channel::Sms, 1min)
                             .redundancy(Channel::Ivr, 5min)
                             .get();

    const auto made = plan(someone, build::message(), all_channels, noon, zones);

    ASSERT_EQ(made.deliveries.size(), 2U);
    EXPECT_EQ(made.deliveries[1].channel, Channel::Email);
    EXPECT_EQ(made.deliveries[1].due, noon + 1min) << "neither text nor call may go";
}

// S1.57
TEST(Plan, OnlyTheNextRungComesEarlier)
{
    const auto someone = reachable()
                             .redundancy(Channel::Snpp, 1min)
                             .redundancy(Channel::Sms, 5min)
                             .redundancy(Channel::Email, 10min);

    const auto made = plan(someone, build::message(), all_channels, noon, zones);

    ASSERT_EQ(made.deliveries.size(), 3U);
    EXPECT_EQ(made.deliveries[1].due, noon + 1min) << "the text, in place of the pager";
    EXPECT_EQ(made.deliveries[2].due, noon + 10min);
}

TEST(Plan, EachChannelNeedsItsOwnConfiguration)
{
    const auto someone = reachable()
                             .redundancy(Channel::Email, 1min)
                             .redundancy(Channel::Sms, 1min)
                             .redundancy(Channel::Ivr, 1min);

    EXPECT_TRUE(has(plan(someone, build::message(), {true, false, false}, noon, zones),
                    DeliveryKind::Redundancy, Channel::Email));
    EXPECT_TRUE(has(plan(someone, build::message(), {false, true, false}, noon, zones),
                    DeliveryKind::Redundancy, Channel::Sms));
    EXPECT_TRUE(has(plan(someone, build::message(), {false, false, true}, noon, zones),
                    DeliveryKind::Redundancy, Channel::Ivr));
    EXPECT_EQ(plan(someone, build::message(), {}, noon, zones).left_out.size(), 3U);
}

TEST(Plan, PushesToEachDeviceAtOnceAndAgainForHighPriorityUntilRead)
{
    auto someone = reachable().get();
    someone.devices = {store::DetailId{91}, store::DetailId{92}};
    ChannelsAtHand channels{.push = true, .push_again = 1min, .push_repeats = 2};
    auto urgent = build::message();
    urgent.priority = store::Priority::High;

    const auto calm = plan(someone, build::message(), channels, noon, zones);
    const auto loud = plan(someone, urgent, channels, noon, zones);

    EXPECT_EQ(calm.deliveries.size(), 3U) << "the secure message and two devices";
    const PlannedDelivery at_once{DeliveryKind::Copy, Channel::Push, {92}, noon, std::nullopt};
    EXPECT_EQ(std::ranges::count(calm.deliveries, at_once), 1);
    EXPECT_EQ(loud.deliveries.size(), 7U);
    const PlannedDelivery again{
        DeliveryKind::Redundancy, Channel::Push, {91}, noon + 2min, Progress::Read};
    EXPECT_EQ(std::ranges::count(loud.deliveries, again), 1);
    urgent.expires = noon + 2min;
    EXPECT_EQ(plan(someone, urgent, channels, noon, zones).deliveries.size(), 5U)
        << "none after the message's end";
    EXPECT_EQ(plan(someone, urgent, {}, noon, zones).deliveries.size(), 1U)
        << "where there are no pushes";
}

// X.20
TEST(Plan, ATestGoesToEveryAddressOfTheWantedChannelsAtOnceWhateverTheHour)
{
    auto someone = reachable().phone(13, "+15551230002").phone(14, "+15551230003", true).get();
    someone.do_not_disturb = DoNotDisturb{noon + 1h, {}};
    someone.devices = {DetailId{21}};

    const auto made = plan_test(
        someone, {Channel::Secure, Channel::Sms, Channel::Push},
        [] {
            auto all = all_channels;
            all.push = true;
            return all;
        }(),
        noon);

    EXPECT_EQ(made.deliveries, (std::vector<PlannedDelivery>{
                                   {DeliveryKind::Primary, Channel::Secure, {}, noon, {}},
                                   {DeliveryKind::Copy, Channel::Push, DetailId{21}, noon, {}},
                                   {DeliveryKind::Copy, Channel::Sms, DetailId{11}, noon, {}},
                                   {DeliveryKind::Copy, Channel::Sms, DetailId{13}, noon, {}}}));
    EXPECT_TRUE(made.left_out.empty());
}

// X.20
TEST(Plan, ATestSaysWhatItCannotTry)
{
    const auto someone = contact(1, "ANNLEE").phone(11, "+15551230001", true).get();

    const auto made =
        plan_test(someone, {Channel::Sms, Channel::Email, Channel::Push}, all_channels, noon);

    EXPECT_EQ(made.left_out, (std::vector<NotPlanned>{
                                 {DeliveryKind::Copy, Channel::Push, NotPlannedWhy::NoChannel},
                                 {DeliveryKind::Copy, Channel::Email, NotPlannedWhy::NoAddress},
                                 {DeliveryKind::Copy, Channel::Sms, NotPlannedWhy::OptedOut}}));
}

// CHANNELS 6
TEST(Plan, HighPriorityGoesToAnOptedOutAddressOnlyOnABasisAndOnlyWhereThereIsNoOther)
{
    const auto one_phone =
        contact(1, "ANNLEE").phone(11, "+15551230001", true).redundancy(Channel::Sms, 1min).get();
    auto two_phones = one_phone;
    two_phones.details.push_back({{12}, DetailKind::Phone, "+15551230002"});
    auto urgent = build::message();
    urgent.priority = Priority::High;
    auto channels = all_channels;
    EXPECT_FALSE(has(plan(one_phone, urgent, channels, noon, zones), DeliveryKind::Redundancy,
                     Channel::Sms));

    channels.opt_out.override_basis = "counsel, 2026-11-01";

    const auto made = plan(one_phone, urgent, channels, noon, zones);
    ASSERT_TRUE(has(made, DeliveryKind::Redundancy, Channel::Sms));
    EXPECT_TRUE(made.deliveries.back().is_despite_stop);
    EXPECT_EQ(plan(two_phones, urgent, channels, noon, zones).deliveries.back().detail,
              DetailId{12});
    EXPECT_FALSE(has(plan(one_phone, build::message(), channels, noon, zones),
                     DeliveryKind::Redundancy, Channel::Sms));
}

} // namespace
} // namespace relay::core
