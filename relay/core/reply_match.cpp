#include "relay/core/reply_match.h"
#include <algorithm>
#include <cctype>
#include <optional>

namespace relay::core {
namespace {

constexpr std::size_t code_digits = 4;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// ASCII punctuation: what a phone puts around a word. Letters of other scripts stay.
bool is_mark(char c)
{
    return static_cast<unsigned char>(c) < 0x80 && std::ispunct(static_cast<unsigned char>(c)) != 0;
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

/// Lower case, without marks at its ends, one blank between words.
std::string plain(std::string_view text)
{
    while (!text.empty() && (is_space(text.front()) || is_mark(text.front())))
        text.remove_prefix(1);
    while (!text.empty() && (is_space(text.back()) || is_mark(text.back())))
        text.remove_suffix(1);
    std::string made;
    for (const char c : text) {
        if (!is_space(c))
            made += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (made.back() != ' ')
            made += ' ';
    }
    return made;
}

bool is_one_of(const std::string& text, const std::vector<std::string>& words)
{
    return std::ranges::any_of(words, [&](const auto& word) { return plain(word) == text; });
}

/// "stop", and "stop please": whole words only, so that "stopping by" is an answer.
bool asks_to_leave(const std::string& text, const std::vector<std::string>& words)
{
    static const std::vector<std::string> polite{"please", "pls", "thanks", "thank you",
                                                 "texting me"};
    if (is_one_of(text, words))
        return true;
    return std::ranges::any_of(words, [&](const auto& word) {
        const auto begin = plain(word) + " ";
        return text.starts_with(begin) && is_one_of(plain(text.substr(begin.size())), polite);
    });
}

/// The number at the beginning, and what follows it.
struct Numbered {
    std::string number;
    std::string_view rest;
};

std::optional<Numbered> numbered(std::string_view text)
{
    text = trimmed(text);
    if (text.starts_with('#'))
        text.remove_prefix(1);
    const auto digits =
        static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
    if (digits == 0 || (digits < text.size() && !is_space(text[digits]) && !is_mark(text[digits])))
        return std::nullopt;
    auto rest = text.substr(digits);
    while (!rest.empty() && (is_space(rest.front()) || is_mark(rest.front())))
        rest.remove_prefix(1);
    return Numbered{std::string(text.substr(0, digits)), trimmed(rest)};
}

bool is_consent(std::string_view text)
{
    const auto word = plain(text);
    return word == "ok" || word == "okay";
}

/// Is it the first word, or the first words, of `said`? Both are plain.
bool begins_with(std::string_view said, std::string_view word)
{
    return said.starts_with(word) && (said.size() == word.size() || is_space(said[word.size()]) ||
                                      is_mark(said[word.size()]));
}

/// A slip of the finger, and no words.
bool is_small_number(std::string_view text)
{
    const auto number = numbered(text);
    return number && number->number.size() <= 2 &&
           (number->rest.empty() || is_consent(number->rest));
}

/// A choice comes first: an originator may well offer "no".
ReplyMatch answer_to(const OpenQuestion& question, std::string_view text, const KeyWords& words)
{
    if (const auto choice = choice_in(text, question.choices))
        return ChoiceMeant{question.page, *choice};
    if (is_one_of(plain(text), words.decline))
        return DeclineMeant{question.page};
    if (is_one_of(plain(text), words.done))
        return DoneMeant{question.page};
    if (!question.choices.empty() && is_small_number(text))
        return NoSuchChoice{question.page, question.choices.size()};
    return TextMeant{question.page, std::string(trimmed(text))};
}

/// The question that a text without a name is for.
const OpenQuestion* only_one(const std::vector<OpenQuestion>& questions)
{
    if (questions.size() == 1)
        return &questions.front();
    const auto is_open = [](const OpenQuestion& question) { return !question.is_answered; };
    if (std::ranges::count_if(questions, is_open) != 1)
        return nullptr;
    return &*std::ranges::find_if(questions, is_open);
}

std::optional<ReplyMatch> named(std::string_view text, const std::vector<OpenQuestion>& questions,
                                const KeyWords& words)
{
    const auto number = numbered(text);
    if (!number)
        return std::nullopt;
    const auto hosts = std::ranges::find(questions, number->number, &OpenQuestion::host_code);
    if (hosts != questions.end() && is_consent(number->rest))
        return TextMeant{hosts->page, std::string(trimmed(text))};
    if (number->number.size() != code_digits)
        return std::nullopt;
    const auto has_code = [&](const auto& question) {
        return reply_code(question.page) == number->number;
    };
    // Also when a code is nobody's, or two pages': it named a page, so it is not for another one.
    if (std::ranges::count_if(questions, has_code) != 1)
        return PageNotNamed{};
    const auto& question = *std::ranges::find_if(questions, has_code);
    if (number->rest.empty())
        return TextMeant{question.page, "OK"};
    return answer_to(question, number->rest, words);
}

AllMeant all_open(const std::vector<OpenQuestion>& questions)
{
    AllMeant all;
    for (const auto& question : questions) {
        if (!question.is_answered)
            all.pages.push_back(question.page);
    }
    return all;
}

} // namespace

bool begins_with_no(std::string_view text, const KeyWords& words)
{
    static const std::vector<std::string> assent{"no problem", "no prob", "no worries",
                                                 "no trouble"};
    const auto said = plain(text);
    const auto begins = [&](const std::string& word) { return begins_with(said, plain(word)); };
    return std::ranges::any_of(words.decline, begins) && std::ranges::none_of(assent, begins);
}

bool says_no(std::string_view text, const KeyWords& words)
{
    const auto said = plain(text);
    return std::ranges::any_of(words.decline, [&](const std::string& word) {
        const auto no = plain(word);
        const bool has_more = begins_with(said, no) && said.size() > no.size();
        return said == no || (has_more && (no != "no" || is_mark(said[no.size()])));
    });
}

std::string plain_words(std::string_view text)
{
    return plain(text);
}

std::string reply_code(store::PageId page)
{
    // Ids rise with time; a multiplication spreads neighbours over all of the codes.
    const auto spread = static_cast<std::uint64_t>(page.value) * 0x9E3779B97F4A7C15U;
    return std::to_string(1000 + (spread >> 32U) % 9000);
}

std::string host_code_in(std::string_view text)
{
    const auto end = plain(text);
    const auto at = end.rfind("reply with ");
    if (at == std::string::npos)
        return {};
    const auto number = end.substr(at + 11);
    const bool is_number =
        !number.empty() && number.size() <= 9 && std::ranges::all_of(number, is_digit);
    return is_number ? number : std::string();
}

std::optional<int> choice_worded(std::string_view text, const std::vector<std::string>& choices)
{
    const auto place = [&](auto found) { return static_cast<int>(found - choices.begin()) + 1; };
    const auto exact = std::ranges::find(choices, trimmed(text));
    if (exact != choices.end())
        return place(exact);
    const auto word = plain(text);
    const auto same =
        std::ranges::find_if(choices, [&](const auto& choice) { return plain(choice) == word; });
    return same == choices.end() || word.empty() ? std::nullopt : std::optional(place(same));
}

std::optional<int> choice_in(std::string_view text, const std::vector<std::string>& choices)
{
    if (const auto worded = choice_worded(text, choices))
        return worded;
    const auto number = numbered(text);
    if (!number || number->number.size() > 2)
        return std::nullopt;
    const auto meant = static_cast<std::size_t>(std::stoi(number->number));
    if (meant < 1 || meant > choices.size())
        return std::nullopt;
    const bool says_no_more = number->rest.empty() || is_consent(number->rest) ||
                              plain(number->rest) == plain(choices[meant - 1]);
    return says_no_more ? std::optional(static_cast<int>(meant)) : std::nullopt;
}

ReplyMatch match_reply(std::string_view text, const std::vector<OpenQuestion>& questions,
                       const KeyWords& words)
{
    const auto whole = plain(text);
    if (asks_to_leave(whole, words.stop))
        return LeaveAsked{};
    if (is_one_of(whole, words.start))
        return ReturnAsked{};
    if (is_one_of(whole, words.help))
        return HelpAsked{};
    if (questions.empty())
        return NothingAsked{};
    if (whole == "all ok" || whole == "all okay" || whole == "ok all")
        return all_open(questions);
    if (auto found = named(text, questions, words))
        return *found;
    const auto* question = only_one(questions);
    return question != nullptr ? answer_to(*question, text, words) : ReplyMatch(PageNotNamed{});
}

} // namespace relay::core
