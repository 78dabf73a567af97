#include "relay/gateway/peer_poll.h"
#include <gtest/gtest.h>

// How often a gateway that keeps news for us is asked, and what it is told that we have.

namespace relay::gateway {
namespace {

using namespace std::chrono_literals;

constexpr store::Instant noon{1'790'000'000'000ms};
const PeerPollRule every_half_minute{30s, {.bad_signs = 3, .first_pause = 15s}};

std::vector<wctp::PolledMessage> messages(std::int64_t first, std::int64_t last)
{
    std::vector<wctp::PolledMessage> made;
    for (auto sequence = first; sequence <= last; ++sequence)
        made.push_back({sequence, wctp::StatusInfo{}});
    return made;
}

std::vector<wctp::MessageReceived> taken(std::int64_t first, std::int64_t last)
{
    std::vector<wctp::MessageReceived> made;
    for (auto sequence = first; sequence <= last; ++sequence)
        made.push_back({sequence, wctp::Success{}});
    return made;
}

PollAnswer nothing(std::optional<std::chrono::seconds> least = {})
{
    return wctp::PollResponse{wctp::NoMessages{}, least};
}

PollAnswer brought(std::int64_t first, std::int64_t last,
                   std::optional<std::chrono::seconds> least = {})
{
    return wctp::PollResponse{messages(first, last), least};
}

/// One message, and it cannot be read.
PollAnswer only_unreadable(std::optional<std::int64_t> sequence,
                           std::optional<std::chrono::seconds> least = {})
{
    return wctp::PollResponse{std::vector<wctp::PolledMessage>{},
                              least,
                              {{sequence, {wctp::Code::NotValid, "no word known"}}}};
}

std::vector<wctp::MessageReceived> turned_down(std::int64_t sequence)
{
    return {{sequence, wctp::Failure{wctp::Code::NotValid, {}, {}}}};
}

PollAnswer refused(wctp::Code code)
{
    return wctp::PollResponse{wctp::Failure{code, "No", "because"}, {}};
}

PeerPoll after_all_of(const PeerPoll& poll, const std::vector<PollAnswer>& answers)
{
    auto state = poll;
    for (const auto& answer : answers)
        state = after(state, answer, {}, every_half_minute, std::max(state.next, noon));
    return state;
}

PeerPoll acknowledging(std::int64_t first, std::int64_t last)
{
    PeerPoll poll;
    poll.received = taken(first, last);
    return poll;
}

TEST(PeerPoll, AsksAsOftenAsWeLikeUnlessTheGatewayWantsItLessOften)
{
    struct Case {
        std::string what;
        PollAnswer answer;
        store::Millis pause;
    };
    for (const auto& [what, answer, pause] : std::vector<Case>{
             {"nothing there", nothing(), 30s},
             {"ask when you like", nothing(0s), 30s},
             {"sooner than we want", nothing(5s), 30s},
             {"less often", nothing(90s), 90s},
             {"something, no word about more", brought(1, 3), 30s},
             {"something, and that is all", brought(1, 3, 10s), 30s},
             {"something, and more waits", brought(1, 3, 0s), 0s},
             {"as much as we asked for", brought(1, 50), 0s},
             {"as much as we asked for, more after a while", brought(1, 50, 10s), 10s},
         }) {
        const auto poll = after({}, answer, {taken(1, 50), true}, every_half_minute, noon);

        EXPECT_EQ(poll.pause, pause) << what;
        EXPECT_EQ(poll.next, noon + pause) << what;
        EXPECT_TRUE(poll.health.is_well()) << what;
    }
}

TEST(PeerPoll, AcknowledgesOnceItIsCommittedAndUntilItWasHeard)
{
    const auto some = after({}, brought(7, 9), {taken(7, 8), false}, every_half_minute, noon);
    EXPECT_EQ(question(some).received, taken(7, 8)) << "9 could not be written";

    const auto silent = after(some, NoPollAnswer{"timeout"}, {}, every_half_minute, noon);
    EXPECT_EQ(question(silent).received, taken(7, 8)) << "nobody knows whether it was heard";
    const auto hasty =
        after(some, refused(wctp::Code::PollRateExceeded), {}, every_half_minute, noon);
    EXPECT_EQ(question(hasty).received, taken(7, 8));

    const auto heard = after(some, nothing(), {}, every_half_minute, noon);
    EXPECT_TRUE(question(heard).received.empty());
}

TEST(PeerPoll, DoesNotAskAtOnceWhereNothingMoved)
{
    const auto unwritten = after({}, brought(1, 50, 0s), {{}, false}, every_half_minute, noon);
    EXPECT_EQ(unwritten.pause, 30s) << "the disk is full";

    const auto deaf =
        after(acknowledging(1, 2), brought(1, 2, 0s), {taken(1, 2), true}, every_half_minute, noon);
    EXPECT_EQ(deaf.pause, 30s) << "the gateway does not listen to what we acknowledge";
    EXPECT_EQ(question(deaf).received, taken(1, 2));

    const auto fresh =
        after(acknowledging(1, 2), brought(2, 3, 0s), {taken(2, 3), true}, every_half_minute, noon);
    EXPECT_EQ(fresh.pause, 0ms);
}

TEST(PeerPoll, SlowsDownWhenItIsToldThatItAsksTooOften)
{
    const auto usual = after({}, nothing(), {}, every_half_minute, noon);

    const auto once = after_all_of(usual, {refused(wctp::Code::PollRateExceeded)});
    const auto twice = after_all_of(once, {refused(wctp::Code::ExcessivePolling)});
    const auto often = after_all_of(twice, {refused(wctp::Code::ExcessivePolling)});

    EXPECT_EQ(once.pause, 60s);
    EXPECT_EQ(twice.pause, 300s) << "never longer than longest_pause";
    EXPECT_EQ(often.pause, 300s);
    EXPECT_TRUE(often.health.is_well()) << "it works";
    EXPECT_EQ(after_all_of(often, {nothing()}).pause, 30s);
}

TEST(PeerPoll, AGatewayThatGivesNothingIsIllAndAskedLessOften)
{
    const PollAnswer silence = NoPollAnswer{"connect: refused"};

    const auto twice = after_all_of({}, {silence, refused(wctp::Code::InternalError)});
    EXPECT_TRUE(twice.health.is_well());
    EXPECT_EQ(twice.trouble, "wctp 604 because");
    const auto often = after_all_of(twice, {silence, silence, silence, silence});
    EXPECT_FALSE(often.health.is_well());
    EXPECT_EQ(often.trouble, "connect: refused");
    EXPECT_EQ(often.next, *often.health.ill_until);

    const auto well = after_all_of(often, {nothing()});
    EXPECT_TRUE(well.health.is_well());
    EXPECT_TRUE(well.trouble.empty());
}

TEST(PeerPoll, AGatewayThatDoesNotLetUsInIsAskedAfterAnHour)
{
    for (const auto code : {wctp::Code::InvalidPoller, wctp::Code::InvalidSecurityCode,
                            wctp::Code::OperationNotSupported, wctp::Code::FunctionNotSupported}) {
        const auto poll = after({}, refused(code), {}, every_half_minute, noon);

        EXPECT_EQ(poll.next, noon + 1h) << number(code);
        EXPECT_FALSE(poll.health.is_well()) << number(code);
    }
}

TEST(PeerPoll, AsksForOneAtATimeWhereAnAnswerCouldNotBeRead)
{
    const auto unread = after({}, NoPollAnswer{"no WCTP"}, {}, every_half_minute, noon);
    EXPECT_EQ(question({}).max_messages, 50U);
    EXPECT_EQ(question(unread).max_messages, 1U) << "all at once may have been too much";

    const auto told =
        after(unread, only_unreadable(1), {turned_down(1), true}, every_half_minute, unread.next);
    EXPECT_EQ(told.pause, 0ms) << "one was all that we asked for, and another stands behind it";
    EXPECT_EQ(question(told).received, turned_down(1));
    EXPECT_EQ(question(told).max_messages, 50U);

    const auto behind =
        after(told, brought(2, 2, 0s), {taken(2, 2), true}, every_half_minute, told.next);
    EXPECT_EQ(behind.pause, 0ms);
    EXPECT_EQ(question(behind).received, taken(2, 2)) << "the bad one was heard of";
}

TEST(PeerPoll, DoesNotAskAtOnceForWhatItCannotReadAndCannotAcknowledge)
{
    PeerPoll one_by_one;
    one_by_one.one_by_one = true;

    const auto numberless =
        after(one_by_one, only_unreadable({}), {{}, true}, every_half_minute, noon);
    EXPECT_EQ(numberless.pause, 30s);
    EXPECT_EQ(question(numberless).max_messages, 50U) << "what stands behind it comes along";

    PeerPoll told;
    told.received = turned_down(1);
    const auto deaf =
        after(told, only_unreadable(1, 0s), {turned_down(1), true}, every_half_minute, noon);
    EXPECT_EQ(deaf.pause, 30s);
}

} // namespace
} // namespace relay::gateway
