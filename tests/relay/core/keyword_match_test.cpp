#include "relay/core/keyword_match.h"
#include <gtest/gtest.h>

namespace relay::core {
namespace {

const std::vector<store::GroupKeyword> keywords{{.id = {1}, .word = "MOVIE"},
                                                {.id = {2}, .word = "FILM2"}};

/// "1 join"; "-" for none.
std::string meant(std::string_view text)
{
    const auto found = match_keyword(text, keywords, KeyWords{});
    if (!found)
        return "-";
    const char* wishes[] = {" join", " leave", " help"};
    return std::to_string(found->keyword->id.value) + wishes[static_cast<int>(found->wish)];
}

// S3.100, S3.103, S3.106, S3.107
TEST(KeywordMatch, JoinsLeavesAndAsksByWholeWordsInAnyCase)
{
    const std::pair<const char*, const char*> cases[] = {{"movie", "1 join"},
                                                         {"  Movie! ", "1 join"},
                                                         {"MOVIE start", "1 join"},
                                                         {"movie STOP", "1 leave"},
                                                         {"movie   unsubscribe", "1 leave"},
                                                         {"Movie help", "1 help"},
                                                         {"film2 end.", "2 leave"},
                                                         {"movies", "-"},
                                                         {"movie night", "-"},
                                                         {"movie stopping", "-"},
                                                         {"stop", "-"},
                                                         {"stop movie", "-"},
                                                         {"", "-"},
                                                         {"help", "-"}};
    for (const auto& [text, expected] : cases)
        EXPECT_EQ(meant(text), expected) << text;
}

TEST(KeywordMatch, GoesByTheOperatorsOwnWords)
{
    KeyWords french;
    french.stop = {"arret"};

    const auto found = match_keyword("movie ARRET", keywords, french);

    ASSERT_TRUE(found);
    EXPECT_EQ(found->wish, KeywordWish::Leave);
    EXPECT_FALSE(match_keyword("movie stop", keywords, french));
}

TEST(KeywordMatch, TakesNoKeywordThatHidesAWordOrIsNone)
{
    EXPECT_EQ(keyword_of("movie", {}), "MOVIE");
    for (const auto* text : {"", "stop", "Help", "START", "two words", "4711", "1movie", "mo-vie",
                             "m\xC3\xB6vie", "longer-than-twenty-letters", "abcdefghijklmnopqrstu"})
        EXPECT_FALSE(keyword_of(text, {})) << text;
}

// S3.102
TEST(KeywordMatch, SeesWhetherAWelcomeSaysHowToLeave)
{
    EXPECT_TRUE(says_how_to_leave("Welcome. Text MOVIE STOP to leave.", {}));
    EXPECT_TRUE(says_how_to_leave("Welcome (movie stop)", {}));
    EXPECT_TRUE(says_how_to_leave("Text \"stop\"", {}));
    EXPECT_FALSE(says_how_to_leave("Welcome to the bus stops", {}));
    EXPECT_FALSE(says_how_to_leave("", {}));
}

TEST(KeywordMatch, ComparesNumbersByTheirDigits)
{
    EXPECT_EQ(number_digits("+1 (555) 0100"), "15550100");
    EXPECT_EQ(number_digits("4040"), "4040");
}

} // namespace
} // namespace relay::core
