#include "relay/voice/call_script.h"
#include "relay/voice/phrases.h"
#include <gtest/gtest.h>

using namespace relay::voice;
using store::ProtectedText;

namespace {

CallScript sealed_script()
{
    CallScript script;
    script.greeting = "Automated call from Mercy for Ann.";
    script.text = "A page is waiting.";
    script.sealed = SealedWords{ProtectedText("Bed 12 {n} calls"),
                                {ProtectedText("on my way"), ProtectedText("call {text}")}};
    return script;
}

} // namespace

TEST(CallScript, SpeaksTheSealedWordsInsteadOfTheStub)
{
    EXPECT_EQ(spoken({{Phrase::Text}}, sealed_script()), "Bed 12 {n} calls");
    EXPECT_EQ(spoken({{Phrase::Choice, 1}, {Phrase::Choice, 2}}, sealed_script()),
              "For on my way, press 1.\nFor call {text}, press 2.");
}

TEST(CallScript, SpeaksTheReleasedWordsWhereNothingIsSealed)
{
    CallScript script;
    script.text = "Bed 12 calls";
    script.choices = {"yes"};

    EXPECT_EQ(spoken({{Phrase::Text}, {Phrase::YouChose, 1}}, script),
              "Bed 12 calls\nYou chose 1, yes.");
    EXPECT_EQ(spoken({{Phrase::Choice, 2}}, script), "For , press 2.");
}

TEST(CallScript, HasNoWordOfTheMessageInPromptsThatDoNotTellIt)
{
    const auto script = sealed_script();
    const Prompt open{{Phrase::Greeting},    {Phrase::PressOne},     {Phrase::CheckInbox},
                      {Phrase::EnterPin},    {Phrase::WrongPin},     {Phrase::PinRefused},
                      {Phrase::AcceptKey},   {Phrase::DeclineKey},   {Phrase::RepeatKey},
                      {Phrase::StopKey},     {Phrase::MoreInInbox},  {Phrase::YouAccepted},
                      {Phrase::YouDeclined}, {Phrase::YouStop},      {Phrase::ConfirmKey},
                      {Phrase::Thanks},      {Phrase::TakenByOther}, {Phrase::Goodbye}};

    const auto text = spoken(open, script);

    EXPECT_FALSE(tells_message(open));
    EXPECT_EQ(text.find("Bed 12"), std::string::npos);
    EXPECT_EQ(text.find("on my way"), std::string::npos);
    for (const auto phrase : {Phrase::Text, Phrase::Choice, Phrase::YouChose})
        EXPECT_TRUE(tells_message({{Phrase::Goodbye}, {phrase, 1}}));
}

TEST(CallScript, HasAShapeWithoutWords)
{
    auto open = sealed_script();
    open.sealed.reset();
    open.is_message = true;
    open.choices = {"a", "b", "c"};

    const auto shape = shape_of(sealed_script());

    EXPECT_TRUE(shape.asks_pin);
    EXPECT_TRUE(shape.has_message);
    EXPECT_EQ(shape.choices, 2U);
    EXPECT_EQ(shape_of(open).choices, 3U);
    EXPECT_FALSE(shape_of(open).asks_pin);
    EXPECT_FALSE(shape_of(CallScript{}).has_message);
}

TEST(Phrases, AreThereInEveryLanguageWithTheirKeysAndWords)
{
    for (int i = 0; i <= static_cast<int>(Phrase::Goodbye); ++i) {
        const auto phrase = static_cast<Phrase>(i);
        const auto english = phrase_text(phrase, "en-us");
        const auto german = phrase_text(phrase, "de");
        EXPECT_FALSE(english.empty()) << i;
        EXPECT_FALSE(german.empty()) << i;
        for (const char* slot : {"{n}", "{text}"})
            EXPECT_EQ(english.find(slot) == std::string::npos,
                      german.find(slot) == std::string::npos)
                << i;
    }
}

TEST(Phrases, AreEnglishWhereWeDoNotSpeakTheLanguage)
{
    EXPECT_EQ(phrase_text(Phrase::Thanks, "sv"), "Thank you.");
    EXPECT_EQ(phrase_text(Phrase::Thanks, "de-at"), "Danke.");
    EXPECT_EQ(phrase_text(Phrase::Thanks, "den"), "Thank you.");
}
