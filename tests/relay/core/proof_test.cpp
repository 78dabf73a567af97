// CHANNELS.md 1.1: what each channel can prove.
#include "relay/core/proof.h"
#include "tests/support/builders.h"
#include <gtest/gtest.h>

using namespace relay::core;
using build::contact;
using build::noon;
using store::Channel;
using store::Progress;
using namespace std::chrono_literals;

namespace {

const ChannelsAtHand all_channels = [] {
    ChannelsAtHand all{true, true, true};
    all.snpp = true;
    return all;
}();

Progress of(const store::Contact& contact, const Proofs& proofs = {},
            const ProofsOfContact& of_contact = {})
{
    return provable(contact, all_channels, proofs, of_contact);
}

build::ContactBuilder somebody()
{
    return contact(1, "ANNLEE").phone(11, "+15551230001").mail(12, "ann@hospital.example");
}

} // namespace

TEST(Proof, AnInboxThatNobodyReadsProvesOnlyThatThePageLiesThere)
{
    EXPECT_EQ(of(somebody()), Progress::Accepted);
    EXPECT_EQ(of(somebody(), {}, {.has_inbox = true}), Progress::Replied);
}

TEST(Proof, ATextProvesDeliveryAndAnAnswerWhereOneCanComeBack)
{
    const auto texted = somebody().redundancy(Channel::Sms, 5min).get();
    EXPECT_EQ(of(texted), Progress::Delivered);
    EXPECT_EQ(of(texted, {.sms_answers = true}), Progress::Replied);
    EXPECT_EQ(of(texted, {.links = true}), Progress::Delivered) << "a link asks for a PIN";
    EXPECT_EQ(of(texted, {.links = true}, {.has_pin = true}), Progress::Replied);
}

TEST(Proof, ACallIsAnsweredOnlyWhereItMaySayTheWords)
{
    auto called = somebody().redundancy(Channel::Ivr, 5min).get();
    EXPECT_EQ(of(called), Progress::Delivered);
    EXPECT_EQ(of(called, {.calls_ask_pin = true}, {.has_pin = true}), Progress::Replied);
    called.secure = false;
    called.acknowledgement = store::Acknowledgement{noon, "console"};
    EXPECT_EQ(of(called), Progress::Replied);
}

TEST(Proof, AMailThatNobodyCanAnswerProvesNothing)
{
    const auto mailed = somebody().copy(Channel::Email).get();
    EXPECT_EQ(of(mailed), Progress::Accepted);
    EXPECT_EQ(of(mailed, {.mail_returns = true}), Progress::Replied);
}

TEST(Proof, APagerAndAnotherGatewayProveWhatTheySayOfTheirPages)
{
    ChannelsAtHand peers;
    peers.snpp = peers.wctp_peer = true;
    const auto paged = contact(1, "ANNLEE")
                           .foreign(13, store::DetailKind::Pager, "4711")
                           .copy(Channel::Snpp)
                           .get();
    const auto there = contact(1, "ANNLEE")
                           .foreign(13, store::DetailKind::Wctp, "4711")
                           .copy(Channel::WctpPeer)
                           .get();
    EXPECT_EQ(provable(paged, peers, {}, {}), Progress::Accepted);
    EXPECT_EQ(provable(paged, peers, {.snpp_answers = true}, {}), Progress::Replied);
    EXPECT_EQ(provable(there, peers, {}, {}), Progress::Accepted);
    EXPECT_EQ(provable(there, peers, {.peer_answers = true}, {}), Progress::Replied);
}

TEST(Proof, AChannelWithoutAnAddressOrAGatewayCountsForNothing)
{
    auto opted_out = contact(1, "ANNLEE").phone(11, "+15551230001", true);
    EXPECT_EQ(of(opted_out.redundancy(Channel::Sms, 0min).get(), {.sms_answers = true}),
              Progress::Accepted);
    EXPECT_EQ(
        provable(somebody().redundancy(Channel::Sms, 0min).get(), {}, {.sms_answers = true}, {}),
        Progress::Accepted);
}

TEST(Proof, EverybodyInAGroupIsCountedOnceAlsoInALoop)
{
    auto parts = build::parts({contact(1, "ANNLEE"), contact(2, "BOBBY"), contact(3, "CECIL")});
    parts.schedules = {build::schedule(31, "DUTY1", {{2}, {1}})};
    parts.groups = {build::escalating(21, "FIRST", {store::ContactId{1}, store::ScheduleId{31}},
                                      {store::GroupId{22}}),
                    build::escalating(22, "SECOND", {store::ContactId{3}}, {store::GroupId{21}})};
    const store::Directory people(parts);

    EXPECT_EQ(everybody_in(people, *people.group({21})),
              (std::vector<store::ContactId>{{1}, {2}, {3}}));
}
