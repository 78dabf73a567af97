#include "mail/answer_text.h"

#include "mail/detail/ascii.h"

#include <algorithm>
#include <array>
#include <vector>

namespace mail {
namespace {

using Lines = std::vector<std::string_view>;

// What clients write above a quote: "On Monday, 5 May, Paging <...> wrote:".
constexpr std::array<std::string_view, 11> said_words{
    "wrote",   "writes",  "schrieb", "schreibt", "\u00e9crit", "escribi",
    "scritto", "schreef", "skrev",   "escreveu", "napisa"};
constexpr std::array<std::string_view, 9> when_words{"On ", "Am ", "Le ",  "El ",    "Il ",
                                                     "Op ", "Em ", "Den ", "W dniu "};
// What begins the header of a mail that is quoted without marks.
constexpr std::array<std::string_view, 9> from_words{
    "From:", "Von:", "De:", "De :", "Da:", "Van:", "Fra:", "Fr\u00e5n:", "Od:"};
// What programs write below each mail. "Gesendet von Monitor 12" is text.
constexpr std::array<std::string_view, 8> program_words{
    "Sent from my ",        "Get Outlook for ",    "Gesendet von mein", "Gesendet von Mail ",
    "Gesendet von Outlook", "Gesendet von Yahoo ", "Gesendet mit der ", "Envoy\u00e9 de mon "};

template <std::size_t N>
bool begins_with_any(std::string_view line, const std::array<std::string_view, N>& words)
{
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return ascii::starts_with(line, word); });
}

bool is_of_a_program(std::string_view line)
{
    return begins_with_any(line, program_words) ||
           (ascii::starts_with(line, "Von meinem ") && line.ends_with("gesendet"));
}

bool says_who(std::string_view line)
{
    return line.ends_with(':') &&
           std::any_of(said_words.begin(), said_words.end(),
                       [&](std::string_view word) { return ascii::contains(line, word); });
}

Lines lines_of(std::string_view text)
{
    Lines lines;
    while (!text.empty())
        lines.push_back(ascii::trimmed(ascii::cut_before(text, '\n')));
    return lines;
}

bool is_mark(std::string_view line)
{
    return line.starts_with('>') || line.starts_with('|');
}

std::string_view next_line(const Lines& lines, std::size_t at)
{
    while (++at < lines.size()) {
        if (!lines[at].empty())
            return lines[at];
    }
    return {};
}

/// How many lines say who wrote what follows; long ones are broken by clients. 0: this is none.
std::size_t attribution_at(const Lines& lines, std::size_t at)
{
    constexpr std::size_t most_lines = 3;
    for (std::size_t more = 0; more < most_lines && at + more < lines.size(); ++more) {
        const auto line = lines[at + more];
        const bool begins = begins_with_any(line, when_words);
        // "On my way" above "On Monday ... wrote:" is an answer, and no part of that.
        if (line.empty() || is_mark(line) || (more > 0 && begins))
            return 0;
        if (says_who(line) || (line.ends_with(':') && is_mark(next_line(lines, at + more))))
            return more + 1;
        if (!begins && more == 0)
            return 0;
    }
    return 0;
}

/// What Readable::text ends with.
bool is_ours(std::string_view line)
{
    return line.starts_with("[attachment: ") || line.starts_with("[calendar");
}

/// From here on everything is somebody else's, and not marked as such.
bool ends_the_answer(const Lines& lines, std::size_t at)
{
    const auto line = lines[at];
    if (line == "--" || line.starts_with("-----") || line.starts_with("_____"))
        return true;
    if (is_of_a_program(line) || is_ours(line))
        return true;
    return begins_with_any(line, from_words) &&
           next_line(lines, at).find(':') != std::string_view::npos;
}

/// A mail that is quoted as programs do it that do not mark each line. Stricter than
/// ends_the_answer(): a rule of dashes, or a line that says "From: ICU", is text of many alarms.
bool begins_quoted_mail(const Lines& lines, std::size_t at)
{
    const auto line = lines[at];
    const bool is_rule = line.starts_with("-----") || line.starts_with("_____");
    if (is_rule && line.find_first_not_of("-_ ") != std::string_view::npos)
        return line.ends_with("-----"); // "-----Original Message-----"
    return is_rule && begins_with_any(next_line(lines, at), from_words);
}

/// With its lines, up to the end.
bool begins_signature(std::string_view line)
{
    return line == "--";
}

/// One line of a program, with nothing more right below it.
bool is_program_signature(const Lines& lines, std::size_t at)
{
    if (!is_of_a_program(lines[at]))
        return false;
    const auto next = at + 1 < lines.size() ? lines[at + 1] : std::string_view();
    return next.empty() || is_ours(next) || is_of_a_program(next);
}

} // namespace

AnswerText answer_in(std::string_view text)
{
    const auto lines = lines_of(text);
    AnswerText answer;
    for (std::size_t at = 0; at < lines.size(); ++at) {
        const bool is_over = lines[at].empty() || is_mark(lines[at]);
        if (is_over && !answer.first_line.empty())
            return answer;
        if (is_over)
            continue;
        if (ends_the_answer(lines, at))
            return answer;
        if (const auto said = attribution_at(lines, at)) {
            if (!answer.first_line.empty() || !is_mark(next_line(lines, at + said - 1)))
                return answer;
            at += said - 1;
            continue;
        }
        if (answer.first_line.empty())
            answer.first_line = lines[at];
        answer.paragraph += (answer.paragraph.empty() ? "" : "\n") + std::string(lines[at]);
    }
    return answer;
}

std::string own_text(std::string_view text, TextCuts cuts)
{
    const auto lines = lines_of(text);
    std::string own;
    bool is_over = false;
    for (std::size_t at = 0; at < lines.size(); ++at) {
        const auto line = lines[at];
        is_over = is_over || (cuts.signature && begins_signature(line)) ||
                  (cuts.quoted && begins_quoted_mail(lines, at));
        const auto said = cuts.quoted ? attribution_at(lines, at) : 0;
        if (said > 0 && next_line(lines, at + said - 1).starts_with('>')) {
            at += said - 1;
            continue;
        }
        const bool is_cut = (cuts.quoted && line.starts_with('>')) ||
                            (cuts.signature && is_program_signature(lines, at));
        if (is_ours(line) || (!is_over && !is_cut))
            own += std::string(line) + "\n";
    }
    const auto trimmed = ascii::trimmed(own);
    return std::string(trimmed.empty() || (!cuts.signature && !cuts.quoted) ? text : trimmed);
}

} // namespace mail
