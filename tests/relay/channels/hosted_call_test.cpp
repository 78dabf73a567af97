// A call that a gateway makes and that asks us, turn by turn, what to say.
#include "relay/channels/hosted_call.h"
#include "tests/relay/channels/outgoing.h"
#include "tests/support/child_process.h"
#include "tests/support/fresh_database.h"
#include <gtest/gtest.h>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;
using Answer = Heard::Answer;
using store::Progress;
using voice::CallResult;

class Ear final : public CallEars {
public:
    bool hear(const Heard& said) override
    {
        if (is_deaf)
            return false;
        heard.push_back(said);
        return true;
    }
    std::vector<Heard> heard;
    bool is_deaf = false;
};

CallPlan plan(std::vector<std::string> choices = {}, bool confirms = false)
{
    CallPlan made;
    made.name = "call";
    made.provider = "ivr";
    made.delivery = {4711};
    made.script.greeting = "Hospital calls.";
    made.script.text = "Bed 12.";
    made.script.is_message = true;
    made.script.choices = std::move(choices);
    made.shape = voice::shape_of(made.script);
    made.shape.confirms = confirms;
    return made;
}

bool has(const CallTurn& turn, const std::string& words)
{
    return turn.say.find(words) != std::string::npos;
}

class HostedCalls : public testing::Test {
protected:
    CallTurn turn(HostedCall& call, std::optional<char> key = {})
    {
        now += 2s;
        return call.turn(key, now);
    }
    std::vector<Progress> stages() const
    {
        std::vector<Progress> all;
        for (const auto& heard : ear.heard)
            all.push_back(heard.progress);
        return all;
    }

    Ear ear;
    store::Millis now{1'000'000};
};

// D1
TEST_F(HostedCalls, SayTheMessageOnceAKeyWasPressedAndTakeTheChoice)
{
    HostedCall call(plan({"Coming", "Cannot"}), &ear, now);

    const auto first = turn(call);
    EXPECT_TRUE(has(first, "Hospital calls.")) << first.say;
    EXPECT_FALSE(has(first, "Bed 12"));
    EXPECT_EQ(first.wait, 8s);
    const auto message = turn(call, '1');
    EXPECT_TRUE(has(message, "Bed 12."));
    const auto menu = turn(call);
    EXPECT_TRUE(has(menu, "Cannot")) << menu.say;
    const auto last = turn(call, '2');

    EXPECT_EQ(last.wait, 0s) << "then it hangs up";
    EXPECT_TRUE(call.is_over());
    EXPECT_EQ(call.end().result, CallResult::Answered);
    EXPECT_EQ(stages(), (std::vector{Progress::Delivered, Progress::Read, Progress::Replied}));
    EXPECT_EQ(ear.heard.back().answer, Answer::Choice);
    EXPECT_EQ(ear.heard.back().choice, 2U);
}

TEST_F(HostedCalls, TakeAKeyDuringTheMessage)
{
    HostedCall call(plan(), &ear, now);
    turn(call);
    turn(call, '5');

    const auto last = turn(call, '1');

    EXPECT_TRUE(call.is_over()) << last.say;
    EXPECT_EQ(ear.heard.back().answer, Answer::Accepted);
}

TEST_F(HostedCalls, OfHighPriorityAskForConfirmation)
{
    HostedCall call(plan({"Coming"}, true), &ear, now);
    turn(call);
    turn(call, '1');
    turn(call);

    const auto asked = turn(call, '1');
    EXPECT_TRUE(has(asked, "Coming")) << asked.say;
    EXPECT_FALSE(call.is_over());
    turn(call, '#');

    EXPECT_EQ(ear.heard.back().choice, 1U);
}

TEST_F(HostedCalls, TakeNobodyForAPersonWithoutAKey)
{
    HostedCall call(plan(), &ear, now);
    turn(call);
    EXPECT_TRUE(has(turn(call), "Hospital calls.")) << "it is said twice";

    const auto last = turn(call);

    EXPECT_FALSE(has(last, "Bed 12"));
    EXPECT_EQ(last.wait, 0s);
    EXPECT_EQ(call.end().result, CallResult::Machine);
    EXPECT_TRUE(ear.heard.empty());
}

TEST_F(HostedCalls, LeaveAtOnceWhatTheGatewayTakesForAMachine)
{
    HostedCall call(plan(), &ear, now);

    const auto last = call.machine(now);

    EXPECT_EQ(last.wait, 0s);
    EXPECT_FALSE(has(last, "Bed 12"));
    EXPECT_EQ(call.end().result, CallResult::Machine);
}

TEST_F(HostedCalls, SayNoWordOfAStubsMessage)
{
    auto stub = plan();
    stub.script.text = "You have a new message.";
    stub.script.is_message = false;
    stub.shape = voice::shape_of(stub.script);
    HostedCall call(stub, &ear, now);
    turn(call);
    EXPECT_TRUE(has(turn(call, '1'), "You have a new message."));
    turn(call);

    EXPECT_TRUE(call.is_over()) << "with choices nobody heard there is nothing to accept";
    EXPECT_EQ(call.end().result, CallResult::Heard);
    EXPECT_EQ(stages(), std::vector{Progress::Delivered}) << "the stub is not the message";
}

