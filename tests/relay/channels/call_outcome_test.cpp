#include "relay/channels/call_outcome.h"
#include "tests/relay/channels/outgoing.h"
#include <gtest/gtest.h>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;
using voice::CallResult;

std::string outcome(const CallEnd& end, int attempt = 1)
{
    return said(outcome_of(end, IvrSipSettings{}, attempt, "dl_1.1"));
}

TEST(CallOutcome, IsAcceptedOnlyWhereAPersonWasThere)
{
    for (const auto result : {CallResult::Answered, CallResult::Heard, CallResult::Reached})
        EXPECT_EQ(outcome({result}).substr(0, 16), "Accepted dl_1.1:");
    for (const auto result :
         {CallResult::Machine, CallResult::HungUp, CallResult::NoPin, CallResult::WrongPin,
          CallResult::Taken, CallResult::LineBusy, CallResult::NoAnswer, CallResult::BadNumber,
          CallResult::Declined, CallResult::Credentials, CallResult::BadRequest,
          CallResult::TrunkFault, CallResult::NotSent, CallResult::Fault})
        EXPECT_NE(outcome({result}).substr(0, 8), "Accepted") << static_cast<int>(result);
}

TEST(CallOutcome, SaysWhoIsToBlame)
{
    EXPECT_EQ(outcome({CallResult::LineBusy, 486, 0, "Busy Here"}),
              "Busy sip 486: the line is busy: Busy Here");
    EXPECT_EQ(outcome({CallResult::Machine}), "Busy machine: answered, and no key was pressed");
    EXPECT_EQ(outcome({CallResult::BadNumber, 404}),
              "Refused Detail sip 404: there is no such phone");
    EXPECT_EQ(outcome({CallResult::Declined, 603}), "Refused Detail sip 603: declined");
    EXPECT_EQ(outcome({CallResult::WrongPin}),
              "Refused Detail wrong_pin: the PIN was wrong too often");
    EXPECT_EQ(outcome({CallResult::Credentials, 407}),
              "Refused Provider sip 407: the trunk does not know us");
    EXPECT_EQ(outcome({CallResult::BadRequest, 400}),
              "Refused Provider sip 400: the trunk does not understand us");
    EXPECT_EQ(outcome({CallResult::TrunkFault, 503}), "Busy sip 503: the trunk is in trouble");
    EXPECT_EQ(outcome({CallResult::NotSent}), "Busy not_sent: the trunk does not answer");
    EXPECT_EQ(outcome({CallResult::Taken}), "Busy answered: somebody else has it");
}

TEST(CallOutcome, WaitsBetweenTheAttemptsAsTheRulesSayAndLongerWhenAsked)
{
    const auto wait = [](const CallEnd& end) {
        return std::get<Busy>(outcome_of(end, IvrSipSettings{}, 1, "c")).retry_after;
    };

    EXPECT_EQ(wait({CallResult::LineBusy, 486}), 60s);
    EXPECT_EQ(wait({CallResult::HungUp}), 60s);
    EXPECT_EQ(wait({CallResult::NoAnswer, 480}), 120s);
    EXPECT_EQ(wait({CallResult::Machine}), 120s);
    EXPECT_EQ(wait({CallResult::LineBusy, 486, 300}), 300s);
    EXPECT_EQ(wait({CallResult::LineBusy, 486, 5}), 60s);
    EXPECT_EQ(wait({CallResult::TrunkFault, 503, 5}), 5s);
    EXPECT_EQ(wait({CallResult::TrunkFault, 503}), std::nullopt);
}

TEST(CallOutcome, GivesThePhoneUpWithTheLastAttemptAndNeverTheTrunk)
{
    EXPECT_EQ(outcome({CallResult::NoAnswer, 480}, 2).substr(0, 4), "Busy");
    EXPECT_EQ(outcome({CallResult::NoAnswer, 480}, 3),
              "Refused Detail sip 480: no answer, for the last time");
    EXPECT_EQ(outcome({CallResult::Machine}, 7).substr(0, 14), "Refused Detail");
    EXPECT_EQ(outcome({CallResult::TrunkFault, 500}, 99).substr(0, 4), "Busy");
    EXPECT_EQ(outcome({CallResult::NotSent}, 99).substr(0, 4), "Busy");
}

} // namespace
} // namespace relay::channels
