// Calls as people live them. FEATURES S0.17, S0.22, U.6.
#include "tests/relay/voice/call.h"
#include <gtest/gtest.h>

using namespace relay::voice;
using namespace std::chrono_literals;

namespace {

constexpr CallShape sealed{.asks_pin = true, .has_message = true};
constexpr CallShape with_choices{.has_message = true, .choices = 2};
const std::string menu = "say accept decline repeat stop";

/// Answered, a key pressed, and a second gone by.
TestCall listening(CallShape shape)
{
    TestCall call(shape);
    call.answered();
    call.key('1');
    call.later(2s);
    return call;
}

} // namespace

// S0.17
TEST(Call, ToAPersonIsDeliveredReadAndAccepted)
{
    TestCall call;

    EXPECT_EQ(call.start(), "dial");
    EXPECT_EQ(call.happens(Progressed{180}), "");
    EXPECT_EQ(call.happens(Answered{}), "say greeting press-1");
    EXPECT_EQ(call.heard(), "");
    EXPECT_EQ(call.key('1'), "DELIVERED; say TEXT");
    EXPECT_EQ(call.heard(), "READ; " + menu);
    EXPECT_EQ(call.key('1'), "ACCEPTED; say you-accept thanks goodbye");
    EXPECT_EQ(call.heard(), "hang up");
    EXPECT_EQ(call.dialogue.state(), CallState::Ended);
    EXPECT_EQ(call.dialogue.result(), CallResult::Answered);
    EXPECT_EQ(call.dialogue.due(), std::nullopt);
}

TEST(Call, ThatNobodyTouchesLeavesTheStubAndIsNotDelivered)
{
    TestCall call;

    call.answered();
    call.heard();
    EXPECT_EQ(call.waits(), "say greeting press-1");
    call.heard();
    EXPECT_EQ(call.waits(), "say check-inbox goodbye");
    EXPECT_EQ(call.key('1'), ""); // too late: nobody may be there
    EXPECT_EQ(call.heard(), "hang up");
    EXPECT_EQ(call.dialogue.result(), CallResult::Machine);
    EXPECT_FALSE(call.ever_told_message);
}

TEST(Call, TellsProtectedTextOnlyAfterTheRightPin)
{
    TestCall call(sealed);

    call.answered();
    EXPECT_EQ(call.key('1'), "say enter-pin");
    EXPECT_EQ(call.keys("1234"), "");
    EXPECT_EQ(call.key('#'), "check 1234");
    EXPECT_EQ(call.happens(PinChecked{false}), "say wrong-pin");
    EXPECT_FALSE(call.ever_told_message);
    EXPECT_EQ(call.keys("9*4321#"), "check 4321"); // '*' begins again
    EXPECT_EQ(call.happens(PinChecked{true}), "DELIVERED; say TEXT");
    EXPECT_EQ(call.heard(), "READ; " + menu);
}

TEST(Call, EndsWithTheThirdWrongPin)
{
    TestCall call(sealed);
    call.answered();
    call.key('1');

    for (int i = 0; i < 2; ++i) {
        call.keys("0000#");
        EXPECT_EQ(call.happens(PinChecked{false}), "say wrong-pin");
    }
    call.keys("0000#");

    EXPECT_EQ(call.happens(PinChecked{false}), "say pin-refused goodbye");
    EXPECT_EQ(call.heard(), "hang up");
    EXPECT_EQ(call.dialogue.result(), CallResult::WrongPin);
    EXPECT_FALSE(call.ever_told_message);
}

TEST(Call, EndsAtOnceWhereThePinMayNotBeTriedAnyMore)
{
    TestCall call(sealed);
    call.answered();
    call.key('1');
    call.keys("1111#");

    EXPECT_EQ(call.happens(PinChecked{false, true}), "say pin-refused goodbye");
    call.heard();
    EXPECT_EQ(call.dialogue.result(), CallResult::WrongPin);
}

TEST(Call, ChecksAPinWithoutItsHashAfterAPause)
{
    TestCall call(sealed);
    call.answered();
    call.key('1');
    call.keys("1234");

    EXPECT_EQ(call.waits(), "check 1234");
}

TEST(Call, AsksForThePinTwiceAndThenLeavesTheStub)
{
    TestCall call(sealed);
    call.answered();
    call.key('1');
    call.heard();

    EXPECT_EQ(call.key('#'), ""); // no digits are no try
    EXPECT_EQ(call.waits(), "say enter-pin");
    call.heard();
    EXPECT_EQ(call.waits(), "say check-inbox goodbye");
    EXPECT_EQ(call.dialogue.result(), CallResult::NoPin);
}

