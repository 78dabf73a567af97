#include "mail/detail/placeholder.h"

#include "mail/detail/ascii.h"

#include <algorithm>
#include <string>
#include <vector>

namespace mail {
namespace {

bool is_of_word(char c)
{
    return ascii::is_alnum(c) || ascii::is_8bit(c);
}

std::vector<std::string> words_of(std::string_view text)
{
    std::vector<std::string> words;
    bool is_inside = false;
    for (const char c : text) {
        if (is_of_word(c) && !is_inside)
            words.emplace_back();
        is_inside = is_of_word(c);
        if (is_inside)
            words.back() += ascii::lower(c);
    }
    return words;
}

/// "this" and "the" stand in every text.
bool says_something(const std::string& word)
{
    constexpr std::size_t shortest = 5;
    return word.size() >= shortest || std::any_of(word.begin(), word.end(), ascii::is_digit);
}

std::size_t shared(const std::vector<std::string>& words, std::vector<std::string> others)
{
    std::sort(others.begin(), others.end());
    const bool has_long = std::any_of(words.begin(), words.end(), says_something);
    return static_cast<std::size_t>(
        std::count_if(words.begin(), words.end(), [&](const std::string& word) {
            return (says_something(word) || !has_long) &&
                   std::binary_search(others.begin(), others.end(), word);
        }));
}

} // namespace

bool is_placeholder(std::string_view plain, std::string_view rich)
{
    constexpr std::size_t most_words = 40;
    constexpr std::size_t most_octets = 1000;
    if (plain.size() > most_octets)
        return false;
    const auto words = words_of(plain);
    if (words.size() > most_words)
        return false;
    auto others = words_of(rich);
    const bool is_far_shorter = words.size() * 3 <= others.size();
    const auto found = shared(words, std::move(others));
    return found == 0 && (is_far_shorter || ascii::contains(plain, "html"));
}

bool says_the_same(std::string_view a, std::string_view b)
{
    if (a.size() > 2 * b.size() + 100 || b.size() > 2 * a.size() + 100)
        return false;
    const auto words = words_of(a);
    return !words.empty() && words == words_of(b);
}

} // namespace mail
