#include "relay/core/reply_match.h"
#include <gtest/gtest.h>
#include <set>

namespace relay::core {
namespace {

using store::PageId;

const PageId first{402371326771204098};
const PageId second{402371326771204099};
const KeyWords words;

OpenQuestion question(PageId page, std::vector<std::string> choices = {})
{
    return {page, std::move(choices), {}, false};
}

ReplyMatch match(std::string_view text, const std::vector<OpenQuestion>& questions)
{
    return match_reply(text, questions, words);
}

// D1
TEST(ReplyMatch, TakesADigitAWordOrACodeForTheChoice)
{
    const std::vector asked{question(first, {"On my way", "Cannot come", "Call me"})};
    const auto code = reply_code(first);

    for (const auto& text :
         {std::string("2"), std::string(" 2. "), std::string("#2"), std::string("2 ok"),
          std::string("2 Okay"), std::string("cannot come"), std::string("\"Cannot  come!\""),
          std::string("2: cannot come"), code + " 2", code + ": 2", code + " cannot come"})
        EXPECT_EQ(match(text, asked), ReplyMatch(ChoiceMeant{first, 2})) << text;
}

// D13
TEST(ReplyMatch, TakesAFewWordsForDecliningAndForBeingDoneUnlessTheyAreAChoice)
{
    EXPECT_EQ(match("Cannot!", {question(first)}), ReplyMatch(DeclineMeant{first}));
    EXPECT_EQ(match(reply_code(first) + " done", {question(first), question(second)}),
              ReplyMatch(DoneMeant{first}));
    EXPECT_EQ(match("no", {question(first, {"Yes", "No"})}), ReplyMatch(ChoiceMeant{first, 2}));
    EXPECT_EQ(match("no time", {question(first)}), ReplyMatch(TextMeant{first, "no time"}));
}

// D13
TEST(ReplyMatch, KnowsWordsThatBeginWithNo)
{
    for (const auto* text : {"no", "No, I'm at home", "can't come, in surgery", "Cannot!",
                             "wrong person", "Not me - ask Bob", "can not", "busy until five",
                             "I'm driving with Do Not Disturb While Driving turned on."})
        EXPECT_TRUE(begins_with_no(text, words)) << text;
    for (const auto* text : {"no problem, coming", "No worries", "notify Bob", "on my way",
                             "nobody told me", "", "yes"})
        EXPECT_FALSE(begins_with_no(text, words)) << text;
}

TEST(ReplyMatch, TakesWhatIsNoChoiceForFreeText)
{
    const std::vector asked{question(first, {"Yes", "No"})};

    for (const auto* text :
         {"1 minute", "yes, in 5 minutes", "99999999999999999999", "Bed 12 is fine"})
        EXPECT_EQ(match(text, asked), ReplyMatch(TextMeant{first, text})) << text;
    EXPECT_EQ(match(reply_code(first) + " late ", asked), ReplyMatch(TextMeant{first, "late"}));
}

TEST(ReplyMatch, TakesANumberThatIsNoChoiceForASlip)
{
    const std::vector asked{question(first, {"Yes", "No"})};

    for (const auto& text :
         {std::string("3"), std::string("0"), std::string("10 ok"), reply_code(first) + " 7"})
        EXPECT_EQ(match(text, asked), ReplyMatch(NoSuchChoice{first, 2})) << text;
    EXPECT_EQ(match("7", {question(first)}), ReplyMatch(TextMeant{first, "7"}))
        << "where nothing is to be chosen it may be the answer";
}

TEST(ReplyMatch, SaysWhichChoicesMeanNo)
{
    for (const auto* no : {"Decline", "NO", "cannot", "Can't.", "Cannot come", "Busy now",
                           "No, sorry", "Not available today"})
        EXPECT_TRUE(says_no(no, words)) << no;
    for (const auto* other : {"Accept", "No pulse", "Notify others", "Busybody", ""})
        EXPECT_FALSE(says_no(other, words)) << other;
}

TEST(ReplyMatch, TakesABareCodeForConsent)
{
    EXPECT_EQ(match(reply_code(first), {question(first)}), ReplyMatch(TextMeant{first, "OK"}));
}

TEST(ReplyMatch, NeverGuessesWhichOfTwoPagesIsMeant)
{
    const std::vector asked{question(second, {"Yes", "No"}), question(first, {"Yes", "No"})};

    EXPECT_EQ(match("1", asked), ReplyMatch(PageNotNamed{}));
    EXPECT_EQ(match("on my way", asked), ReplyMatch(PageNotNamed{}));
    EXPECT_EQ(match(reply_code(first) + " 1", asked), ReplyMatch(ChoiceMeant{first, 1}));
    EXPECT_EQ(match(reply_code(second) + " 2", asked), ReplyMatch(ChoiceMeant{second, 2}));
}

TEST(ReplyMatch, TakesABareAnswerForTheOnlyPageWithoutOne)
{
    std::vector asked{question(second), question(first)};
    asked[0].is_answered = true;

    EXPECT_EQ(match("coming", asked), ReplyMatch(TextMeant{first, "coming"}));
    asked[1].is_answered = true;
    EXPECT_EQ(match("coming", asked), ReplyMatch(PageNotNamed{}));
}

TEST(ReplyMatch, TakesACodeThatIsNobodysForNoAnswerAtAll)
{
    const auto wrong = reply_code(first) == "1234" ? "4321 1" : "1234 1";

    EXPECT_EQ(match(wrong, {question(first, {"Yes"})}), ReplyMatch(PageNotNamed{}));
}

TEST(ReplyMatch, AnswersTheHostThatSaysReplyWithANumber)
{
    std::vector asked{question(second), question(first)};
    asked[0].host_code = host_code_in("Call the desk. Reply with 31");
    asked[1].host_code = host_code_in("Bed 4\nREPLY WITH 7.");

    EXPECT_EQ(match("7 ok", asked), ReplyMatch(TextMeant{first, "7 ok"}));
    EXPECT_EQ(match("31 Okay.", asked), ReplyMatch(TextMeant{second, "31 Okay."}));
    EXPECT_EQ(match("8 ok", asked), ReplyMatch(PageNotNamed{}));
    EXPECT_EQ(host_code_in("Reply with care"), "");
    EXPECT_EQ(host_code_in("reply with 7 or call"), "");
    EXPECT_EQ(host_code_in("reply with 12345678901"), "");
}

// S3.104, S3.105, S3.106
TEST(ReplyMatch, TakesStopWordsWholeAndInAnyCase)
{
    for (const auto* text : {"STOP", "stop", " Stop. ", "stop please", "Cancel", "QUIT",
                             "unsubscribe", "END", "opt  out"})
        EXPECT_EQ(match(text, {question(first, {"Cancel"})}), ReplyMatch(LeaveAsked{})) << text;
    for (const auto* text : {"Stopping by", "stop by at noon", "the end", "cancelled", "ends"})
        EXPECT_EQ(match(text, {question(first)}), ReplyMatch(TextMeant{first, text})) << text;
}

TEST(ReplyMatch, HasNoKeyWordsButThoseItIsGiven)
{
    const KeyWords ours{{"genug"}, {"weiter"}, {"hilfe"}};

    EXPECT_EQ(match_reply("Genug!", {}, ours), ReplyMatch(LeaveAsked{}));
    EXPECT_EQ(match_reply("weiter", {}, ours), ReplyMatch(ReturnAsked{}));
    EXPECT_EQ(match_reply("Hilfe?", {}, ours), ReplyMatch(HelpAsked{}));
    EXPECT_EQ(match_reply("stop", {}, ours), ReplyMatch(NothingAsked{}));
}

TEST(ReplyMatch, SaysThatNothingWasAsked)
{
    EXPECT_EQ(match("1", {}), ReplyMatch(NothingAsked{}));
    EXPECT_EQ(match("help", {}), ReplyMatch(HelpAsked{}));
    EXPECT_EQ(match("Start", {}), ReplyMatch(ReturnAsked{}));
}

TEST(ReplyMatch, SurvivesTextsOfMarksAndBlanks)
{
    for (const auto* text : {"", " ", "#", "...", "\n\n", "#9", "\xF0\x9F\x91\x8D"})
        EXPECT_EQ(match(text, {}), ReplyMatch(NothingAsked{})) << text;
    EXPECT_EQ(match("\xF0\x9F\x91\x8D", {question(first)}),
              ReplyMatch(TextMeant{first, "\xF0\x9F\x91\x8D"}));
}

TEST(ReplyCode, IsTheSameForAPageAndSeldomThatOfItsNeighbours)
{
    std::set<std::string> codes;
    for (std::int64_t i = 0; i < 100; ++i) {
        const auto code = reply_code(PageId{first.value + i});
        EXPECT_EQ(code.size(), 4U);
        codes.insert(code);
    }
    EXPECT_EQ(reply_code(first), reply_code(first));
    EXPECT_GT(codes.size(), 95U);
}

} // namespace
} // namespace relay::core