// U.6
TEST(Call, ReportsTheChoiceThatWasKeyedIn)
{
    auto call = listening(with_choices);

    EXPECT_EQ(call.heard(), "READ; say choice1 choice2 decline repeat stop");
    EXPECT_EQ(call.key('2'), "CHOSEN 2; say you-chose2 thanks goodbye");
    EXPECT_EQ(call.dialogue.result(), CallResult::Answered);
}

TEST(Call, TakesAChoiceInTheMiddleOfTheMessage)
{
    auto call = listening(with_choices);

    EXPECT_EQ(call.key('1'), "READ; CHOSEN 1; say you-chose1 thanks goodbye");
}

TEST(Call, DoesNotTakeAKeyPressedTwiceForAnAnswer)
{
    TestCall call(with_choices);
    call.answered();

    EXPECT_EQ(call.keys("11"), "");
    call.later(500ms);
    EXPECT_EQ(call.key('1'), "");
    EXPECT_EQ(call.dialogue.state(), CallState::Playing);
}

TEST(Call, ConfirmsAnswersOfHighPriority)
{
    auto shape = with_choices;
    shape.confirms = true;
    auto call = listening(shape);
    call.heard();

    EXPECT_EQ(call.key('2'), "say you-chose2 confirm repeat");
    EXPECT_EQ(call.key('1'), "say you-chose1 confirm repeat"); // thought better of it
    EXPECT_EQ(call.key('9'), "say TEXT");
    call.later(2s);
    EXPECT_EQ(call.key('2'), "say you-chose2 confirm repeat");
    EXPECT_EQ(call.key('#'), "CHOSEN 2; say you-chose2 thanks goodbye");
}

TEST(Call, WithoutItsConfirmationIsReadOnly)
{
    auto shape = with_choices;
    shape.confirms = true;
    auto call = listening(shape);
    call.heard();
    call.key('2');
    call.heard();

    EXPECT_EQ(call.waits(), "say goodbye");
    EXPECT_EQ(call.dialogue.result(), CallResult::Heard);
}

TEST(Call, RepeatsAndSkipsByKey)
{
    auto call = listening(with_choices);

    EXPECT_EQ(call.key('5'), "say choice1 choice2 decline repeat stop"); // skips: not read
    EXPECT_EQ(call.key('9'), "say TEXT");
    EXPECT_EQ(call.heard(), "READ; say choice1 choice2 decline repeat stop");
    EXPECT_EQ(call.key('8'), "");
    EXPECT_EQ(call.key('*'), "DECLINED; say you-decline thanks goodbye");
}

TEST(Call, StopsCallsToTheNumberOnlyWhenConfirmed)
{
    auto call = listening(with_choices);
    call.heard();

    EXPECT_EQ(call.key('7'), "say you-stop confirm repeat");
    EXPECT_EQ(call.key('#'), "STOP; say you-stop thanks goodbye");
}

TEST(Call, WithManyChoicesOffersEightAndNoKeyThatStops)
{
    auto call = listening({.has_message = true, .choices = 12});

    EXPECT_EQ(call.heard(), "READ; say choice1 choice2 choice3 choice4 choice5 choice6 choice7 "
                            "choice8 more decline repeat");
    EXPECT_EQ(call.key('7'), "CHOSEN 7; say you-chose7 thanks goodbye");
}

TEST(Call, AsksForAnAnswerTwiceAndIsReadWithout)
{
    auto call = listening(with_choices);
    call.heard();
    call.heard();

    EXPECT_EQ(call.waits(), "say choice1 choice2 decline repeat stop");
    call.heard();
    EXPECT_EQ(call.waits(), "say goodbye");
    EXPECT_EQ(call.dialogue.result(), CallResult::Heard);
}

TEST(Call, ThatMaySpeakOnlyTheStubIsDeliveredButNotRead)
{
    auto call = listening({});

    EXPECT_EQ(call.heard(), "say goodbye");
    EXPECT_EQ(call.dialogue.state(), CallState::Leaving);
}

// As a text's "Reply 4711 OK": who comes need not hear the words first.
TEST(Call, ThatMaySpeakOnlyTheStubIsAcceptedAllTheSame)
{
    auto call = listening({.may_accept = true});

    EXPECT_EQ(call.heard(), menu);
    EXPECT_EQ(call.key('1'), "ACCEPTED; say you-accept thanks goodbye");

    auto declined = listening({.may_accept = true});
    declined.heard();
    EXPECT_EQ(declined.key('*'), "DECLINED; say you-decline thanks goodbye");
    auto deaf = listening({.may_accept = true, .takes_answers = false});
    EXPECT_EQ(deaf.heard(), "say goodbye");
}

