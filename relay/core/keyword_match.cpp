#include "relay/core/keyword_match.h"
#include <algorithm>
#include <cctype>

namespace relay::core {
namespace {

constexpr std::size_t longest_keyword = 20;

bool is_one_of(std::string_view text, const std::vector<std::string>& words)
{
    return std::ranges::any_of(words, [&](const auto& word) { return plain_words(word) == text; });
}

std::optional<KeywordWish> wish_of(std::string_view rest, const KeyWords& words)
{
    if (rest.empty() || is_one_of(rest, words.start))
        return KeywordWish::Join;
    if (is_one_of(rest, words.stop))
        return KeywordWish::Leave;
    return is_one_of(rest, words.help) ? std::optional(KeywordWish::Help) : std::nullopt;
}

bool is_letter_or_digit(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

} // namespace

std::optional<KeywordMeant> match_keyword(std::string_view text,
                                          const std::vector<store::GroupKeyword>& keywords,
                                          const KeyWords& words)
{
    const auto whole = plain_words(text);
    const auto blank = whole.find(' ');
    const auto first = whole.substr(0, blank);
    const auto rest = blank == std::string::npos ? std::string() : whole.substr(blank + 1);
    const auto found = std::ranges::find_if(
        keywords, [&](const auto& keyword) { return plain_words(keyword.word) == first; });
    const auto wish = found == keywords.end() ? std::nullopt : wish_of(rest, words);
    return wish ? std::optional(KeywordMeant{&*found, *wish}) : std::nullopt;
}

std::string number_digits(std::string_view number)
{
    std::string digits;
    std::ranges::copy_if(number, std::back_inserter(digits),
                         [](char c) { return c >= '0' && c <= '9'; });
    return digits;
}

std::optional<std::string> keyword_of(std::string_view text, const KeyWords& words)
{
    const bool is_word = !text.empty() && text.size() <= longest_keyword &&
                         std::ranges::all_of(text, is_letter_or_digit) &&
                         !std::isdigit(static_cast<unsigned char>(text.front()));
    if (!is_word)
        return std::nullopt;
    const auto plain = plain_words(text);
    for (const auto* taken : {&words.stop, &words.start, &words.help}) {
        if (is_one_of(plain, *taken))
            return std::nullopt;
    }
    std::string upper(text);
    std::ranges::transform(upper, upper.begin(), [](char c) {
        return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    });
    return upper;
}

bool says_how_to_leave(std::string_view text, const KeyWords& words)
{
    const auto padded = " " + plain_words(text) + " ";
    std::string spaced;
    std::ranges::transform(padded, std::back_inserter(spaced),
                           [](char c) { return is_letter_or_digit(c) ? c : ' '; });
    return std::ranges::any_of(words.stop, [&](const auto& word) {
        return spaced.find(" " + plain_words(word) + " ") != std::string::npos;
    });
}

} // namespace relay::core
