#include "relay/intake/mail_priority.h"
#include "store/model/directory.h"
#include <algorithm>
#include <array>
#include <string>

namespace relay::intake {
namespace {

using store::Priority;
using Row = std::pair<std::string_view, Priority>;

constexpr std::array importance_words{Row{"high", Priority::High}, Row{"normal", Priority::Normal},
                                      Row{"low", Priority::Low}};
constexpr std::array number_words{Row{"1", Priority::High}, Row{"2", Priority::High},
                                  Row{"3", Priority::Normal}, Row{"4", Priority::Low},
                                  Row{"5", Priority::Low}};
// RFC 2156 5.3.6.
constexpr std::array urgency_words{Row{"urgent", Priority::High}, Row{"normal", Priority::Normal},
                                   Row{"non-urgent", Priority::Low}};
constexpr std::array tag_words{Row{"high", Priority::High},      Row{"urgent", Priority::High},
                               Row{"stat", Priority::High},      Row{"emergency", Priority::High},
                               Row{"critical", Priority::High},  Row{"normal", Priority::Normal},
                               Row{"routine", Priority::Normal}, Row{"low", Priority::Low},
                               Row{"info", Priority::Low}};

template <std::size_t N>
std::optional<Priority> find(const std::array<Row, N>& rows, std::string_view word)
{
    const auto low = store::folded_lower(word);
    const auto found = std::ranges::find(rows, std::string_view(low), &Row::first);
    return found == rows.end() ? std::nullopt : std::optional(found->second);
}

/// "1 (Highest)" begins with the word that counts.
std::string_view first_word(std::string_view value)
{
    return value.substr(0, value.find_first_of(" \t(;"));
}

std::optional<Priority> said_by(const mail::HeaderField& field)
{
    const auto word = first_word(field.value);
    if (mail::is_named(field, "Importance") || mail::is_named(field, "X-MSMail-Priority"))
        return find(importance_words, word);
    if (mail::is_named(field, "X-Priority"))
        return find(number_words, word);
    if (mail::is_named(field, "Priority"))
        return find(urgency_words, word);
    return std::nullopt;
}

std::string_view without_blanks(std::string_view text)
{
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    return text;
}

/// What clients write in front of a subject that they answer or send on, in many languages; in
/// French with a blank behind it.
constexpr std::array<std::string_view, 14> answer_marks{
    "re", "fw", "fwd", "aw", "wg", "tr", "sv", "vs", "antw", "rif", "vb", "vl", "odp", "enc"};

std::string_view without_answer_marks(std::string_view subject)
{
    for (;;) {
        subject = without_blanks(subject);
        const auto colon = std::min(subject.find(':'), subject.size());
        auto word = store::folded_lower(subject.substr(0, colon));
        if (word.ends_with(' '))
            word.pop_back();
        if (std::ranges::find(answer_marks, word) == answer_marks.end())
            return subject;
        subject.remove_prefix(std::min(colon + 1, subject.size()));
    }
}

} // namespace

std::optional<Priority> mail_priority(const std::vector<mail::HeaderField>& header)
{
    std::optional<Priority> most;
    for (const auto& field : header) {
        if (const auto said = said_by(field))
            most = std::min(most.value_or(*said), *said);
    }
    return most;
}

std::optional<Priority> tagged_priority(std::string_view subject)
{
    subject = without_answer_marks(subject);
    while (subject.starts_with('[')) {
        const auto end = subject.find(']');
        if (end == std::string_view::npos)
            return std::nullopt;
        if (const auto found = find(tag_words, subject.substr(1, end - 1)))
            return found;
        subject = without_answer_marks(subject.substr(end + 1));
    }
    return std::nullopt;
}

std::optional<Priority> priority_named(std::string_view word)
{
    return find(tag_words, word);
}

} // namespace relay::intake