TEST(Call, OffersNoAnswersWhereNobodyWouldHearThem)
{
    auto call = listening({.has_message = true, .takes_answers = false, .choices = 2});

    EXPECT_EQ(call.key('1'), "say goodbye");
    auto patient = listening({.has_message = true, .takes_answers = false});
    EXPECT_EQ(patient.heard(), "READ; say goodbye");
}

TEST(Call, ThatIsCutInTheMessageIsDeliveredAndNotRead)
{
    auto call = listening(with_choices);

    EXPECT_EQ(call.happens(LineEnded{}), "");
    EXPECT_EQ(call.dialogue.result(), CallResult::Reached);
}

TEST(Call, ThatIsCutBeforeAnyKeyWasNobodysCall)
{
    TestCall call;
    call.answered();

    EXPECT_EQ(call.happens(LineEnded{}), "");
    EXPECT_EQ(call.dialogue.result(), CallResult::HungUp);
}

TEST(Call, ThatIsRefusedSaysHow)
{
    TestCall call;
    call.start();
    call.happens(Progressed{180});

    EXPECT_EQ(call.happens(LineEnded{486}), "");
    EXPECT_EQ(call.dialogue.result(), CallResult::LineBusy);
}

TEST(Call, RingsForItsLimitOnly)
{
    TestCall call;
    call.start();
    call.happens(Progressed{100});
    call.later(20s);
    call.happens(Progressed{180});
    const auto ringing_since = call.now;

    EXPECT_EQ(call.waits(), "hang up");
    EXPECT_EQ(call.now - ringing_since, 25s);
    EXPECT_EQ(call.dialogue.result(), CallResult::NoAnswer);
}

TEST(Call, GivesUpSoonOnATrunkThatSaysNothing)
{
    TestCall call;
    call.start();
    const auto dialled = call.now;

    EXPECT_EQ(call.waits(), "hang up");
    EXPECT_EQ(call.now - dialled, 5s);
    EXPECT_EQ(call.dialogue.result(), CallResult::NotSent);
}

TEST(Call, ThatIsTriedAndNeverRingsEndsWithTimerB)
{
    TestCall call;
    call.start();
    const auto dialled = call.now;
    call.happens(Progressed{100});

    EXPECT_EQ(call.waits(), "hang up");
    EXPECT_EQ(call.now - dialled, 32s);
    EXPECT_EQ(call.dialogue.result(), CallResult::NoAnswer);
}

TEST(Call, IsNeverLongerThanItsLimit)
{
    TestCall call;
    call.answered();
    const auto answered = call.now;
    call.key('1');

    EXPECT_EQ(call.waits(), "hang up"); // the message never ends
    EXPECT_EQ(call.now - answered, 3min);
    EXPECT_EQ(call.dialogue.result(), CallResult::Reached);
}

TEST(Call, StopsWhenSomebodyElseHasIt)
{
    TestCall ringing;
    ringing.start();
    ringing.happens(Progressed{180});
    auto playing = listening(with_choices);

    EXPECT_EQ(ringing.happens(StoodDown{}), "hang up");
    EXPECT_EQ(ringing.dialogue.result(), CallResult::Taken);
    EXPECT_EQ(playing.happens(StoodDown{}), "say taken goodbye");
    EXPECT_EQ(playing.heard(), "hang up");
    EXPECT_EQ(playing.dialogue.result(), CallResult::Reached);
}

TEST(Call, ThatCannotSpeakIsOurFaultUntilSomebodyWasThere)
{
    TestCall mute;
    mute.answered();
    auto later = listening(with_choices);

    EXPECT_EQ(mute.happens(PromptEnded{mute.prompt, false}), "hang up");
    EXPECT_EQ(mute.dialogue.result(), CallResult::Fault);
    EXPECT_EQ(later.happens(PromptEnded{later.prompt, false}), "hang up");
    EXPECT_EQ(later.dialogue.result(), CallResult::Reached);
}

TEST(Call, DoesNotTakeTheEndOfAnEarlierPromptForThisOnes)
{
    auto call = listening(with_choices);

    EXPECT_EQ(call.happens(PromptEnded{call.prompt - 1}), "");
    EXPECT_EQ(call.dialogue.state(), CallState::Playing);
    EXPECT_EQ(call.heard().substr(0, 4), "READ");
}
