// Every state by every event: where it goes, and that no protected word is told too early.
#include "tests/relay/voice/call.h"
#include <array>
#include <gtest/gtest.h>
#include <map>

using namespace relay::voice;
using namespace std::chrono_literals;

namespace {

constexpr CallShape shape{.asks_pin = true, .has_message = true, .confirms = true, .choices = 2};

TestCall in(CallState state)
{
    TestCall call(shape);
    if (state == CallState::Planned)
        return call;
    call.start();
    if (state == CallState::Dialing)
        return call;
    call.happens(Progressed{180});
    if (state == CallState::Ringing)
        return call;
    call.happens(Answered{});
    if (state == CallState::Screening)
        return call;
    call.key('1');
    if (state == CallState::Pin)
        return call;
    call.keys("1#");
    call.happens(PinChecked{true});
    call.later(2s);
    if (state == CallState::Playing)
        return call;
    call.heard();
    if (state == CallState::Choosing)
        return call;
    call.key('2');
    if (state == CallState::Confirming)
        return call;
    call.key('#');
    if (state == CallState::Leaving)
        return call;
    call.heard();
    return call;
}

using S = CallState;

/// Progressed, Answered, key 2, key #, prompt ended, right PIN, wrong PIN, time, line ended, stood
/// down; then the state.
struct Row {
    S from;
    std::array<S, 10> to;
};

constexpr auto P = S::Planned, D = S::Dialing, R = S::Ringing, C = S::Screening, I = S::Pin,
               Y = S::Playing, H = S::Choosing, F = S::Confirming, L = S::Leaving, E = S::Ended;

constexpr std::array rows{
    Row{P, {P, P, P, P, P, P, P, P, E, E}}, Row{D, {R, C, D, D, D, D, D, E, E, E}},
    Row{R, {R, C, R, R, R, R, R, E, E, E}}, Row{C, {C, C, I, I, C, C, C, C, E, L}},
    Row{I, {I, I, I, I, I, Y, I, I, E, L}}, Row{Y, {Y, Y, F, H, H, Y, Y, E, E, L}},
    Row{H, {H, H, F, H, H, H, H, H, E, L}}, Row{F, {F, F, F, L, F, F, F, L, E, L}},
    Row{L, {L, L, L, L, E, L, L, E, E, L}}, Row{E, {E, E, E, E, E, E, E, E, E, E}}};

CallEvent event(std::size_t number, const TestCall& call)
{
    const std::array<CallEvent, 10> events{
        Progressed{183},          Answered{},       KeyPressed{'2'},   KeyPressed{'#'},
        PromptEnded{call.prompt}, PinChecked{true}, PinChecked{false}, TimeCame{},
        LineEnded{480},           StoodDown{}};
    return events.at(number);
}

} // namespace

TEST(CallStates, GoWhereTheTableSaysByEveryEvent)
{
    for (const auto& row : rows) {
        ASSERT_EQ(in(row.from).dialogue.state(), row.from);
        for (std::size_t number = 0; number < row.to.size(); ++number) {
            auto call = in(row.from);
            const bool is_time = number == 7;
            if (is_time && row.from != S::Playing && row.from != S::Leaving && call.prompt > 0)
                call.heard(); // the wait begins when the prompt was heard
            if (is_time && call.dialogue.due())
                call.now = *call.dialogue.due();
            call.happens(event(number, call));
            EXPECT_EQ(call.dialogue.state(), row.to.at(number))
                << "state " << static_cast<int>(row.from) << " event " << number;
        }
    }
}

/// All sequences of six events after the answer, but for those with a right PIN.
TEST(CallStates, TellNoWordOfTheMessageBeforeTheRightPin)
{
    const std::array<std::size_t, 6> events{2, 3, 4, 6, 7, 9};
    std::size_t walked = 0;
    for (std::size_t path = 0; path < 46'656; ++path) { // 6^6
        auto call = in(S::Screening);
        auto rest = path;
        for (int step = 0; step < 6; ++step, rest /= events.size()) {
            if (call.dialogue.due())
                call.now += 4s;
            const auto out = call.happens(event(events.at(rest % events.size()), call));
            ASSERT_EQ(out.find("DELIVERED"), std::string::npos) << path;
        }
        ASSERT_FALSE(call.ever_told_message) << path;
        ++walked;
    }
    EXPECT_EQ(walked, 46'656U);
}