TEST_F(HostedCalls, AcceptAPageWhoseWordsAreNotSpoken)
{
    auto stub = plan();
    stub.script.text = "You have a new message.";
    stub.script.is_message = false;
    stub.script.may_accept = true;
    stub.script.choices.clear();
    stub.shape = voice::shape_of(stub.script);
    HostedCall call(stub, &ear, now);
    turn(call);
    turn(call, '1');
    EXPECT_TRUE(has(turn(call), "To accept, press 1."));
    turn(call, '1');

    EXPECT_TRUE(call.is_over());
    EXPECT_EQ(stages(), (std::vector{Progress::Delivered, Progress::Replied}));
}

TEST_F(HostedCalls, EndAsTheLineDid)
{
    const std::pair<int, CallResult> cases[] = {{486, CallResult::LineBusy},
                                                {408, CallResult::NoAnswer},
                                                {487, CallResult::NoAnswer},
                                                {404, CallResult::BadNumber},
                                                {503, CallResult::TrunkFault}};
    for (const auto& [code, result] : cases) {
        HostedCall call(plan(), &ear, now);
        call.line_ended(code, now);
        EXPECT_EQ(call.end().result, result) << code;
    }
    HostedCall answered(plan(), &ear, now);
    turn(answered);
    answered.line_ended(0, now);
    EXPECT_EQ(answered.end().result, CallResult::HungUp);
    HostedCall heard(plan(), &ear, now);
    turn(heard);
    turn(heard, '1');
    heard.line_ended(0, now);
    EXPECT_EQ(heard.end().result, CallResult::Reached) << "delivered, not read";
}

TEST_F(HostedCalls, EndWhenSomebodyElseHasIt)
{
    auto shared = plan();
    bool is_taken = false;
    shared.is_taken = [&](Progress) { return is_taken; };
    HostedCall call(shared, &ear, now);
    turn(call);
    is_taken = true;

    const auto last = turn(call, '1');

    EXPECT_EQ(last.wait, 0s);
    EXPECT_FALSE(has(last, "Bed 12"));
    EXPECT_EQ(call.end().result, CallResult::Taken);
}

TEST_F(HostedCalls, SayAgainWhatTheHouseCouldNotTake)
{
    HostedCall call(plan(), &ear, now);
    ear.is_deaf = true;
    turn(call);
    turn(call, '1');
    EXPECT_FALSE(call.tell_house());
    EXPECT_FALSE(call.end().detail.empty());
    ear.is_deaf = false;

    EXPECT_TRUE(call.tell_house());
    EXPECT_EQ(stages(), std::vector{Progress::Delivered});
}

TEST_F(HostedCalls, RepeatThePromptForAKeyThatMeansNothing)
{
    HostedCall call(plan({"Coming"}), &ear, now);
    turn(call);
    turn(call, '1');
    const auto menu = turn(call);

    EXPECT_EQ(turn(call, '8').say, menu.say);
}

const std::string action = "https://r.example/gateway/ivr/k?call=ab&x=1";

// As npm's twilio 6.2.0 writes it.
TEST(Twiml, IsWhatTwiliosOwnLibraryWrites)
{
    EXPECT_EQ(twiml({"Bed <12> & \"A\"\nPress 1", 8s}, "en-us", action),
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Gather input=\"dtmf\" "
              "action=\"https://r.example/gateway/ivr/k?call=ab&amp;x=1\" method=\"POST\" "
              "numDigits=\"1\" finishOnKey=\"\" timeout=\"8\" actionOnEmptyResult=\"true\">"
              "<Say language=\"en-US\">Bed &lt;12&gt; &amp; \"A\"\nPress 1</Say></Gather>"
              "</Response>");
    EXPECT_EQ(twiml({"Gr\u00fc\u00dfe", 0s}, "de-de", action),
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Say language=\"de-DE\">"
              "Gr\u00fc\u00dfe</Say><Hangup/></Response>");
    EXPECT_EQ(twiml({}, {}, {}), "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Hangup/>"
                                 "</Response>");
}

TEST(Twiml, IsWhatTwiliosOwnLibraryWritesWhateverIsSaid)
{
    const std::string node = "/usr/bin/node";
    const tests::TemporaryDirectory folder;
    if (!std::filesystem::exists(node))
        GTEST_SKIP() << node << " is missing";
    if (tests::run_program({node, "-e", "require('twilio')"}, folder.path() / "log") != 0)
        GTEST_SKIP() << "node finds no module twilio; run packaging/setup";
    const auto script = std::string(BELFRY_SOURCE_DIR) + "/tests/peers/twiml.js";

    for (const std::string say : {"plain", "]]> <Hangup/> &amp;", "\"quoted\" 'too'",
                                  "\u2026 \U0001f600", "two\nlines", ""}) {
        for (const auto wait : {0s, 5s}) {
            ASSERT_EQ(tests::run_program(
                          {node, script, say, std::to_string(wait.count()), "en-US", action},
                          folder.path() / "out"),
                      0);
            EXPECT_EQ(twiml({say, wait}, "en-us", action), tests::content_of(folder.path() / "out"))
                << say;
        }
    }
}

TEST(Twiml, CarriesNothingThatXmlCannot)
{
    EXPECT_EQ(twiml({std::string("a\0b\x1b", 4), 0s}, "en", action).find('\0'), std::string::npos);
}

} // namespace
} // namespace relay::channels
